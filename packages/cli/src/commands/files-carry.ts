import { Command, Option } from 'commander';
import type { Entry, FilesApp } from '@filewharf/sdk';
import { onRun, type Context } from '../context.ts';
import { ItemsFailedError, MissingError, UsageError, type ItemFailure } from '../output/failures.ts';
import { matchesAny } from '../name-patterns.ts';
import { expandRemote, findRemote, isId, parseRemote } from '../remote.ts';
import { count } from '../output/units.ts';
import { withoutClashes } from '../transfer/clashes.ts';
import { joinRemote } from '../transfer/remote-path.ts';
import { carriedView } from './entry-views.ts';

const ifExistsChoices = ['fail', 'skip', 'overwrite', 'rename'] as const;
type IfExists = (typeof ifExistsChoices)[number];

interface CarryFlags {
  readonly ifExists?: string;
  readonly recursive?: boolean;
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly dryRun?: boolean;
}

type Verb = 'move' | 'copy';

const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

/** `files move` and `files copy`, which the server does by itself: no byte passes this machine. */
/** `group` is the command that it is in; below `folders` it takes folders only. */
export function carryCommand(verb: Verb, group: 'files' | 'folders'): Command {
  const command = new Command(verb)
    .alias(verb === 'move' ? 'mv' : 'cp')
    .description(`${verb === 'move' ? 'Move or rename' : 'Copy'} ${group === 'files' ? 'files and folders' : 'folders'} on the server`)
    .argument('<remote...>', 'one or more paths, ids or patterns, and last where they go')
    .addOption(
      new Option('--if-exists <how>', 'what to do with a name that is taken').choices(ifExistsChoices).argParser(String).default('fail'),
    )
    .option('-r, --recursive', 'folders too, with all that is in them')
    .option('--include <pattern>', 'only names that match; may be given more than once', collect)
    .option('--exclude <pattern>', 'not the names that match; may be given more than once', collect)
    .option('-n, --dry-run', 'only say what would be done');
  return onRun<CarryFlags>(command, (context, args, flags) => carry(context, verb, group, args, flags));
}

interface Step {
  readonly entry: Entry;
  /** The folder it goes into, and the name it gets there. */
  readonly folder: string;
  readonly name: string;
}

const placeOf = ({ folder, name }: Step): string => joinRemote(folder, name);

async function carry(context: Context, verb: Verb, group: 'files' | 'folders', args: readonly string[], flags: CarryFlags): Promise<void> {
  const title = `${group} ${verb}`;
  const expected = group === 'files' ? 'any' : 'folder';
  const destination = args.at(-1);
  if (args.length < 2 || destination === undefined)
    throw new UsageError(`Say what to ${verb} and where it goes: ${title} /a.txt /archive/`);
  const ifExists = ifExistsChoices.find((choice) => choice === flags.ifExists);
  if (ifExists === undefined)
    throw new UsageError(`--if-exists must be one of ${ifExistsChoices.join(', ')}, not "${String(flags.ifExists)}"`);
  const client = await context.client();
  const failures: ItemFailure[] = [];
  const sources: Entry[] = [];
  const names = args.slice(0, -1);
  if (names.length === 1) context.about({ object: names[0] ?? '', kind: group === 'files' ? 'file' : 'folder', action: `cannot ${verb}` });
  for (const name of names) {
    try {
      sources.push(...(await expandRemote(client, name, expected)).filter((entry) => isWanted(entry, flags)));
    } catch (error) {
      if (!(error instanceof MissingError) || names.length === 1) throw error;
      failures.push({ name, error });
    }
  }
  if (sources.some(({ path }) => path === '/'))
    throw new UsageError(`The top folder cannot be ${verb === 'move' ? 'moved' : 'copied'}.`, 'name what is in it: /*');
  if (flags.recursive !== true) {
    const folder = sources.find(({ type }) => type === 'folder');
    // A folder that is moved keeps what is in it: nothing is walked through.
    if (folder !== undefined && verb === 'copy')
      throw new UsageError(`${folder.path} is a folder.`, 'add --recursive to copy all that is in it');
  }
  const planned = await planSteps(client, verb, sources, destination);
  // What skips or renames finds the first one there when it comes to the second.
  const steps =
    ifExists === 'skip' || ifExists === 'rename'
      ? planned
      : withoutClashes(
          planned,
          { placeOf, nameOf: ({ entry }) => entry.path, isSame: (one, other) => one.entry.id === other.entry.id },
          failures,
        );
  const total = steps.length + failures.length;
  const results = context.output.results(carriedView(title));
  for (const step of steps) {
    const { entry, folder, name } = step;
    context.signal.throwIfAborted();
    const to = placeOf(step);
    if (flags.dryRun === true) {
      await results.write({ id: entry.id, object: entry.type, from: entry.path, to });
      continue;
    }
    try {
      const carried = await carryOne(client, verb, entry, folder, name, ifExists);
      if (carried === undefined) context.output.note(`skipped ${entry.path}: ${to} is there already`);
      else await results.write({ id: carried.id, object: entry.type, from: entry.path, to: carried.path });
    } catch (error) {
      if (total === 1) throw error;
      failures.push({ name: entry.path, error });
    }
  }
  await results.end();
  if (flags.dryRun === true) context.output.note(`would ${verb} ${count(steps.length, 'file or folder', 'files and folders')}`);
  if (failures.length > 0) throw new ItemsFailedError(failures, total);
}

