import { X509Certificate, createPrivateKey } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { loadTls } from './tls.ts';

async function open() {
  const dataDir = await mkdtemp(join(tmpdir(), 'filewharf-tls-'));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  const path = (name: string): string => join(dataDir, 'tls', name);
  return {
    dataDir,
    crt: path('self-signed.crt'),
    key: path('self-signed.key'),
    files: () => readdirSync(join(dataDir, 'tls')).sort(),
    async load(host = '0.0.0.0', now?: number) {
      const made = await loadTls({ tls: { kind: 'self-signed' }, dataDir, host }, now);
      if (made === undefined) throw new Error('there is no certificate');
      const certificate = new X509Certificate(made.cert);
      expect(certificate.checkPrivateKey(createPrivateKey(made.key))).toBe(true);
      expect(String(readFileSync(path('self-signed.crt')))).toBe(String(made.cert));
      expect(String(readFileSync(path('self-signed.key')))).toBe(String(made.key));
      return certificate;
    },
  };
}

test('is the same after a restart, and readable by nobody else', async () => {
  const t = await open();
  const { fingerprint256 } = await t.load();
  expect((await t.load()).fingerprint256).toBe(fingerprint256);
  expect(t.files()).toEqual(['self-signed.crt', 'self-signed.key']);
  for (const file of [t.crt, t.key]) expect(statSync(file).mode & 0o077).toBe(0);
});

test.each(['192.0.2.1', '2001:db8::1', '::ffff:192.0.2.1', '0.0.0.0', '::'])('is for the address %s and this machine', async (host) => {
  const t = await open();
  const certificate = await t.load(host);
  if (host !== '0.0.0.0' && host !== '::') expect(certificate.checkIP(host.replace('::ffff:', ''))).toBeDefined();
  for (const ip of ['127.0.0.1', '::1']) expect(certificate.checkIP(ip)).toBeDefined();
  expect(certificate.checkHost('localhost')).toBeDefined();
  expect((await t.load(host)).fingerprint256).toBe(certificate.fingerprint256);
});

test('is made anew for another host', async () => {
  const t = await open();
  await t.load();
  const named = await t.load('Files.example');
  expect(named.checkHost('files.example')).toBeDefined();
  expect((await t.load('Files.example')).fingerprint256).toBe(named.fingerprint256);
  expect((await t.load('192.0.2.1')).checkIP('192.0.2.1')).toBeDefined();
});

test('is made anew before it ends', async () => {
  const t = await open();
  const day = 86_400_000;
  const now = Date.now();
  const { fingerprint256 } = await t.load(undefined, now);
  expect((await t.load(undefined, now + 690 * day)).fingerprint256).toBe(fingerprint256);
  for (const days of [720, 2000]) {
    const renewed = await t.load(undefined, now + days * day);
    expect(Date.parse(renewed.validTo)).toBeGreaterThan(now + (days + 700) * day);
  }
});

test.each<[string, (files: { crt: string; key: string }) => void]>([
  ['only the key', ({ crt }) => rmSync(crt)],
  ['only the certificate', ({ key }) => rmSync(key)],
  ['an empty certificate', ({ crt }) => writeFileSync(crt, '')],
  ['half a key', ({ key }) => writeFileSync(key, readFileSync(key).subarray(0, 500))],
  ['files that were begun', ({ crt, key }) => [`${crt}.new`, `${key}.new`].forEach((file) => writeFileSync(file, 'half'))],
])('starts after a crash that left %s', async (_, crash) => {
  const t = await open();
  await t.load();
  crash(t);
  const { fingerprint256 } = await t.load();
  expect((await t.load()).fingerprint256).toBe(fingerprint256);
});

test('a key and a certificate of two makings are replaced', async () => {
  const [t, other] = [await open(), await open()];
  await t.load();
  await other.load();
  writeFileSync(t.key, readFileSync(other.key));
  await t.load();
});

test('a mock keeps none: it has another one each time', async () => {
  const dataDir = join(tmpdir(), 'filewharf-tls-that-is-never-made');
  const load = () => loadTls({ tls: { kind: 'self-signed' }, mock: { rulesFile: undefined }, dataDir, host: '0.0.0.0' });
  const [one, other] = [await load(), await load()];
  const certificate = new X509Certificate(one?.cert ?? '');
  expect(certificate.checkPrivateKey(createPrivateKey(one?.key ?? ''))).toBe(true);
  expect(other?.cert).not.toBe(one?.cert);
  expect(existsSync(dataDir)).toBe(false);
});

test('files of the operator are taken when they belong together, and refused by the names of their settings when not', async () => {
  const [t, other] = [await open(), await open()];
  await t.load();
  await other.load();
  const garbage = join(t.dataDir, 'garbage.pem');
  writeFileSync(garbage, 'no PEM file');
  const locked = join(t.dataDir, 'locked.pem');
  const options = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'hunter2' } as const;
  writeFileSync(locked, createPrivateKey(readFileSync(t.key)).export(options));
  const load = (certFile: string, keyFile: string) =>
    loadTls({ tls: { kind: 'files', certFile, keyFile }, dataDir: t.dataDir, host: 'localhost' });
  expect(await load(t.crt, t.key)).toEqual({ cert: readFileSync(t.crt), key: readFileSync(t.key) });
  for (const [crt, key] of [
    [t.crt, other.key],
    [t.key, t.crt],
    [garbage, t.key],
    [t.crt, garbage],
    [t.crt, locked],
  ] as const) {
    await expect(load(crt, key)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining(`--tls-cert ${crt} and --tls-key ${key}`),
    });
  }
});
