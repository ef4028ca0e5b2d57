import { isSystemTable, type DataType, type Schema } from '../schema/schema.ts';

const types: Readonly<Record<DataType, string>> = {
  text: 'string',
  bigint: 'number | bigint',
  double: 'number',
  bool: 'boolean',
  timestamp: 'Date',
  date: 'Date',
  time: 'string',
  decimal: 'number',
  wei: 'number | bigint',
  json: 'string',
  binary: 'Uint8Array',
};

const memberName = (name: string) => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name));

/** TypeScript of a schema's tables, for `dataset<Tables>()`. */
export function schemaTypes(schema: Schema, withSystemTables = false): string {
  const tables = Array.from(schema.tables.values()).filter((table) =>
    isSystemTable(table.name) ? withSystemTables : table['x-normalizer']?.['seen-data'] === true,
  );
  const members = tables.map((table) => {
    const columns = Array.from(table.columns.values()).flatMap(({ name, data_type, nullable }) =>
      data_type === undefined ? [] : [`    ${memberName(name)}: ${types[data_type]}${nullable === false ? '' : ' | null'};`],
    );
    return `  ${memberName(table.name)}: {\n${columns.join('\n')}\n  };`;
  });
  return `/** The tables of the schema ${schema.name}, version ${schema.version}. */\nexport type Tables = {\n${members.join('\n')}\n};\n`;
}
