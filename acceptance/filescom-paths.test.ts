import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { json } from './client.ts';
import { restOf, segment, startSite, type Rest, type Site } from './filescom.ts';
import { absence } from './judges.ts';
import { repository } from './server.ts';

/** What the vendor's clients are tested with: a path, and the key under which it is compared. It is not ours to carry, so it may be absent. */
const vendors = join(repository, '../shared/reference/filescom/vectors/normalization_for_comparison_test_data.json');

type Vector = readonly [path: string, key: string];

/** Of our own making. */
const ours: readonly Vector[] = [
  ['Straße.TXT', 'strasse.txt'],
  ['ﬁle', 'file'],
  ['ＦＵＬＬ　ＷＩＤＴＨ', 'full width'],
  ['e\u0301cole', 'ecole'],
  ['A//B\\\\C/', 'a/b/c'],
  ['\\a\\..\\b\\.\\c', 'a/b/c'],
  ['..hidden', '..hidden'],
  ['name \t\r\n', 'name'],
  ['İstanbul', 'istanbul'],
  ['Œuvre/Ærø', 'oeuvre/aero'],
];

let site: Site;
let rest: Rest;
beforeAll(async () => {
  site = await startSite();
  rest = restOf(site);
});
afterAll(() => site.end());

let folders = 0;
/** What is there under the key is found by the path, and both are one thing. Names with control characters nobody can make. */
async function sameThing(path: string, key: string): Promise<void> {
  const home = `paths/${++folders}`;
  if ([...key].some((character) => character < ' ')) {
    const refused = await rest.call('POST', `/folders/${segment(`${home}/${key}`)}`, { mkdir_parents: true });
    expect(json(refused)).toMatchObject({ type: 'processing-failure/invalid-filename' });
    return;
  }
  const made = await rest.good<{ path: string }>('POST', `/folders/${segment(`${home}/${key}`)}`, { mkdir_parents: true });
  const found = await rest.good('GET', `/file_actions/metadata/${segment(`${home}/${path}`)}`);
  expect(found).toMatchObject({ path: made.path });
  expect(await rest.call('POST', `/folders/${segment(`${home}/${path}`)}`)).toMatchObject({ status: 422 });
}

describe('two spellings of one path are one path', () => {
  test.each(ours)('%j is %j', sameThing);

  if (existsSync(vendors)) test.each(JSON.parse(readFileSync(vendors, 'utf8')) as Vector[])("the vendor's %j is %j", sameThing);
  else test.skip(absence("the vendor's table of paths", `${vendors} is not there`), () => undefined);
});

test.each([
  ['5,000 Cyrillic letters', 'ж', 20],
  ['3,500 Chinese ones', '深', 14],
])('a path of %s is made, and found where the clients ask for it: twice in one address', async (_what, letter, depth) => {
  const path = segment(Array.from({ length: depth }, () => letter.repeat(249)).join('/'));
  await rest.good('POST', `/folders/${path}`, { mkdir_parents: true });
  expect(await rest.good('GET', `/file_actions/metadata/${path}?path=${path}`)).toMatchObject({ type: 'directory' });
  expect(await rest.good('GET', `/folders/${path}?path=${path}`)).toEqual([]);
});
