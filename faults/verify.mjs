// @ts-check
import { expectStatus, listAfter, listAll } from './api.mjs';
import { sha256 } from './random.mjs';
import { versionsOf } from './trash.mjs';
import { Violation } from './violation.mjs';

/**
 * @typedef {import('./api.mjs').Call} Call
 * @typedef {import('./client.mjs').FaultClient} FaultClient
 */

/** Untouched files of each client whose bytes are read in an ordinary check. */
const sampledFiles = 2;

/**
 * Both sides by id; says which promise is broken when they differ.
 *
 * @param {string} what
 * @param {Iterable<string>} expected
 * @param {Iterable<string>} found
 */
function compareIds(what, expected, found) {
  const wanted = new Set(expected);
  const there = new Set(found);
  for (const id of wanted) if (!there.has(id)) throw new Violation('lost', `${what}: ${id} was acknowledged and is not there`);
  for (const id of there)
    if (!wanted.has(id)) throw new Violation('resurrected', `${what}: ${id} is there, but was deleted or never acknowledged nor under way`);
}

/** Names, sizes, places: the whole tree of one client. @param {FaultClient} client */
async function checkTree({ call, model }) {
  for (const folder of model.folders.values()) {
    const files = await listAll(call, `/files?folder_id=${folder.id}`, 'files');
    const here = [...model.files.values()].filter((file) => file.folderId === folder.id);
    const folderText = `files of folder ${folder.id}`;
    compareIds(
      folderText,
      here.map((file) => file.id),
      files.map((file) => file.id),
    );
    for (const { id, name, size } of files) {
      const file = model.files.get(id);
      if (file?.name !== name || file?.size !== size) {
        throw new Violation('partial', `${folderText}: ${id} is "${name}" with ${size} bytes, not "${file?.name}" with ${file?.size}`);
      }
    }
    const folders = await listAll(call, `/folders?parent_id=${folder.id}`, 'folders');
    const below = [...model.folders.values()].filter((inner) => inner.parentId === folder.id);
    compareIds(
      `folders of folder ${folder.id}`,
      below.map((inner) => inner.id),
      folders.map((inner) => inner.id),
    );
    for (const { id, name } of folders) {
      if (model.folders.get(id)?.name !== name)
        throw new Violation('partial', `folder ${id} is "${name}", not "${model.folders.get(id)?.name}"`);
    }
  }
}

/** @param {FaultClient} client @param {import('./random.mjs').Random} random @param {boolean} full */
async function checkBytes({ call, model }, random, full) {
  const ids = new Set(full ? model.files.keys() : model.touched);
  for (let left = sampledFiles; left > 0 && model.files.size > 0; left--) ids.add(random.pick([...model.files.keys()]));
  for (const id of ids) {
    const file = model.files.get(id);
    if (file === undefined) continue;
    const known = expectStatus(await call('GET', `/files/${id}`), 200, `"${file.name}"`);
    if (known.encrypted !== file.encrypted) throw new Violation('partial', `"${file.name}" says encrypted: ${known.encrypted}`);
    const answer = await call('GET', `/files/${id}?download=true`);
    expectStatus(answer, 200, `download of "${file.name}" (${id})`);
    if (sha256(answer.body) !== file.sha) {
      throw new Violation('partial', `"${file.name}" (${id}): ${answer.body.length} bytes that are not those that were acknowledged`);
    }
  }
  model.touched.clear();
  const earlier = [...model.files.values()].filter(({ versions }) => versions.length > 0);
  for (const file of full ? earlier : earlier.slice(0, 1)) await checkVersions(call, file, random);
}

/** All of them are there, and one has its bytes. @param {Call} call @param {import('./model.mjs').ModelFile} file @param {import('./random.mjs').Random} random */
async function checkVersions(call, file, random) {
  const [, ...found] = await versionsOf(call, file.id);
  const sizes = found.map((version) => version.size).join(', ');
  const wanted = file.versions.map((version) => version.size).join(', ');
  if (sizes !== wanted) throw new Violation('lost', `"${file.name}" (${file.id}) has versions of ${sizes} bytes, not ${wanted}`);
  const place = random.pick([...file.versions.keys()]);
  const answer = await call('GET', `/files/${file.id}/versions/${found[place].id}`);
  expectStatus(answer, 200, `version ${place} of "${file.name}"`);
  if (sha256(answer.body) !== file.versions[place]?.sha)
    throw new Violation('partial', `version ${place} of "${file.name}" has other bytes`);
}

/** What is in the trash is there, and nowhere else. @param {FaultClient} client @param {ReturnType<typeof import('./api.mjs').createApi>} api @param {import('./random.mjs').Random} random */
async function checkTrash({ call, model }, api, random) {
  if (model.trash.size === 0) return;
  const { files, folders, shares } = random.pick([...model.trash.values()]);
  for (const { id } of files) await expectGone(id, call('GET', `/files/${id}`));
  for (const { id } of folders) await expectGone(id, call('GET', `/folders/${id}`));
  for (const [, { page }] of shares) await expectGone(page, api.visit(page));
}

/** @param {string} what @param {Promise<import('./api.mjs').Answer>} asking */
async function expectGone(what, asking) {
  const { status } = await asking;
  if (status !== 404) throw new Violation('resurrected', `${what} is in the trash, but answers ${status}`);
}

