import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FilesCom, MissingParameterError } from '../filescom.ts';
import { cleanUp, sendJson, startRecorder, type Recorder } from '../server.test-setup.ts';
import { operationTable } from './generated/table.ts';

const rows = Object.entries(operationTable).flatMap(([resource, operations]) =>
  Object.entries(operations as Record<string, string>).map(([name, row]) => ({ resource, name, row })),
);
const keyOf = (row: string): string => row.split(' ').slice(0, 2).join(' ');

let recorder: Recorder;
let client: FilesCom;
beforeAll(async () => {
  recorder = await startRecorder((_, response) => sendJson(response, 200, []));
  client = new FilesCom({ apiKey: 'K', baseUrl: recorder.url });
});
afterAll(cleanUp);

test('all 419 operations of the 122 resources are there, each once', () => {
  expect(Object.keys(operationTable)).toHaveLength(122);
  expect(rows).toHaveLength(419);
  expect(new Set(rows.map(({ row }) => keyOf(row)))).toHaveProperty('size', 419);
});

test('every operation of the server has its method', () => {
  const text = readFileSync(new URL('../../../../openapi/filescom.json', import.meta.url), 'utf8');
  const { paths } = JSON.parse(text) as { paths: Record<string, Record<string, { 'x-extension'?: boolean }>> };
  const known = new Set(rows.map(({ row }) => keyOf(row)));
  const served = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, operation]) => operation['x-extension'] !== true)
      .map(([method]) => `${method.toUpperCase()} ${path.replace('/api/rest/v1', '')}`),
  );
  expect(served.length).toBeGreaterThan(60);
  expect(served.filter((operation) => !known.has(operation) && !operation.includes('/2fa'))).toEqual([]);
});

test('every method asks for what its operation is', async () => {
  type Method = (...given: unknown[]) => Promise<unknown>;
  for (const { resource, name, row } of rows) {
    const [method = '', path = ''] = row.split(' ');
    const inPath = [...path.matchAll(/\{\w+\}/g)].map((_, index) => index + 7);
    const methods = (client as unknown as Record<string, Record<string, Method>>)[resource];
    await methods?.[name]?.(...inPath);
    const request = recorder.requests.pop();
    expect(`${request?.method} ${request?.url.replace(/\?.*/, '')}`, `${resource}.${name}`).toBe(
      `${method} /api/rest/v1${path.replace(/\{\w+\}/g, () => String(inPath.shift()))}`,
    );
  }
});

describe('arguments', () => {
  test('find is get, list is all, delete is destroy', () => {
    expect(client.user.get).toBe(client.user.find);
    expect(client.user.all).toBe(client.user.list);
    expect(client.user.destroy).toBe(client.user.delete);
    // A resource whose own operation has that name keeps it.
    expect(client.site.get).not.toBe(undefined);
  });

  test('what is in the path has to be there', async () => {
    const loose = client.user as unknown as { find(id?: unknown): Promise<unknown> };
    for (const id of [undefined, null, '', '..']) await expect(loose.find(id)).rejects.toBeInstanceOf(MissingParameterError);
    expect(recorder.requests).toEqual([]);
  });

  test('paths are normalized, so that none leads out of the API', async () => {
    for (const path of ['../../x', '/x/', 'x', '.\\x']) await client.file.find(path);
    expect(recorder.requests.splice(0).map(({ url }) => url.replace(/\?.*/, ''))).toEqual(
      Array(4).fill('/api/rest/v1/file_actions/metadata/x'),
    );
    for (const path of ['', '/', '..']) await client.folder.listFor(path);
    expect(recorder.requests.splice(0).map(({ url }) => url.replace(/\?.*/, ''))).toEqual(Array(3).fill('/api/rest/v1/folders/%2F'));
  });

  test('params in a query: times, several values, and what is inside of what is inside', async () => {
    await client.user.list({
      ids: '1,2',
      search: undefined,
      filter: { last_login_at: new Date(0) },
      filter_gt: { authenticate_until: '2026-01-01' },
    });
    const deep = { filter: { a: { b: { c: [1, new Date(0)] } } } };
    await client.user.list(deep as object);
    expect(recorder.requests.splice(0).map(({ url }) => decodeURIComponent(url.replace(/.*\?/, '')))).toEqual([
      'ids=1,2&filter[last_login_at]=1970-01-01T00:00:00.000Z&filter_gt[authenticate_until]=2026-01-01',
      'filter[a][b][c]=1,1970-01-01T00:00:00.000Z',
    ]);
  });

  test('null in a body unsets, undefined is left out', async () => {
    await client.user.update(1, { notes: null, company: undefined });
    expect(recorder.requests.pop()?.body.toString()).toBe('{"id":1,"notes":null}');
  });
});
