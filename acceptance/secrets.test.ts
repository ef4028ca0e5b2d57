import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clientOf, exchange, send, type Answer, type Client } from './client.ts';
import { deepTableOf, type DeepTable } from './deeptable/deeptable.ts';
import { startServer, withoutRequestLimit, type Server } from './server.ts';

/**
 * Texts that can be told from all others go through everything that the server does, at its most talkative, with errors and a crash.
 * Then they are looked for wherever they should not be.
 */

const sharePassword = 'canary-share-password-2fGh8Kp';
const userPassword = 'canary-user-password-9dLm3Xw';
const encryptedContent = 'canary-of-encrypted-content-7hQ2';
const plainContent = 'canary-of-plain-content-5kR9-abcd';

let server: Server;
let api: Client;
/** Everything that the server said: its logs, its answers that were errors, its metrics. */
const said: string[] = [];
const secrets = new Map<string, Buffer[]>();

/** The ways in which bytes are usually written down. */
function spellings(secret: Buffer): Buffer[] {
  return [
    secret,
    ...(['hex', 'base64', 'base64url'] as const).map((encoding) => Buffer.from(secret.toString(encoding).replace(/=+$/, ''))),
  ];
}

function namesIn(bytes: Buffer): string[] {
  return [...secrets].filter(([, forms]) => forms.some((form) => bytes.includes(form))).map(([name]) => name);
}

function heard(answer: Answer): Answer {
  if (answer.status >= 400) said.push(JSON.stringify(answer.headers), answer.body.toString('latin1'));
  return answer;
}

beforeAll(async () => {
  server = await startServer({ env: { ...withoutRequestLimit, FILEWHARF_LOG_LEVEL: 'trace' } });
  api = clientOf(server);
  const screen = server.program.stdout();
  const password = /^ {2}password {3}(\S+)$/m.exec(screen)?.[1] ?? '';
  const alphanumeric = /^ +(sklive\w+) /m.exec(screen)?.[1] ?? '';
  const master = /^fwmk1\.1\.(\S+)$/m.exec(readFileSync(join(server.dataDir, 'master.key'), 'utf8'))?.[1] ?? '';
  const texts = {
    'API key': server.apiKey,
    'its other spelling': alphanumeric,
    'administrator password': password,
    'share password': sharePassword,
    'user password': userPassword,
    'encrypted content': encryptedContent,
  };
  for (const [name, text] of Object.entries(texts)) {
    expect(text, name).toMatch(/^\S{20,}$/);
    secrets.set(name, spellings(Buffer.from(text)));
  }
  expect(master).toHaveLength(43);
  secrets.set('master key', spellings(Buffer.from(master, 'base64url')));
});
afterAll(() => server.end());

/** What stands in no file may be in memory; the files are looked at after a crash, too, when nothing was tidied up. */
function filesOfServer(): { path: string; bytes: Buffer }[] {
  return readdirSync(server.dataDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path: path.slice(server.dataDir.length + 1), bytes: readFileSync(path) }));
}