/** @param {FaultClient} client */
async function checkUploads({ call, model }) {
  for (const upload of model.uploads.values()) {
    const status = expectStatus(await call('GET', `/chunks/${upload.id}`), 200, `open upload ${upload.id}`);
    if (status.completed) throw new Violation('resurrected', `upload ${upload.id} is complete though nobody completed it`);
    for (const index of upload.acknowledged) {
      if (!status.received.includes(index))
        throw new Violation('lost', `upload ${upload.id}: chunk ${index} was acknowledged and is not in received ${status.received}`);
    }
    for (const index of status.received) {
      if (!upload.acknowledged.has(index) && !upload.uncertain.has(index))
        throw new Violation('answer', `upload ${upload.id}: chunk ${index} was never sent`);
    }
  }
}

/** What was deleted or revoked since the last check stays so, through every door. @param {FaultClient} client @param {ReturnType<typeof import('./api.mjs').createApi>} api */
async function checkEnded({ call, model }, api) {
  const { files, folders, sharePages, secrets } = model.ended;
  /** @param {string} what @param {Promise<import('./api.mjs').Answer>} asking @param {number} status */
  const expect = async (what, asking, status) => {
    const answer = await asking;
    if (answer.status !== status) throw new Violation('resurrected', `${what} was ended, but answers ${answer.status}`);
  };
  for (const id of files.splice(0)) await expect(id, call('GET', `/files/${id}`), 404);
  for (const id of folders.splice(0)) await expect(id, call('GET', `/folders/${id}`), 404);
  for (const page of sharePages.splice(0)) await expect(page, api.visit(page), 404);
  for (const secret of secrets.splice(0)) await expect('a revoked key', api.plainCaller(secret)('GET', '/whoami'), 401);
}

/** @param {Call} call @param {readonly FaultClient[]} clients @param {ReturnType<typeof import('./api.mjs').createApi>} api @param {import('./random.mjs').Random} random */
async function checkSharesAndKeys(call, clients, api, random) {
  const shares = clients.flatMap(({ model }) => [...model.shares]);
  const listed = await listAll(call, '/shares?', 'shares');
  compareIds(
    'shares',
    shares.map(([id]) => id),
    listed.map((share) => share.id),
  );
  for (const [id, { fileId }] of shares) {
    if (listed.find((share) => share.id === id)?.file_id !== fileId) throw new Violation('partial', `${id} does not lead to ${fileId}`);
  }
  if (shares.length > 0) {
    const [, { page }] = random.pick(shares);
    const { status } = await api.visit(page);
    // 401: this one has a password.
    if (status !== 200 && status !== 401) throw new Violation('lost', `the page of a share, ${page}, answers ${status}`);
  }

  const keys = clients.flatMap(({ model }) => [...model.keys]);
  const there = (await listAll(call, '/keys?', 'keys')).filter((key) => key.name.startsWith('key-'));
  compareIds(
    'keys',
    keys.map(([id]) => id),
    there.map((key) => key.id),
  );
  for (const [id, { secret }] of keys) {
    if (secret !== undefined) expectStatus(await api.plainCaller(secret)('GET', '/whoami'), 200, `whoami by ${id}`);
  }
}

/**
 * The counter has to be the sum of what it counts. An upload whose start had no answer may count too: `reserved` remembers those that do.
 *
 * @param {Call} call
 * @param {readonly FaultClient[]} clients
 * @param {number} otherBytes
 * @param {{ bytes: number }} reserved
 */
async function checkQuota(call, clients, otherBytes, reserved) {
  const { storage } = expectStatus(await call('GET', '/usage'), 200, 'usage');
  const known = otherBytes + reserved.bytes + clients.reduce((sum, { model }) => sum + model.usedBytes(), 0);
  const maybe = clients.flatMap((client) => client.maybeReserved.splice(0));
  /** @param {number} rest @param {readonly number[]} sizes @returns {boolean} */
  const addsUp = (rest, [first, ...others]) =>
    rest === 0 || (first !== undefined && (addsUp(rest - first, others) || addsUp(rest, others)));
  const rest = storage.used - known;
  if (!addsUp(rest, maybe))
    throw new Violation(
      'quota',
      `storage.used is ${storage.used}, the files and open uploads are ${known}, uploads without an answer ${maybe.join(', ')}`,
    );
  reserved.bytes += rest;
}

/**
 * Compares everything that was acknowledged with what is there. No request may be under way.
 *
 * @param {object} options
 * @param {Call} options.call by the administrator
 * @param {ReturnType<typeof import('./api.mjs').createApi>} options.api
 * @param {readonly FaultClient[]} options.clients
 * @param {import('./contest.mjs').Contest} options.contest
 * @param {ReturnType<typeof import('./feed.mjs').createFeedReader>} options.feed
 * @param {{ bytes: number }} options.reserved
 * @param {import('./random.mjs').Random} options.random
 * @param {boolean} options.full Reads the bytes of every file.
 */
export async function verify({ call, api, clients, contest, feed, reserved, random, full }) {
  await Promise.all(
    clients.map(async (client) => {
      await client.settle();
      await checkTree(client);
      await checkBytes(client, random, full);
      await checkUploads(client);
      await checkEnded(client, api);
      await checkTrash(client, api, random);
    }),
  );
  await contest.check(call);
  compareIds(
    'trash',
    clients.flatMap(({ model }) => [...model.trash.keys()]),
    (await listAfter(call, '/trash?limit=1000', 'items')).map((item) => item.id),
  );
  const { total } = expectStatus(await call('GET', '/files?per_page=1'), 200, 'all files');
  const expected = clients.reduce((sum, { model }) => sum + model.files.size, contest.names.length);
  if (total !== expected)
    throw new Violation(total < expected ? 'lost' : 'resurrected', `${expected} files have to be there, the list of all has ${total}`);
  await checkSharesAndKeys(call, clients, api, random);
  await checkQuota(call, clients, contest.usedBytes(), reserved);
  await feed.check(clients, contest);
}
