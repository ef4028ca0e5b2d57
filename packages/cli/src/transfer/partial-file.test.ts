import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLeftovers, sweepLeftovers } from './leftovers.ts';
import { makePartial, publish, reopenPartial, reserveNames, type PartialFile } from './partial-file.ts';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'filewharf-partial-'));
});
const opened: PartialFile[] = [];
afterEach(async () => {
  for (const { handle } of opened.splice(0)) await handle.close();
  await rm(root, { recursive: true, force: true });
});

const at = (name: string): string => join(root, name);
const modeOf = async (path: string): Promise<string> => ((await stat(path)).mode & 0o777).toString(8);

/** Open until the end of the test, as it is when it is published. */
async function written(path: string, text: string): Promise<PartialFile> {
  const partial = await makePartial(path, () => false);
  opened.push(partial);
  await partial.handle.writeFile(text);
  return partial;
}

test('it is beside its name, and beside whatever has that name already', async () => {
  await writeFile(at('a.partial'), 'of the user');
  await symlink('nowhere', at('b.partial'));
  const names = [await written(at('a'), '1'), await written(at('b'), '2'), await written(at('c'), '3')].map(({ path }) =>
    path.slice(root.length + 1),
  );
  expect(names).toEqual([
    expect.stringMatching(/^a\.[0-9a-f]{8}\.partial$/),
    expect.stringMatching(/^b\.[0-9a-f]{8}\.partial$/),
    'c.partial',
  ]);
  expect(await readdir(root)).not.toContain('nowhere');
});

test('it takes no name that another file of the command gets', async () => {
  const isReserved = reserveNames(['a', 'a.partial', 'B.PARTIAL'], { pathOf: (name) => name, placeOf: at });
  const names: string[] = [];
  for (const name of ['a', 'b', 'c', 'a.partial']) {
    const { path, handle } = await makePartial(at(name), isReserved);
    await handle.close();
    names.push(path.slice(root.length + 1));
  }
  expect(names).toEqual([
    expect.stringMatching(/^a\.[0-9a-f]{8}\.partial$/),
    expect.stringMatching(/^b\.[0-9a-f]{8}\.partial$/),
    'c.partial',
    'a.partial.partial',
  ]);
});

test('it is opened again only when it is the same file', async () => {
  const partial = await written(at('a'), 'text');
  const again = await reopenPartial(partial);
  expect(again?.size).toBe(4);
  await again?.handle.close();
  await rename(partial.path, at('kept'));
  expect(await reopenPartial(partial)).toBeUndefined();
  await writeFile(partial.path, 'text');
  expect(await reopenPartial(partial)).toBeUndefined();
  await rm(partial.path);
  await symlink(at('kept'), partial.path);
  expect(await reopenPartial(partial)).toBeUndefined();
});

test('a name that is taken stays as it is, unless it may be replaced', async () => {
  await writeFile(at('a'), 'old');
  const partial = await written(at('a'), 'new');
  await expect(publish(partial, at('a'), 'nothing')).rejects.toMatchObject({ message: `${at('a')} exists`, hint: undefined });
  await expect(publish(partial, at('a'), 'nothing', 'add --force')).rejects.toMatchObject({ hint: 'add --force' });
  const { mtimeMs } = await stat(at('a'));
  await expect(publish(partial, at('a'), { size: 4, mtime: Math.floor(mtimeMs) })).rejects.toThrow('was changed meanwhile');
  await expect(publish(partial, at('a'), { size: 3, mtime: Math.floor(mtimeMs) - 1 })).rejects.toThrow('was changed meanwhile');
  expect(await readFile(at('a'), 'utf8')).toBe('old');
  await publish(partial, at('a'), { size: 3, mtime: Math.floor(mtimeMs) });
  expect(await readFile(at('a'), 'utf8')).toBe('new');
  await publish(await written(at('a'), 'newer'), at('a'), 'anything');
  await publish(await written(at('b'), 'b'), at('b'), 'nothing');
  expect(await readdir(root)).toEqual(['a', 'b']);
});

test('what is replaced hands on its mode, and nobody else can read the new content before', async () => {
  await writeFile(at('plain'), 'old');
  for (const mode of [0o600, 0o640, 0o755, 0o444]) {
    const path = at(mode.toString(8));
    await writeFile(path, 'old');
    await chmod(path, mode);
    const partial = await written(path, 'new');
    expect(await modeOf(partial.path)).toBe('600');
    await publish(partial, path, 'anything');
    expect([await modeOf(path), await readFile(path, 'utf8')]).toEqual([mode.toString(8), 'new']);
  }
  // A new file has that of any new file, and so has one that takes the place of a link.
  await symlink(at('600'), at('link'));
  await publish(await written(at('link'), 'new'), at('link'), 'anything');
  await publish(await written(at('fresh'), 'new'), at('fresh'), 'nothing');
  // And one whose other file has gone meanwhile.
  const late = await written(at('600'), 'new');
  await rm(at('600'));
  await publish(late, at('600'), 'nothing');
  const usual = await modeOf(at('plain'));
  expect([await modeOf(at('link')), await modeOf(at('fresh')), await modeOf(at('600'))]).toEqual([usual, usual, usual]);
});

test('another file that came in its place does not get the name', async () => {
  const partial = await written(at('a'), 'ours');
  await rename(partial.path, at('moved'));
  await writeFile(partial.path, 'theirs');
  await expect(publish(partial, at('a'), 'nothing')).rejects.toThrow('was replaced while it was written');
  expect(await readdir(root)).not.toContain('a');
});

test('what an ended process noted is removed, when it is still that file', async () => {
  const partials = [await written(at('gone'), '1'), await written(at('other'), '2'), await written(at('mine'), '3')];
  const note = at('notes/99999999 1.partials');
  await mkdir(at('notes'));
  const line = ({ path, dev, ino }: PartialFile): string => `${JSON.stringify({ path, dev, ino })}\n`;
  await writeFile(note, `${partials.slice(0, 2).map(line).join('')}{"path":"cut o`);
  // Something else has one of the names by now.
  await rename(at('other.partial'), at('saved'));
  await writeFile(at('other.partial'), 'of the user');
  // A process that still runs: this one.
  const running = createLeftovers(at('notes'));
  for (const partial of partials.slice(2)) await running.note(partial.path, partial);

  await sweepLeftovers(at('notes'));
  expect((await readdir(root)).sort()).toEqual(['mine.partial', 'notes', 'other.partial', 'saved']);
  await running.end();
  expect(await readdir(at('notes'))).toEqual([]);
  await sweepLeftovers(at('none'));
});
