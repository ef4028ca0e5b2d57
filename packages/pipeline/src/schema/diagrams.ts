import type { Column, Schema, Table } from './schema.ts';

/** Tables that have columns, with these; dlt's own are left out unless they are wanted. */
function tablesOf(schema: Schema, withSystemTables: boolean): { readonly table: Table; readonly columns: readonly Column[] }[] {
  return Array.from(schema.tables.values())
    .filter(({ name }) => withSystemTables || !name.startsWith('_dlt'))
    .map((table) => ({ table, columns: Array.from(table.columns.values()).filter(({ data_type }) => data_type !== undefined) }))
    .filter(({ columns }) => columns.length > 0);
}

const isRequired = ({ nullable }: Column): boolean => nullable === false;

/** What columns of a table lead to: its parent, and what its references say, as far as it is there. */
function linksOf(
  tables: readonly { readonly table: Table }[],
): { from: string; columns: readonly string[]; to: string; toColumns: readonly string[]; label: string }[] {
  const known = new Set(tables.map(({ table }) => table.name));
  return tables
    .flatMap(({ table: { name, parent, references = [] } }) => [
      ...(parent === undefined
        ? []
        : [{ from: name, columns: ['_dlt_parent_id'], to: parent, toColumns: ['_dlt_id'], label: '_dlt_parent_id' }]),
      ...references.map(({ columns, referenced_table: to, referenced_columns: toColumns, label }) => ({
        from: name,
        columns,
        to,
        toColumns,
        label: label ?? columns.join(', '),
      })),
    ])
    .filter(({ to }) => known.has(to));
}

/** An entity relationship diagram in the language of Mermaid. */
export function mermaidOf(schema: Schema, withSystemTables = false): string {
  const tables = tablesOf(schema, withSystemTables);
  const name = (text: string): string => (/^[A-Za-z_]\w*$/.test(text) ? text : `"${text.replaceAll('"', '')}"`);
  const lines = tables.flatMap(({ table, columns }) => [
    `    ${name(table.name)} {`,
    ...columns.map((column) => `        ${column.data_type ?? 'text'} ${column.name}${keyMark(column)}`),
    '    }',
  ]);
  const relations = linksOf(tables).map(({ from, to, label }) => `    ${name(to)} ||--o{ ${name(from)} : "${label.replaceAll('"', '')}"`);
  return `${['erDiagram', ...lines, ...relations].join('\n')}\n`;
}

function keyMark(column: Column): string {
  if (column.primary_key === true) return ' PK';
  if (column.parent_key === true) return ' FK';
  return column.unique === true ? ' UK' : '';
}

/** The schema in DBML, as dbdiagram.io and its like read it. */
export function dbmlOf(schema: Schema, withSystemTables = false): string {
  const tables = tablesOf(schema, withSystemTables);
  const quoted = (text: string): string => `"${text.replaceAll('"', '')}"`;
  const settings = (column: Column): string => {
    const words = [
      ...(column.primary_key === true ? ['pk'] : []),
      ...(column.unique === true ? ['unique'] : []),
      ...(isRequired(column) ? ['not null'] : []),
    ];
    return words.length === 0 ? '' : ` [${words.join(', ')}]`;
  };
  const blocks = tables.map(({ table, columns }) =>
    [
      `Table ${quoted(table.name)} {`,
      ...columns.map((column) => `  ${quoted(column.name)} ${column.data_type ?? 'text'}${settings(column)}`),
      '}',
    ].join('\n'),
  );
  const list = (columns: readonly string[]): string =>
    columns.length === 1 ? quoted(columns[0] ?? '') : `(${columns.map(quoted).join(', ')})`;
  const refs = linksOf(tables).map(
    ({ from, columns, to, toColumns }) => `Ref: ${quoted(from)}.${list(columns)} > ${quoted(to)}.${list(toColumns)}`,
  );
  return `${[...blocks, ...refs].join('\n\n')}\n`;
}

/** The schema as a graph in the language of Graphviz. */
export function dotOf(schema: Schema, withSystemTables = false): string {
  const tables = tablesOf(schema, withSystemTables);
  const escaped = (text: string): string => text.replace(/["\\{}|<> ]/g, (letter) => `\\${letter}`);
  const nodes = tables.map(({ table, columns }) => {
    const rows = columns.map((column) => `${escaped(column.name)}: ${column.data_type ?? 'text'}`).join('\\l');
    return `  "${escaped(table.name)}" [label="{${escaped(table.name)}|${rows}\\l}"];`;
  });
  const edges = linksOf(tables).map(({ from, to }) => `  "${escaped(from)}" -> "${escaped(to)}";`);
  return `${[`digraph "${escaped(schema.name)}" {`, '  rankdir=LR;', '  node [shape=record];', ...nodes, ...edges, '}'].join('\n')}\n`;
}
