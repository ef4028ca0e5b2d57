"""Loads rows by the real dlt: python load.py FILE PIPELINES_DIR RUN, where RUN is JSON. Prints the load's summary and dlt's state as JSON."""

import json
import sys

import dlt

path, pipelines_dir, text = sys.argv[1:4]
run = json.loads(text)
pipeline = dlt.pipeline(run["pipeline"], destination=dlt.destinations.duckdb(path), dataset_name="ds", pipelines_dir=pipelines_dir)


def since(cursor_path, rows):
    def items(cursor=dlt.sources.incremental(cursor_path, initial_value=0)):
        yield rows

    return items


@dlt.source(name=run["source"])
def source():
    for one in run["resources"]:
        incremental = one.get("incremental")
        rows = one["rows"]
        hints = {"name": one["name"], "write_disposition": one["write_disposition"], "primary_key": one.get("primary_key")}
        yield dlt.resource(rows if incremental is None else since(incremental, rows), **hints)


info = pipeline.run(source())
with pipeline.sql_client() as client:
    counts = {table: client.execute_sql(f"SELECT count(*) FROM {client.make_qualified_table_name(table)}")[0][0] for table in run["count"]}
schema = pipeline.default_schema
print(
    json.dumps(
        {
            "summary": str(info),
            "failed": info.has_failed_jobs,
            "counts": counts,
            "hash": schema.stored_version_hash,
            "version": schema.stored_version,
            "tables": {name: [f"{c['name']} {c['data_type']}" for c in table["columns"].values() if "data_type" in c] for name, table in schema.tables.items()},
            "state": pipeline.state.get("sources"),
        },
        default=str,
    )
)
