// @ts-check
import { createApi, expectStatus } from './api.mjs';
import { createClient } from './client.mjs';
import { createContest } from './contest.mjs';
import { createFeedReader } from './feed.mjs';
import { createModel } from './model.mjs';
import { createContents, createRandom } from './random.mjs';

/**
 * Clients with a folder and a key each, the contested files, and the reader of the feed, on a fresh server.
 *
 * @param {object} options
 * @param {Parameters<typeof createApi>[0]} options.server
 * @param {string} options.apiKey the administrator's
 * @param {number} options.seed
 * @param {import('./random.mjs').Random} options.random
 * @param {number} options.clientCount
 * @param {(kind: string) => void} options.noted hears of each acknowledged operation
 * @param {boolean} [options.followsCounters] Checks the request counters. Default true.
 */
export async function setUp({ server, apiKey, seed, random, clientCount, noted, followsCounters = true }) {
  const api = createApi(server);
  let time = 0;
  const tick = () => ++time;
  const contents = createContents(seed);
  const callerOf = (/** @type {string} */ key, /** @type {string} */ name) =>
    followsCounters ? api.caller(key, name) : api.plainCaller(key);
  const call = callerOf(apiKey, 'administrator');
  const makeCaller = async (/** @type {string} */ name) =>
    callerOf(expectStatus(await call('POST', '/keys', { json: { name } }), 201, 'setup').key, name);
  const makeFolder = async (/** @type {string} */ name) =>
    expectStatus(await call('POST', '/folders', { json: { name } }), 201, 'setup').id;

  const contest = createContest(await makeFolder('contested'), tick);
  const clients = [];
  for (let index = 0; index < clientCount; index++) {
    const name = `client${index}`;
    const own = createRandom(seed + 1000 * (index + 1));
    const start = index === 0 ? 0 : tick();
    const model = createModel(await makeFolder(name));
    // The folder of the contested files is nobody's; the first client answers for it.
    model.announce({ start, end: tick() }, [`${model.rootId} created`, ...(index === 0 ? [`${contest.folderId} created`] : [])]);
    const content = (/** @type {number} */ bytes) => contents(own, bytes);
    const ownCall = await makeCaller(`driver ${name}`);
    clients.push(createClient({ name, call: ownCall, model, random: own, content, contest, tick, acknowledged: noted }));
  }
  for (const name of contest.names) {
    const operation = contest.upload({ random, content: (bytes) => contents(random, bytes) }, name);
    operation.apply(await operation.run(call), { start: tick(), end: tick() });
  }
  const feed = createFeedReader(await makeCaller('driver feed'));
  return { api, call, clients, contest, feed, reserved: { bytes: 0 } };
}

/** @typedef {Awaited<ReturnType<typeof setUp>>} Setup */
