import { expect, test } from 'vitest';
import { allRows, impatientClock, startApi } from './api.test-setup.ts';
import { isPublicAddress } from './addresses.ts';
import { restApiSource } from './source.ts';

/** Ways to write an IPv4 address that some resolver takes. */
function spellings(address: string): string[] {
  const parts = address.split('.').map(Number);
  const [a = 0, b = 0, c = 0, d = 0] = parts;
  const number = ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
  const hex = (value: number, width = 2): string => value.toString(16).padStart(width, '0');
  return [
    address,
    `${address}.`,
    String(number),
    `0x${hex(number, 8)}`,
    `0${number.toString(8)}`,
    parts.map((part) => `0x${hex(part)}`).join('.'),
    parts.map((part) => `0${part.toString(8)}`).join('.'),
    `${a}.${(b << 16) | (c << 8) | d}`,
    `${a}.${b}.${(c << 8) | d}`,
    `0x${hex(a)}.${(b << 16) | (c << 8) | d}`,
    `[::ffff:${address}]`,
    `[::ffff:${hex(a)}${hex(b)}:${hex(c)}${hex(d)}]`,
    `[0:0:0:0:0:ffff:${address}]`,
    `[::${address}]`,
    `[64:ff9b::${address}]`,
    `[64:ff9b:1::${address}]`,
    `[2002:${hex(a)}${hex(b)}:${hex(c)}${hex(d)}::1]`,
    `user:password@${address}`,
    `example.com@${address}`,
    address.replaceAll('.', '。'),
    `%31${address.slice(1)}`,
  ];
}

const inside = [
  '127.0.0.1',
  '10.0.0.1',
  '172.16.0.1',
  '192.168.1.1',
  '169.254.169.254',
  '0.0.0.0',
  '100.64.0.1',
  '127.1.2.3',
  '198.18.0.1',
  '224.0.0.1',
];
const inside6 = ['[::1]', '[::]', '[fe80::1]', '[fc00::1]', '[fd00:ec2::254]', '[ff02::1]', '[2001:db8::1]', '[fec0::1]'];
const names = ['localhost', 'LOCALHOST', 'localhost.', 'ip6-localhost'];
const targets = [...inside.flatMap(spellings), ...inside6, ...names];

test(`no connection to ${targets.length} spellings of addresses inside of the network`, async () => {
  expect(targets.length).toBeGreaterThanOrEqual(200);
  const api = await startApi(() => ({ body: [{ id: 1 }] }));
  const { port } = new URL(api.url);
  for (const target of targets) {
    await expect(
      (async () => {
        const config = { client: { base_url: `http://${target}:${port}`, retry: { attempts: 1 }, timeout: 5 }, resources: ['rows'] };
        const [resource] = restApiSource(config, { addresses: 'public', clock: impatientClock() }).resources;
        return resource === undefined ? [] : allRows(resource);
      })(),
      target,
    ).rejects.toThrow();
  }
  expect(api.requests).toHaveLength(0);
});

test('the same without the guard arrives', async () => {
  const api = await startApi(() => ({ body: [{ id: 1 }] }));
  const [resource] = restApiSource({ client: { base_url: `http://localhost:${new URL(api.url).port}` }, resources: ['rows'] }).resources;
  expect(resource === undefined ? [] : await allRows(resource)).toEqual([{ id: 1 }]);
});

test.each([
  ['8.8.8.8', true],
  ['1.1.1.1', true],
  ['172.32.0.1', true],
  ['2606:4700:4700::1111', true],
  ['172.31.255.255', false],
  ['::ffff:8.8.8.8', false],
  ['64:ff9b::808:808', false],
  ['fe80::1%eth0', false],
  ['name', false],
])('%s is public: %s', (address, expected) => expect(isPublicAddress(address)).toBe(expected));
