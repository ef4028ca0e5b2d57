import type { Entry } from '@filewharf/sdk';
import type { Context } from '../context.ts';
import { count, humanBytes } from '../output/units.ts';
import { comparisonKey } from './comparison-key.ts';
import type { IfExists } from './upload-flags.ts';
import { remoteOf, shownOf, type Found } from './upload-sources.ts';

interface PlannedUpload {
  readonly action: '+' | '*' | '=';
  readonly source: string;
  readonly path: string;
  readonly size: number;
}

/** `--dry-run`: `+` for what is new or not looked at, `*` for what becomes a new version, `=` for what is skipped. */
export async function sayUploads(
  { output }: Context,
  found: Found,
  existing: ReadonlyMap<string, Entry>,
  ifExists: IfExists,
): Promise<void> {
  const results = output.results<PlannedUpload>({
    title: 'files upload',
    columns: [
      { title: '', value: ({ action }) => action, field: 'action' },
      { title: 'Size', value: ({ size }) => size, kind: 'bytes', field: 'size' },
      { title: 'Source', value: ({ source }) => source, field: 'source' },
      { title: 'Path', value: ({ path }) => path, field: 'path' },
    ],
  });
  for (const item of found.items) {
    const path = remoteOf(item);
    const isThere = existing.has(comparisonKey(path));
    await results.write({
      action: !isThere ? '+' : ifExists === 'skip' ? '=' : '*',
      source: shownOf(item),
      path,
      size: item.size,
    });
  }
  await results.end();
  const bytes = found.items.reduce((sum, { size }) => sum + size, 0);
  output.note(`would upload ${count(found.items.length, 'file')}, ${humanBytes(bytes)}`);
}
