import { ConflictError } from '@filewharf/sdk';
import type { Entry } from './listing.ts';
import { client } from '../session/session.ts';

/** What could not be done with one of several entries. */
export interface Failure<Item extends Pick<Entry, 'name'> = Pick<Entry, 'name'>> {
  readonly entry: Item;
  readonly error: unknown;
}

const atOnce = 4;

/** Does the same with each of the entries, some at once, and answers for which it went wrong. */
export async function each<Item extends Pick<Entry, 'name'>>(
  entries: readonly Item[],
  work: (entry: Item) => Promise<unknown>,
): Promise<readonly Failure<Item>[]> {
  const failures: Failure<Item>[] = [];
  const waiting = entries.values();
  async function run(): Promise<void> {
    for (const entry of waiting) {
      try {
        await work(entry);
      } catch (error) {
        failures.push({ entry, error });
      }
    }
  }
  await Promise.all(Array.from({ length: atOnce }, run));
  return failures;
}

export async function rename({ type, id }: Entry, name: string): Promise<void> {
  await (type === 'file' ? client.files.update(id, { name }) : client.folders.update(id, { name }));
}

/** Into the folder at a path. What is there keeps its name; what comes gets `name (2)` where that is taken. */
export async function move({ type, id }: Entry, to: string): Promise<void> {
  if (type === 'file') await client.files.update(id, { folderPath: to, ifExists: 'rename' });
  else await client.folders.update(id, { parentPath: to, ifExists: 'rename' });
}

export async function copy({ type, id }: Entry, to: string): Promise<void> {
  if (type === 'file') await client.files.copy(id, { folderPath: to, ifExists: 'rename' });
  else await client.folders.copy(id, { parentPath: to, ifExists: 'rename' });
}

/** Into the trash. Answers what it is called there. Where it cannot go there it stays where it is: `hasNoTrash` tells. */
export async function trash({ type, id }: Entry): Promise<string | undefined> {
  const options = { trash: true };
  return (await (type === 'file' ? client.files.delete(id, options) : client.folders.delete(id, options))).trash_id;
}

/** Whether that is why something could not go into the trash: the site keeps none. */
export function hasNoTrash(error: unknown): boolean {
  return error instanceof ConflictError && error.details?.some(({ field }) => field === 'trash') === true;
}

export async function removeForGood({ type, id }: Entry): Promise<void> {
  if (type === 'file') await client.files.delete(id);
  else await client.folders.delete(id, { recursive: true });
}