function isWanted({ name }: Entry, { include, exclude }: CarryFlags): boolean {
  return (include === undefined || matchesAny(include, name)) && (exclude === undefined || !matchesAny(exclude, name));
}

/** Where each thing goes: into the destination when that is a folder or ends with a slash, else it becomes the destination. */
async function planSteps(client: FilesApp, verb: Verb, sources: readonly Entry[], destination: string): Promise<readonly Step[]> {
  const target = await findTarget(client, destination);
  const remote = parseRemote(destination);
  if (target?.type === 'folder' && !isRenamed(verb, sources, target, destination))
    return sources.map((entry) => ({ entry, folder: target.path, name: entry.name }));
  if (!('path' in remote)) throw new UsageError(`${destination} is a file, and a folder or a new path was expected.`);
  if (destination.endsWith('/'))
    throw new MissingError(
      'folder',
      `there is no folder ${destination} on the server`,
      `make it: filewharf folders create -p ${destination}`,
    );
  const [only, ...others] = sources;
  if (only === undefined) return [];
  if (others.length > 0) throw new UsageError(`${destination} is no folder, and more than one thing cannot become one.`);
  const slash = remote.path.lastIndexOf('/');
  return [{ entry: only, folder: remote.path.slice(0, slash) || '/', name: remote.path.slice(slash + 1) }];
}

/** `/Docs` that becomes `/docs`: to the server both are one name, so what is found there is what is moved. */
function isRenamed(verb: Verb, [only, ...others]: readonly Entry[], target: Entry, destination: string): boolean {
  return verb === 'move' && only?.id === target.id && others.length === 0 && !isId(destination) && !destination.endsWith('/');
}

async function findTarget(client: FilesApp, destination: string): Promise<Entry | undefined> {
  try {
    return await findRemote(client, destination);
  } catch (error) {
    if (error instanceof MissingError) return undefined;
    throw error;
  }
}

/** Undefined when the name is taken and that is to be skipped. */
async function carryOne(
  client: FilesApp,
  verb: Verb,
  entry: Entry,
  folder: string,
  name: string,
  ifExists: IfExists,
): Promise<{ readonly id: string; readonly path: string } | undefined> {
  const wanted = { name, ifExists: ifExists === 'skip' ? ('fail' as const) : ifExists };
  const asFile = { ...wanted, folderPath: folder };
  const asFolder = { ...wanted, parentPath: folder };
  try {
    if (entry.type === 'file') return await (verb === 'move' ? client.files.update(entry.id, asFile) : client.files.copy(entry.id, asFile));
    return await (verb === 'move' ? client.folders.update(entry.id, asFolder) : client.folders.copy(entry.id, asFolder));
  } catch (error) {
    if (ifExists === 'skip' && error instanceof Error && 'status' in error && error.status === 409) return undefined;
    throw error;
  }
}
