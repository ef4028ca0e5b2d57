import fastify from 'fastify';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dashboardPages, loadDashboard } from './dashboard.ts';
import { landingPage } from './landing.ts';

let folder: string;
const app = fastify();
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'filewharf-dashboard-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), '<title>the dashboard</title>');
  await writeFile(join(folder, 'assets/app-1.js'), 'plain');
  await writeFile(join(folder, 'assets/app-1.js.br'), 'brotli');
  await writeFile(join(folder, 'assets/app-1.js.gz'), 'gzip');
  const dashboard = await loadDashboard(folder);
  await app.register(landingPage({ publicUrl: () => 'https://files.example.com', dashboard }));
  if (dashboard !== undefined) await app.register(dashboardPages(dashboard));
});
afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true });
});

const page = { accept: 'text/html,*/*;q=0.8' };

test('browsers get the dashboard at each of its addresses, programs what they got before', async () => {
  for (const url of ['/', '/sign-in', '/files', '/files/a/b%20c', '/settings', '/settings/keys']) {
    const response = await app.inject({ url, headers: page });
    expect(response.body).toBe('<title>the dashboard</title>');
    expect(response.headers).toMatchObject({ 'cache-control': 'no-cache', 'content-type': 'text/html; charset=utf-8' });
    expect(response.headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self';/);
    const again = await app.inject({ url, headers: { ...page, 'if-none-match': String(response.headers.etag) } });
    expect([again.statusCode, again.body]).toEqual([304, '']);
  }
  expect((await app.inject({ url: '/' })).body).toContain('This server is running');
  expect((await app.inject({ url: '/connect', headers: page })).body).toContain('This server is running');
  expect((await app.inject({ url: '/files' })).statusCode).toBe(404);
  expect((await app.inject({ url: '/elsewhere', headers: page })).statusCode).toBe(404);
});

test('assets come as they were compressed, for good', async () => {
  for (const [accepted, encoding, body] of [
    ['gzip, deflate, br', 'br', 'brotli'],
    ['gzip', 'gzip', 'gzip'],
    ['br;q=0, gzip', 'gzip', 'gzip'],
    ['identity', undefined, 'plain'],
  ] as const) {
    const response = await app.inject({ url: '/assets/app-1.js', headers: { 'accept-encoding': accepted } });
    expect([response.headers['content-encoding'], response.body]).toEqual([encoding, body]);
    expect(response.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(response.headers['content-type']).toBe('text/javascript; charset=utf-8');
  }
  for (const url of ['/assets/app-2.js', '/assets/app-1.js.br', '/assets/..%2findex.html', '/assets/__proto__'])
    expect((await app.inject({ url })).statusCode).toBe(404);
});

test('a folder without a dashboard is none', async () => {
  expect(await loadDashboard(join(folder, 'nowhere'))).toBeUndefined();
});
