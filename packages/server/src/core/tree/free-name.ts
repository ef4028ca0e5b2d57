import { newId } from '../ids.ts';
import type { MetadataReads, Node } from '../metadata.ts';
import { comparisonKey, maxNameLength } from './names.ts';

/** A number beyond this is no help to people, and finding the next free one would take longer and longer. */
const lastNumber = 50;

/** `name (2).txt`, cut so that it still is a name. */
function withMark(name: string, mark: string, kind: Node['kind']): string {
  const dot = name.lastIndexOf('.');
  // A longer ending is not what people call an extension, and a folder has none.
  const [stem, extension] = kind === 'file' && dot > 0 && name.length - dot <= 20 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  const kept = [...stem].slice(0, maxNameLength - mark.length - [...extension].length).join('');
  return `${kept}${mark}${extension}`;
}

/** The names to try for something called `name`: as it is, with a number, and at last one that nobody has. */
function* candidates(name: string, kind: Node['kind'] = 'file'): Generator<string> {
  yield name;
  for (let number = 2; number <= lastNumber; number++) yield withMark(name, ` (${number})`, kind);
  for (;;) yield withMark(name, ` (${newId('file').slice(-10)})`, kind);
}

/** The name, or `name (2).txt` and so on when it is taken. `taken` is asked with comparison keys (see `names.ts`). */
export function freeNameAmong(taken: ReadonlySet<string>, name: string): string {
  for (const candidate of candidates(name)) if (!taken.has(comparisonKey(candidate))) return candidate;
  return name;
}

/** The same for a name in a folder. */
export async function freeNameIn(reads: MetadataReads, folderId: string, name: string, kind?: Node['kind']): Promise<string> {
  for (const candidate of candidates(name, kind)) {
    if ((await reads.findChild(folderId, comparisonKey(candidate))) === undefined) return candidate;
  }
  return name;
}
