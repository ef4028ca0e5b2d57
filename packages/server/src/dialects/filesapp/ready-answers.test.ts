import { request } from 'node:http';
import { connect } from 'node:net';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { createApp } from '../../app.ts';
import { firstApiKey, newMember, oneHour, openTestCore, put, type TestCore } from '../../core/core.test-setup.ts';

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** The whole server, which says how often the store was asked what is known of a file. */
interface Opened extends TestCore {
  readonly port: number;
  readonly log: string[];
  looks(): number;
  ask(path: string, wanted?: { key?: string; method?: string; headers?: Record<string, string> }): Promise<Answer>;
}

async function open(): Promise<Opened> {
  let looks = 0;
  const opened = await openTestCore({
    watch: (metadata) => ({
      ...metadata,
      findFileFacts(...wanted) {
        looks += 1;
        return metadata.findFileFacts(...wanted);
      },
    }),
  });
  const log: string[] = [];
  const app = await createApp({
    core: opened.core,
    log: pino({ level: 'info' }, { write: () => undefined }),
    writeLog: (line) => log.push(line),
    listenerIsLoopback: true,
    tls: undefined,
    trustsProxy: () => false,
    behindProxy: false,
    publicUrl: () => 'https://files.example.com',
    checkReady: async () => undefined,
  });
  const port = Number(new URL(await app.listen({ host: '127.0.0.1', port: 0 })).port);
  onTestFinished(() => app.close());
  return {
    ...opened,
    port,
    log,
    looks: () => looks,
    ask: (path, { key = firstApiKey, method = 'GET', headers = {} } = {}) =>
      new Promise((resolve, reject) => {
        const sent = request(`http://127.0.0.1:${port}/api/v2${path}`, {
          method,
          headers: { authorization: `Bearer ${key}`, ...headers },
        });
        sent.on('error', reject).on('response', (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (piece: string) => (text += piece));
          response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
        });
        sent.end();
      }),
  };
}

test('the same question is answered alike without a look into the store, and counts like any other', async () => {
  const t = await open();
  const file = await put(t, t.admin, { name: 'report.pdf' });
  const answers: Answer[] = [];
  for (let round = 0; round < 4; round += 1) answers.push(await t.ask(`/files/${file.id}`));
  expect(t.looks()).toBe(1);
  const told = answers.map(({ status, headers, text }) => {
    const { 'x-request-id': id, 'x-ratelimit-remaining': remaining, date: _date, ...rest } = headers;
    return { status, text, rest, id, remaining: Number(remaining) };
  });
  const [first] = told;
  for (const [round, { id, remaining, ...same }] of told.entries()) {
    expect(same).toEqual({ status: 200, text: first?.text, rest: first?.rest });
    expect(remaining).toBe((first?.remaining ?? 0) - round);
    expect(t.log[round]).toContain(
      `"request":"${String(id)}","method":"GET","route":"/api/v2/files/:id","status":200,"key":"${t.admin.keyId}"`,
    );
  }
  expect(new Set(told.map(({ id }) => id)).size).toBe(4);
  const metrics = await (await fetch(`http://127.0.0.1:${t.port}/metrics`)).text();
  expect(metrics).toContain('filewharf_http_requests_total{method="GET",route="/api/v2/files/:id",status="200"} 4');
});

test.each(['report.pdf', 'Grüße.pdf', 'снег ☃ 雪.pdf'])('%s is called so in each answer', async (name) => {
  const t = await open();
  const { id } = await put(t, t.admin, { name });
  const first = await t.ask(`/files/${id}`);
  expect(JSON.parse(first.text)).toMatchObject({ name });
  for (let i = 0; i < 2; i++) expect((await t.ask(`/files/${id}`)).text).toBe(first.text);
  expect(t.looks()).toBe(1);
});

test('whatever is changed shows at once', async () => {
  const t = await open();
  const { member, user, secret } = await newMember(t, { username: 'one', plan: 'team' });
  const file = await put(t, member, { name: 'old' });
  const other = await newMember(t, { username: 'two' });
  const ask = async () => {
    const [one, two] = [await t.ask(`/files/${file.id}`, { key: secret }), await t.ask(`/files/${file.id}`, { key: secret })];
    expect([two.status, two.text]).toEqual([one.status, one.text]);
    const { name, shares } = JSON.parse(one.text) as { name?: string; shares?: number };
    return [one.status, name, shares];
  };
  expect(await ask()).toEqual([200, 'old', 0]);
  expect((await t.ask(`/files/${file.id}`, { key: other.secret })).status).toBe(404);
  await t.core.files.update(member, file.id, { name: 'new' });
  expect(await ask()).toEqual([200, 'new', 0]);
  await t.core.shares.create(member, { fileId: file.id, allowDownload: true, expiresInHours: 1 });
  expect(await ask()).toEqual([200, 'new', 1]);
  // Nothing is changed by anybody; a link expires.
  t.clock.now += oneHour;
  expect(await ask()).toEqual([200, 'new', 0]);
  await t.core.users.update(t.admin, user.id, { disabled: true });
  expect((await ask())[0]).toBe(401);
  await t.core.users.update(t.admin, user.id, { disabled: false });
  expect((await ask())[0]).toBe(200);
  await t.core.files.delete(member, file.id);
  expect((await ask())[0]).toBe(404);
});

