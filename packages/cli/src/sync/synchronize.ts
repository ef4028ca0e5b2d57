import type { Context } from '../context.ts';
import { FatalError, type ItemFailure } from '../output/failures.ts';
import { count, humanBytes } from '../output/units.ts';
import type { View } from '../output/view.ts';
import { startEngine, type Engine } from '../transfer/engine.ts';
import { isFatal } from '../transfer/errors.ts';
import { runJobs, type Report } from '../transfer/run.ts';
import { inParallel } from '../transfer/slots.ts';
import type { Direction } from './direction.ts';
import { settleDoubts } from './doubts.ts';
import type { SyncFlags, SyncSettings } from './flags.ts';
import { planSync, type Item, type Plan, type Transfer } from './plan.ts';

/** What was done, or would be, with one file or folder. */
interface Action {
  /** `+` new, `*` changed, `-` deleted, `=` the same. */
  readonly action: '+' | '*' | '-' | '=';
  readonly path: string;
  readonly size: number;
}

const actionView = (title: string): View<Action> => ({
  title,
  columns: [
    { title: '', value: ({ action }) => action, field: 'action' },
    { title: 'Size', value: ({ size }) => size, kind: 'bytes', drop: 1, field: 'size' },
    { title: 'Path', value: ({ path }) => path, field: 'path' },
  ],
});

const shown = ({ kind, path }: Item): string => (kind === 'folder' ? `${path}/` : path);

/** Makes the destination like the source, once. What became of it is in the report; throws when nothing was done at all. */
export async function synchronize(
  context: Context,
  title: string,
  flags: SyncFlags,
  settings: SyncSettings,
  direction: Direction,
): Promise<Report> {
  const { output } = context;
  // While both sides are read; it is gone before anybody is asked.
  const reading = output.progress();
  let engine: Engine | undefined;
  try {
    engine = await startEngine(context, flags, reading);
    const destination = await direction.destination();
    const plan = await planSync(direction.source(destination), destination, settings);
    if (plan.doubtful.length > 0) reading.note(`Comparing the contents of ${count(plan.doubtful.length, 'file')}`);
    const sameContent = await settleDoubts(engine, direction, plan, settings);
    reading.finish();
    sayPlan(context, plan, direction);
    const report = flags.dryRun === true ? await sayActions(context, title, plan) : undefined;
    if (plan.deletions.length > settings.maxDelete)
      throw new FatalError(
        `${plan.deletions.length} files and folders would be deleted, and --max-delete allows ${settings.maxDelete}: nothing was done`,
        'look with --dry-run, and allow more if that is right',
      );
    if (report !== undefined) return report;
    // Asked now, so that nobody has to sit and wait until everything has been transferred.
    if (plan.deletions.length > 0 && plan.failures.length === 0) await output.confirm(await question(context, plan.deletions, direction));
    const progress = output.progress();
    try {
      return await carryOut({ context, title, direction, engine: { ...engine, progress }, plan, sameContent });
    } finally {
      progress.finish();
    }
  } finally {
    await engine?.leftovers.end();
    reading.finish();
  }
}

interface Work {
  readonly context: Context;
  readonly title: string;
  readonly direction: Direction;
  readonly engine: Engine;
  readonly plan: Plan;
  /** Same content, another time. */
  readonly sameContent: readonly Required<Transfer>[];
}

