"""Loads the users of the pipeline's bench by dlt: python pipeline-dlt.py PORT ROWS FOLDER default|fastest. Prints what it took as JSON."""

import json
import os
import resource as limits
import sys
import time

port, rows, folder, mode = sys.argv[1:5]
if mode == "fastest":
    # What its documentation on performance says: Parquet files, several of them, and a process for each processor.
    os.environ["NORMALIZE__WORKERS"] = str(os.cpu_count())
    os.environ["NORMALIZE__DATA_WRITER__DISABLE_COMPRESSION"] = "true"
    os.environ["DATA_WRITER__BUFFER_MAX_ITEMS"] = "50000"
    os.environ["DATA_WRITER__FILE_MAX_ITEMS"] = str(max(10000, int(rows) // (2 * os.cpu_count())))
os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"
os.environ["RUNTIME__LOG_LEVEL"] = "CRITICAL"

import dlt
from dlt.sources.rest_api import rest_api_source

if __name__ == "__main__":
    source = rest_api_source(
        {
            "client": {"base_url": f"http://127.0.0.1:{port}/", "paginator": {"type": "page_number", "base_page": 1, "total_path": None}},
            "resources": [{"name": "users", "endpoint": {"path": "users"}}],
        }
    )
    pipeline = dlt.pipeline("bench", destination=dlt.destinations.duckdb(os.path.join(folder, "data.duckdb")), dataset_name="bench", pipelines_dir=folder)
    started = time.time()
    pipeline.run(source, **({"loader_file_format": "parquet"} if mode == "fastest" else {}))
    seconds = time.time() - started
    with pipeline.sql_client() as client:
        count = client.execute_sql("SELECT count(*) FROM users")[0][0]
    peak = limits.getrusage(limits.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"rows": count, "seconds": seconds, "peakMib": peak, "version": dlt.__version__}))