test('a key is good until its time is over', async () => {
  const t = await open();
  const file = await put(t, t.admin, { name: 'file' });
  const { secret } = await t.core.keys.create(t.admin, { name: 'short', expiresAt: t.clock.now + oneHour });
  const ask = async () => (await t.ask(`/files/${file.id}`, { key: secret })).status;
  expect([await ask(), await ask()]).toEqual([200, 200]);
  t.clock.now += oneHour;
  expect(await ask()).toBe(401);
});

test('the limit of a plan is exact, and beyond it the answer is the usual one', async () => {
  const t = await open();
  const { member, secret } = await newMember(t, { username: 'one', plan: 'free' });
  const file = await put(t, member, { name: 'file' });
  const answers = await Promise.all(Array.from({ length: 130 }, () => t.ask(`/files/${file.id}`, { key: secret })));
  answers.push(await t.ask(`/files/${file.id}`, { key: secret }));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(100);
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused).toHaveLength(31);
  expect(refused.at(-1)?.headers).toMatchObject({ 'x-ratelimit-limit': '100', 'x-ratelimit-remaining': '0', 'retry-after': '3600' });
  expect((await t.metadata.findCount(`requests ${member.keyId}`, t.clock.now))?.count).toBe(131);
});

test('what is not plain is looked at closely', async () => {
  const t = await open();
  const file = await put(t, t.admin, { name: 'file' });
  const path = `/files/${file.id}`;
  const { text } = await t.ask(path);
  expect((await t.ask(path, { method: 'HEAD' })).text).toBe('');
  expect((await t.ask(path, { headers: { upgrade: 'h2c', connection: 'upgrade' } })).headers['connection']).toBe('close');
  expect((await t.ask(path, { headers: { 'content-encoding': 'gzip', 'content-length': '0' } })).status).toBe(415);
  expect((await t.ask(`${path}?download=true`)).text).toBe('file');
  expect((await t.ask(path, { key: `${firstApiKey}x` })).status).toBe(401);
  const twoHosts = await new Promise<string>((resolve) => {
    let received = '';
    const socket = connect(t.port, '127.0.0.1', () =>
      socket.write(`GET /api/v2${path} HTTP/1.1\r\nHost: a\r\nHost: b\r\nAuthorization: Bearer ${firstApiKey}\r\n\r\n`),
    );
    socket.on('data', (piece) => (received += String(piece))).on('close', () => resolve(received));
  });
  expect(twoHosts).toMatch(/^HTTP\/1.1 400 /);
  expect((await t.ask(path)).text).toBe(text);
});

test('asked without waiting for answers, it answers in order', async () => {
  const t = await open();
  const file = await put(t, t.admin, { name: 'file' });
  const { text } = await t.ask(`/files/${file.id}`);
  const head = (path: string, more = ''): string =>
    `GET /api/v2${path} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${firstApiKey}\r\n${more}\r\n`;
  const [ready, other] = [head(`/files/${file.id}`), head('/whoami')];
  const received = await new Promise<string>((resolve, reject) => {
    let all = '';
    const socket = connect(t.port, '127.0.0.1', () =>
      socket.write(ready + other + ready + ready + head('/whoami', 'Connection: close\r\n')),
    );
    socket.on('error', reject).on('data', (piece) => (all += String(piece)));
    socket.on('close', () => resolve(all));
  });
  const answers = received.split('HTTP/1.1 200 OK\r\n').slice(1);
  expect(answers.map((answer) => answer.split('\r\n\r\n')[1] === text)).toEqual([true, false, true, true, false]);
  expect(t.looks()).toBe(1);
});

test('who may come in only from some addresses is looked at each time', async () => {
  const t = await open();
  const { member, user, secret } = await newMember(t, { username: 'one' });
  const file = await put(t, member, { name: 'file' });
  await t.core.users.update(t.admin, user.id, { entry: { allowedIps: '127.0.0.1' } });
  for (let round = 0; round < 3; round += 1) expect((await t.ask(`/files/${file.id}`, { key: secret })).status).toBe(200);
  expect(t.looks()).toBe(3);
});