async function carryOut({ context, title, direction, engine, plan, sameContent }: Work): Promise<Report> {
  const { output, signal } = context;
  const { progress } = engine;
  const { transfers, failures, folders } = plan;
  const results = output.results(actionView(title));
  /** Things besides the transfers that failed, which count as tried. */
  let others = failures.length;
  for (const { name, error } of failures) progress.start(name).fail(error);
  progress.setTotals({ files: transfers.length, bytes: transfers.reduce((sum, { source }) => sum + source.size, 0), known: true });
  await direction.makeTop(engine);
  direction.begin(engine, transfers);
  const report = await runJobs(
    transfers,
    {
      describe: ({ source }) => ({ name: source.path, sizeBytes: source.size }),
      progress,
      patience: engine.patience,
      signal,
      transfers: engine.transfers,
      flush: () => engine.checksums.flush(),
      alwaysSay: true,
    },
    async (transfer, file) => {
      const say = async (): Promise<'transferred'> => {
        await results.write({
          action: transfer.replaces === undefined ? '+' : '*',
          path: transfer.source.path,
          size: transfer.source.size,
        });
        return 'transferred';
      };
      const worked = await direction.transfer(engine, transfer, file);
      return typeof worked === 'string' ? say() : { later: worked.later.then(() => say()) };
    },
  );
  report.failures.push(...failures);

  /** Does something small for each, several at once. */
  async function forEach<Kind>(items: readonly Kind[], name: (item: Kind) => string, task: (item: Kind) => Promise<void>): Promise<void> {
    await inParallel(
      engine.transfers,
      items,
      async (item) => {
        try {
          await engine.patience.attempt(() => task(item));
          engine.patience.progress();
        } catch (error) {
          if (signal.aborted) return;
          others += 1;
          report.failures.push({ name: name(item), error });
          progress.start(name(item)).fail(error);
          if (isFatal(error)) report.stopped = true;
        }
      },
      () => report.stopped || signal.aborted || engine.patience.exhausted,
    );
  }
  await forEach(folders, shown, async (folder) => {
    await direction.makeFolder(engine, folder);
    await results.write({ action: '+', path: shown(folder), size: 0 });
  });
  await forEach(
    sameContent,
    ({ source }) => source.path,
    (transfer) => direction.setTime(engine, transfer),
  );

  if (plan.deletions.length > 0 && (report.failures.length > 0 || report.stopped)) {
    output.warn('Nothing was deleted, because not everything else worked.');
  } else if (!signal.aborted) {
    const remove = async (item: Item): Promise<void> => {
      if (await direction.remove(engine, item)) await results.write({ action: '-', path: shown(item), size: item.size });
      else output.detail(`${shown(item)} stays, because something is in it`);
    };
    await forEach(
      plan.deletions.filter(({ kind }) => kind === 'file'),
      shown,
      remove,
    );
    // One after the other: those in others first.
    for (const folder of plan.deletions.filter(({ kind }) => kind === 'folder')) {
      if (report.failures.length > 0 || signal.aborted) break;
      await forEach([folder], shown, remove);
    }
  }
  if (engine.patience.exhausted) report.stopped = true;
  progress.finish({ verb: direction.verb });
  if (!signal.aborted) await results.end();
  return { ...report, total: report.total + others };
}

function sayPlan({ output }: Context, plan: Plan, { destinationName }: Direction): void {
  const { transfers, unchanged, newer, deletions, folders, skipped, failures } = plan;
  const fresh = transfers.filter(({ replaces }) => replaces === undefined).length;
  const bytes = transfers.reduce((sum, { source }) => sum + source.size, 0);
  const parts = [
    `${fresh.toLocaleString('en-US')} new and ${(transfers.length - fresh).toLocaleString('en-US')} changed (${humanBytes(bytes)})`,
    ...(folders.length > 0 ? [`${count(folders.length, 'folder')} to make`] : []),
    `${unchanged.length.toLocaleString('en-US')} unchanged`,
    ...(newer.length > 0 ? [`${newer.length.toLocaleString('en-US')} newer there`] : []),
    ...(deletions.length > 0 ? [`${deletions.length.toLocaleString('en-US')} to delete`] : []),
  ];
  output.note(`${destinationName}: ${parts.join(', ')}`);
  if (skipped.length > 0) output.note(`${count(skipped.length, 'symbolic link or special file')} left out; --verbose names them.`);
  for (const { path, reason } of skipped) output.detail(`${path} is left out: ${reason}`);
  if (failures.length > 0 && deletions.length > 0) output.warn('Nothing will be deleted, because not everything could be read.');
}

async function question(context: Context, deletions: readonly Item[], { destinationName }: Direction): Promise<string> {
  const files = deletions.filter(({ kind }) => kind === 'file');
  const what = [
    ...(files.length > 0 ? [`${count(files.length, 'file')} (${humanBytes(files.reduce((sum, { size }) => sum + size, 0))})`] : []),
    ...(files.length < deletions.length ? [count(deletions.length - files.length, 'folder')] : []),
  ];
  const { profile } = await context.connection();
  return `Delete ${what.join(' and ')} in ${destinationName}${profile === undefined ? '' : ` (profile ${profile})`} afterwards?`;
}

/** `--dry-run`. */
async function sayActions({ output }: Context, title: string, plan: Plan): Promise<Report> {
  const results = output.results(actionView(title));
  for (const { source, replaces } of plan.transfers)
    await results.write({ action: replaces === undefined ? '+' : '*', path: source.path, size: source.size });
  for (const folder of plan.folders) await results.write({ action: '+', path: shown(folder), size: 0 });
  for (const item of plan.deletions) await results.write({ action: '-', path: shown(item), size: item.size });
  for (const item of [...plan.unchanged, ...plan.newer]) await results.write({ action: '=', path: item.path, size: item.size });
  await results.end();
  const failures: ItemFailure[] = plan.failures;
  for (const { name, error } of failures) output.warn(`${name}: ${error instanceof Error ? error.message : String(error)}`);
  const skipped = plan.unchanged.length + plan.newer.length;
  return {
    total: plan.transfers.length + skipped + failures.length,
    transferred: plan.transfers.length,
    skipped,
    failures,
    stopped: false,
    told: true,
  };
}