async function useEverything(): Promise<{ large: string; token: string }> {
  const small = await api.upload('small.txt', Buffer.from(encryptedContent));
  const large = await api.upload('large.bin', Buffer.from(encryptedContent.repeat(50_000)));
  await api.upload('plain.bin', Buffer.from(plainContent.repeat(50_000)), { encrypt: 'false' });
  const whole = Buffer.from(encryptedContent.repeat(40_000));
  const { upload_id, chunk_size } = await api.post<{ upload_id: string; chunk_size: number }>('/chunks/init', {
    filename: 'chunked.bin',
    total_size: whole.length,
    total_chunks: 2,
  });
  await api.putChunk(upload_id, 0, whole.subarray(0, chunk_size));
  await api.putChunk(upload_id, 1, whole.subarray(chunk_size));
  await api.post('/chunks/complete', { upload_id });
  // An upload that never ends: its first chunk stays behind.
  const unfinished = await api.post<{ upload_id: string }>('/chunks/init', {
    filename: 'unfinished.bin',
    total_size: whole.length,
    total_chunks: 2,
  });
  await api.putChunk(unfinished.upload_id, 0, whole.subarray(0, chunk_size));
  const mia = await api.post<{ id: string }>('/users', { username: 'mia' });
  await api.patch(`/users/${mia.id}`, { password: userPassword });
  await api.post('/checksums', { ids: [small.id, large.id] });

  const share = await api.post<{ id: string; url: string }>('/share', { file_id: small.id, password: sharePassword });
  const token = share.url.split('/s/')[1] ?? '';
  const json = { 'content-type': 'application/json' };
  for (const password of [sharePassword, `${sharePassword} wrong`]) {
    const basic = { authorization: `Basic ${Buffer.from(`:${password}`).toString('base64')}` };
    heard(await send(share.url, { method: 'POST', headers: json, body: JSON.stringify({ password }) }));
    heard(
      await send(share.url, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: `password=${password}`,
      }),
    );
    heard(await send(`${share.url}/download`, { headers: basic }));
    heard(await send(`${share.url}?password=${encodeURIComponent(password)}`, { headers: { accept: 'application/json' } }));
  }

  // Requests that are wrong, with a secret in every place where one may slip in.
  const key = server.apiKey;
  const call = async (method: string, path: string, options: Parameters<Client['call']>[2] = {}): Promise<unknown> =>
    heard(await api.call(method, path, options));
  await call('GET', `/files?per_page=${key}&api_key=${key}`);
  await call('GET', `/files/${key}`);
  await call('POST', '/share', { headers: json, body: `{"file_id": "${small.id}", "password": "${sharePassword}"` });
  await call('POST', '/share', { headers: json, body: JSON.stringify({ file_id: small.id, password: [sharePassword] }) });
  await call('POST', '/share', { headers: json, body: JSON.stringify({ file_id: 'file_x', password: sharePassword }) });
  await call('PATCH', `/shares/${share.id}`, { headers: json, body: JSON.stringify({ password: sharePassword, expires_in: 0 }) });
  await call('POST', '/users', { headers: json, body: JSON.stringify({ username: 'mia', password: userPassword }) });
  await call('POST', '/users', { headers: json, body: JSON.stringify({ username: { userPassword }, password: userPassword }) });
  await call('POST', '/users', { headers: { 'content-type': 'text/plain' }, body: userPassword });
  await call('PATCH', `/users/${mia.id}`, { headers: json, body: JSON.stringify({ password: { userPassword } }) });
  await call('GET', `/lookup?path=${encodeURIComponent(`/${userPassword}`)}`);
  await call('GET', `/entries?cursor=${key}`);
  await call('GET', '/files', { headers: { authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` } });
  await call('GET', '/files', { headers: { authorization: `bearer ${key}x` } });
  await call('GET', '/files', { headers: { authorization: key } });
  await call('POST', '/upload', {
    headers: { 'content-type': 'multipart/form-data; boundary=b' },
    body: `--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n${encryptedContent}\r\n`,
  });
  await call('POST', '/upload', {
    headers: { 'content-type': 'multipart/form-data; boundary=b' },
    body: `--b\r\n${encryptedContent}\r\n\r\n`,
  });
  await useDeepTable();
  said.push(await exchange(server.port, `GET /api/v2/files?key=${key} HTTP/9.9\r\nAuthorization: Bearer ${key}\r\n\r\n`));
  said.push((await send(`${server.url}/metrics`)).body.toString());
  return { large: large.id, token };
}

/** The same through that door. */
async function useDeepTable(): Promise<void> {
  const { apiKey: key, port } = server;
  const deepTable = deepTableOf(server);
  const { id } = await deepTable.upload('book.xlsx', Buffer.from(encryptedContent.repeat(2_000)));
  expect((await deepTable.call('GET', `/files/${id}/content`)).body.toString()).toContain(encryptedContent);
  await deepTable.upload('PK.zip', Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.from(encryptedContent.repeat(5_000))]));
  const call = async (method: string, path: string, options: Parameters<DeepTable['call']>[2] = {}): Promise<unknown> =>
    heard(await deepTable.call(method, path, options));
  await call('GET', `/files?limit=${key}&after=${key}&api_key=${key}`);
  await call('GET', `/files/${key}`);
  await call('DELETE', `/files/${key}`, { headers: { 'content-type': 'application/json' }, body: JSON.stringify({ key }) });
  await call('POST', '/structured-sheets', { headers: { 'content-type': 'application/json' }, body: JSON.stringify({ file_id: key }) });
  await call('POST', '/files', { headers: { 'content-type': 'text/plain' }, body: encryptedContent });
  for (const authorization of [`Basic ${Buffer.from(`${key}:`).toString('base64')}`, `Bearer ${key}x`, key]) {
    await call('GET', '/files', { headers: { authorization } });
  }
  const form = { 'content-type': 'multipart/form-data; boundary=b' };
  for (const body of [
    `--b\r\nContent-Disposition: form-data; name="file"\r\n\r\n${encryptedContent}\r\n--b--\r\n`,
    `--b\r\nContent-Disposition: form-data; name="file"; filename="a/b"\r\n\r\n${encryptedContent}\r\n--b--\r\n`,
    `--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n${encryptedContent}\r\n`,
    `--b\r\n${encryptedContent}\r\n\r\n`,
  ]) {
    await call('POST', '/files', { headers: form, body });
  }
  said.push(await exchange(port, `GET /v1/files?key=${key} HTTP/9.9\r\nAuthorization: Bearer ${key}\r\n\r\n`));
}

test('no secret is where it should not be', { timeout: 60_000 }, async () => {
  const { large, token } = await useEverything();
  // A fault of the disk: what is logged of it must not quote what was read.
  const blob = filesOfServer().find(
    ({ path, bytes }) => path.startsWith('blobs/') && bytes.length > 1_500_000 && !bytes.includes(plainContent),
  );
  if (blob === undefined) throw new Error('there is no large blob');
  const damaged = Buffer.from(blob.bytes);
  damaged.writeUInt8(damaged.readUInt8(1000) ^ 1, 1000);
  const firstScreen = server.program.stdout();
  const firstLog = server.program.stderr();
  await server.kill();
  const afterCrash = filesOfServer();
  writeFileSync(join(server.dataDir, blob.path), damaged);
  await server.start();
  const answer = await api.call('GET', `/files/${large}?download=true`).catch((error: unknown) => error);
  if (answer instanceof Error) expect(answer.message).toContain('broke off');
  else expect(heard(answer as Answer).status).toBe(500);
  const log = firstLog + server.program.stderr();
  const commandLine = existsSync('/proc/self/cmdline') ? readFileSync(`/proc/${server.pid}/cmdline`) : Buffer.alloc(0);
  expect(await server.stop()).toBe(0);

  // The search finds what there is: the first screen's secrets, and content that was not to be encrypted.
  expect(namesIn(Buffer.from(firstScreen))).toEqual(['API key', 'its other spelling', 'administrator password']);
  expect(afterCrash.some(({ bytes }) => bytes.includes(plainContent))).toBe(true);
  expect(log).toContain('"route":"/api/v2/upload"');
  expect(log).toContain('"route":"/v1/files"');
  expect(log).toContain('the request failed');

  expect(namesIn(Buffer.from(log))).toEqual([]);
  expect(log).not.toContain(token);
  expect(namesIn(Buffer.from(server.program.stdout()))).toEqual([]);
  expect(namesIn(commandLine)).toEqual([]);
  for (const text of said) expect([namesIn(Buffer.from(text, 'latin1')), text]).toEqual([[], text]);
  for (const { path, bytes } of [...afterCrash, ...filesOfServer()]) {
    const allowed = path === 'master.key' ? ['master key'] : [];
    expect([path, namesIn(bytes).filter((name) => !allowed.includes(name))]).toEqual([path, []]);
    expect([path, bytes.includes(token)]).toEqual([path, false]);
  }
});
