import { expect, test } from 'vitest';
import { loadConfig, type ServeFlags } from './config.ts';
import { failedFirstScreen, firstScreen } from './first-screen.ts';
import { mockAdministrator } from './mock/credentials.ts';

const first = { username: 'admin', password: 'the password', apiKey: `sk_live_${'a'.repeat(36)}` };
const screen = (url: string, flags: ServeFlags): string => firstScreen(url, loadConfig(flags, {}), first);

test.each<[string, ServeFlags]>([
  ['http://localhost:8080', { host: '0.0.0.0' }],
  ['http://192.0.2.1:8080', { host: '192.0.2.1' }],
  ['http://[2001:db8::1]:8080', { host: '2001:db8::1' }],
  ['http://localhost:8080', { host: '::', trustedProxies: '10.0.0.1' }],
])('%s, %j: what to do instead of a line that is refused', (url, flags) => {
  const text = screen(url, flags);
  expect(text).not.toContain('curl');
  for (const part of ['Plain HTTP is refused', '--tls-self-signed', '--tls-cert and --tls-key', '--trusted-proxies'])
    expect(text).toContain(part);
  for (const secret of [first.password, first.apiKey]) expect(text).toContain(secret);
  expect(firstScreen(url, loadConfig(flags, {}), undefined)).toContain('Plain HTTP is refused');
});

test.each<[string, ServeFlags]>([
  ['http://127.0.0.1:8080', {}],
  ['http://localhost:8080', { host: 'localhost' }],
  ['http://[::1]:8080', { host: '::1' }],
  ['https://files.example', { host: '0.0.0.0', publicUrl: 'https://files.example', trustedProxies: '10.0.0.1' }],
])('%s, %j: a line to try', (url, flags) => {
  const text = screen(url, flags);
  expect(text).toContain(`curl -X POST ${url}/api/v2/upload -H "Authorization: Bearer ${first.apiKey}" -F "file=@README.md"\n`);
  expect(text).not.toContain('refused');
  for (const path of ['/api/v2/docs', '/api/rest/v1/docs', '/v1/docs']) {
    expect(text).toContain(`${url}${path}`);
    expect(firstScreen(url, loadConfig(flags, {}), undefined)).toContain(`${url}${path}`);
  }
});

test.each([
  ['/srv/files', '--cacert /srv/files/tls/self-signed.crt'],
  ["/srv/mia's files", String.raw`--cacert '/srv/mia'\''s files/tls/self-signed.crt'`],
])('a certificate of our own in %s is named', (dataDir, wanted) => {
  const text = screen('https://localhost:8080', { host: '0.0.0.0', tlsSelfSigned: true, dataDir });
  expect(text).toMatch(/curl .+ -F "file=@README.md" --cacert /);
  expect(text).toContain(`${wanted}\n`);
});

test('a mock says what it is, who gets in, and how to let it fail', () => {
  const { apiKey } = mockAdministrator;
  const text = firstScreen('http://127.0.0.1:8080', loadConfig({ mock: true }, {}), mockAdministrator);
  for (const part of ['This is a mock', 'user       admin\n', 'password   mock-password\n', `API key    ${apiKey}\n`, 'ada and ben'])
    expect(text).toContain(part);
  expect(text).toContain(`curl -i http://127.0.0.1:8080/api/v2/files -H "Authorization: Bearer ${apiKey}" -H "X-Filewharf-Fault: error=`);
  expect(text).not.toMatch(/first start|Back it up/);
  const tls = firstScreen('https://127.0.0.1:8080', loadConfig({ mock: true, tlsSelfSigned: true }, {}), mockAdministrator);
  expect(tls).toContain('curl -i --insecure https:');
});

test('a mock does not print what the environment set', () => {
  const env = { FILEWHARF_ADMIN_API_KEY: 'a-key-of-my-own-0123', FILEWHARF_ADMIN_PASSWORD: 'correct horse' };
  const text = firstScreen('http://127.0.0.1:8080', loadConfig({ mock: true }, env), {
    username: 'admin',
    password: env.FILEWHARF_ADMIN_PASSWORD,
    apiKey: env.FILEWHARF_ADMIN_API_KEY,
  });
  for (const secret of Object.values(env)) expect(text).not.toContain(secret);
  expect(text).toContain('Bearer $FILEWHARF_ADMIN_API_KEY');
});

test('a first start that fails prints what it has made, and not that it runs', () => {
  const text = failedFirstScreen(loadConfig({ dataDir: '/srv/files' }, {}), first);
  for (const part of [first.password, first.apiKey, 'it failed', 'Back it up', '/srv/files/master.key']) expect(text).toContain(part);
  expect(text).not.toContain('running');
  const env = { FILEWHARF_ADMIN_API_KEY: 'a-key-of-my-own-0123', FILEWHARF_ADMIN_PASSWORD: 'correct horse' };
  const given = failedFirstScreen(loadConfig({}, env), { ...first, password: env.FILEWHARF_ADMIN_PASSWORD });
  for (const secret of Object.values(env)) expect(given).not.toContain(secret);
  expect(failedFirstScreen(loadConfig({}, {}), undefined)).toBe('');
  expect(failedFirstScreen(loadConfig({ mock: true }, {}), mockAdministrator)).toBe('');
});
