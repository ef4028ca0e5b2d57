import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { NewBundle } from '../core/sharing/bundles.ts';
import { newMember, put, usedBytes } from '../core/core.test-setup.ts';
import { asPerson, asProgram, openTestPages } from './share.test-setup.ts';

/** A link of a member with little room to a folder with `salaries.txt` and `Plans`. */
async function shared(terms: Partial<NewBundle> = {}) {
  const pages = await openTestPages();
  const { core, url } = pages;
  const { secret, user } = await newMember(pages, { username: 'one', plan: 'free' });
  const member = await core.keys.authenticate(secret);
  const drop = await core.folders.create(member, { name: 'Drop', parentId: null });
  await core.folders.create(member, { name: 'Plans', parentId: drop.id });
  await put(pages, member, { name: 'salaries.txt', folderId: drop.id });
  const { share, code } = await core.bundles.create(member, { paths: ['Drop'], permissions: 'write', ...terms });
  const path = `/s/${code}`;
  return { ...pages, user, share, drop, path, page: `${url}${path}`, folder: `${url}${path}/folders/${drop.id}` };
}

function form(...files: readonly (readonly [name: string, bytes: string | Buffer<ArrayBuffer>])[]): FormData {
  const data = new FormData();
  for (const [name, bytes] of files) data.append('file', new Blob([bytes]), name);
  return data;
}

const post = (url: string, body: FormData, headers: Record<string, string> = asProgram): Promise<Response> =>
  fetch(url, { method: 'POST', body, headers, redirect: 'manual' });

describe('an upload', () => {
  it('by a link that only takes files tells nothing of what is there', async () => {
    const t = await shared();
    const response = await post(t.folder, form(['salaries.txt', 'x'], ['Plans', 'y'], ['new.txt', 'z']));
    expect([response.status, await response.json()]).toEqual([
      201,
      {
        files: [
          { name: 'salaries.txt', size: 1 },
          { name: 'Plans', size: 1 },
          { name: 'new.txt', size: 1 },
        ],
      },
    ]);
    const names = (await t.metadata.filesOf(t.drop.id, 9, undefined)).map(({ name }) => name).sort();
    expect(names).toEqual(['Plans (2)', 'new.txt', 'salaries (2).txt', 'salaries.txt']);
  });

  it('that does not fit is refused as a whole, without a word about the plan', async () => {
    const t = await shared();
    const used = await usedBytes(t.metadata, t.user.id);
    const tooMuch = [
      form(['large', Buffer.alloc(1_000_001)]),
      form(...['1', '2', '3'].map((name) => [name, Buffer.alloc(900_000)] as const)),
    ];
    for (const body of tooMuch) {
      const response = await post(t.folder, body);
      expect([response.status, await response.json()]).toEqual([
        413,
        { error: { code: 'bad_request', message: 'There is no room left for this. Tell whoever sent you the link.' } },
      ]);
    }
    expect(await usedBytes(t.metadata, t.user.id)).toBe(used);
  });

  it('that says to be much larger than what is free is refused before it comes', async () => {
    const t = await shared();
    const headers = { 'content-type': 'multipart/form-data; boundary=x', 'content-length': 380_000_000, ...asProgram };
    const status = await new Promise((resolve, reject) => {
      const sent = request(t.folder, { method: 'POST', headers }, (response) => {
        resolve(response.statusCode);
        sent.destroy();
      });
      sent.on('error', reject);
      sent.flushHeaders();
    });
    expect(status).toBe(413);
  });

  it('that failed leads back to the form', async () => {
    const t = await shared();
    const page = await (await post(t.folder, form(['..', 'x']), asPerson)).text();
    expect(page).toContain('<p>A name needs at least one visible character.</p>');
    expect(page).toContain(`<a href="${t.path}/folders/${t.drop.id}">Back to what is shared</a>`);
  });
});

it('a plan that is gone is no business of visitors', async () => {
  const t = await shared();
  const user = await t.metadata.findUser(t.user.id);
  t.metadata.findUser = async () => (user === undefined ? undefined : { ...user, plan: 'gold' });
  const response = await fetch(t.page, { headers: asProgram });
  expect([response.status, await response.json()]).toEqual([
    503,
    { error: { code: 'unavailable', message: 'The server cannot do this right now.' } },
  ]);
});
