import type { Context } from '../context.ts';
import { ItemsFailedError } from '../output/failures.ts';
import { count, humanBytes } from '../output/units.ts';
import { startEngine } from './engine.ts';
import { inParallel } from './slots.ts';
import { decide, type Decision, type Looked } from './upload-existing.ts';
import type { UploadFlags } from './upload-flags.ts';
import { remoteOf, shownOf, type Found, type UploadItem } from './upload-sources.ts';

interface PlannedUpload {
  readonly action: '+' | '*' | '=';
  readonly source: string;
  readonly path: string;
  readonly size: number;
}

const actionOf = { send: '+', replace: '*', skip: '=' } as const satisfies Record<Decision, PlannedUpload['action']>;

/**
 * `--dry-run`: `+` for what is new or not looked at, `*` for what becomes a new version, `=` for what is skipped. What would fail because its
 * name is taken fails here, too.
 */
export async function sayUploads(context: Context, flags: UploadFlags, found: Found, looked: Looked): Promise<void> {
  const { output, signal } = context;
  const failures = [...found.failures];
  const decisions = new Map<UploadItem, Decision>();
  const progress = output.progress();
  try {
    const engine = await startEngine(context, flags, progress);
    await inParallel(engine.transfers, found.items, async (item) => {
      try {
        decisions.set(item, await decide(engine, item, looked));
      } catch (error) {
        signal.throwIfAborted();
        failures.push({ name: shownOf(item), error });
      }
    });
  } finally {
    progress.finish();
  }
  const results = output.results<PlannedUpload>({
    title: 'files upload',
    columns: [
      { title: '', value: ({ action }) => action, field: 'action' },
      { title: 'Size', value: ({ size }) => size, kind: 'bytes', field: 'size' },
      { title: 'Source', value: ({ source }) => source, field: 'source' },
      { title: 'Path', value: ({ path }) => path, field: 'path' },
    ],
  });
  const sent: UploadItem[] = [];
  for (const item of found.items) {
    const decision = decisions.get(item);
    if (decision === undefined) continue;
    if (decision !== 'skip') sent.push(item);
    await results.write({ action: actionOf[decision], source: shownOf(item), path: remoteOf(item), size: item.size });
  }
  await results.end();
  output.note(`would upload ${count(sent.length, 'file')}, ${humanBytes(sent.reduce((sum, { size }) => sum + size, 0))}`);
  if (failures.length > 0) throw new ItemsFailedError(failures, found.items.length + found.failures.length);
}
