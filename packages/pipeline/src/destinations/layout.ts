/** How the files of a dataset are named. */
export interface Layout {
  /** The path of a file within the dataset. */
  path(file: LayoutFile): string;
  /** Which table and load a path belongs to, and its extension, where the layout has it; undefined when it is none of ours. */
  read(path: string): { readonly table: string; readonly loadId: string; readonly extension: string | undefined } | undefined;
}

export interface LayoutFile {
  readonly table: string;
  readonly schema: string;
  readonly loadId: string;
  readonly fileId: string;
  readonly extension: string;
}

/** dlt's. */
export const defaultLayout = '{table_name}/{load_id}.{file_id}.{ext}';

const moments: Readonly<Record<string, (at: Date) => string>> = {
  YYYY: (at) => String(at.getUTCFullYear()),
  MM: (at) => String(at.getUTCMonth() + 1).padStart(2, '0'),
  DD: (at) => String(at.getUTCDate()).padStart(2, '0'),
  HH: (at) => String(at.getUTCHours()).padStart(2, '0'),
  mm: (at) => String(at.getUTCMinutes()).padStart(2, '0'),
  curr_date: (at) => at.toISOString().slice(0, 10),
  timestamp: (at) => String(Math.floor(at.getTime() / 1000)),
};

const patterns: Readonly<Record<string, string>> = {
  table_name: '(?<table>[a-z0-9_]+)',
  load_id: '(?<load>\\d+\\.\\d+)',
  schema_name: '[a-z0-9_]+',
  file_id: '[0-9a-f]+',
  ext: '(?<ext>[a-z]+)',
};

/** Reads a layout. Moments in it are those of the load. Throws when a placeholder is unknown, or a file's load could not be told. */
export function parseLayout(layout: string): Layout {
  const names = Array.from(layout.matchAll(/\{(\w+)\}/g), (match) => match[1] as string);
  const unknown = names.find((name) => !(name in patterns) && !(name in moments));
  if (unknown !== undefined)
    throw new Error(
      `The layout ${layout} has {${unknown}}; known are ${[...Object.keys(patterns), ...Object.keys(moments)].map((name) => `{${name}}`).join(', ')}`,
    );
  for (const name of ['table_name', 'load_id', 'file_id'])
    if (!names.includes(name))
      throw new Error(`The layout ${layout} wants {${name}}: without, files of different tables or loads would be one`);
  if (layout.split('/').some((part) => part === '..' || part.startsWith('_dlt')))
    throw new Error(`The layout ${layout} leaves the dataset`);
  const seen = new Set<string>();
  const source = layout.split(/(\{\w+\})/).map((part) => {
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name === undefined) return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    const pattern = seen.has(name) ? (patterns[name] ?? '[0-9-]+').replace(/\?<\w+>/, '?:') : (patterns[name] ?? '[0-9-]+');
    seen.add(name);
    return pattern;
  });
  const expression = new RegExp(`^${source.join('')}$`);
  return {
    path({ table, schema, loadId, fileId, extension }) {
      const at = new Date(Number(loadId) * 1000);
      const values: Record<string, string> = { table_name: table, schema_name: schema, load_id: loadId, file_id: fileId, ext: extension };
      return layout.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? (moments[name] as (at: Date) => string)(at));
    },
    read(path) {
      const groups = expression.exec(path)?.groups;
      return groups?.['table'] === undefined || groups['load'] === undefined
        ? undefined
        : { table: groups['table'], loadId: groups['load'], extension: groups['ext'] };
    },
  };
}
