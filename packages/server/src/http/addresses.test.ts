import { describe, expect, test } from 'vitest';
import { addressMatcher, clientNetwork, ipAddress, parseAddressList } from '../core/access/addresses.ts';
import { isLoopback } from './addresses.ts';

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::FFFF:192.0.2.1', '192.0.2.1'],
  ['2001:DB8::1', '2001:db8::1'],
  ['fe80::1%eth0', 'fe80::1'],
  ['192.0.2.1:80', undefined],
  ['[::1]', undefined],
  ['256.0.0.1', undefined],
  ['unknown', undefined],
  ['', undefined],
  [undefined, undefined],
])('ipAddress %s', (text, address) => {
  expect(ipAddress(text)).toBe(address);
});

test.each([
  ['127.0.0.1', true],
  ['127.1.2.3', true],
  ['::1', true],
  ['::ffff:127.0.0.1', true],
  ['128.0.0.1', false],
  ['::', false],
  ['localhost', false],
])('isLoopback %s', (address, expected) => {
  expect(isLoopback(address)).toBe(expected);
});

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
  ['2001:db8::9', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['64:ff9b::192.0.2.1', '64:ff9b:0:0::/64'],
  ['unknown', 'unknown'],
])('clientNetwork %s', (address, network) => {
  expect(clientNetwork(address)).toBe(network);
});

test('addressMatcher', () => {
  const matches = addressMatcher(['10.0.0.0/8', ' 192.0.2.1', 'fd00::/8', '::ffff:198.51.100.7']);
  for (const address of ['10.1.2.3', '::ffff:10.1.2.3', '192.0.2.1', 'fd12::1', '198.51.100.7']) expect(matches(address)).toBe(true);
  for (const address of ['11.1.2.3', '192.0.2.2', 'fe80::1', '::1', 'unknown', '']) expect(matches(address)).toBe(false);
  expect(addressMatcher([])('10.0.0.1')).toBe(false);
});

test.each(['', 'example.org', '10.0.0.0/33', 'fd00::/129', '10.0.0.0/', '10.0.0.0/8/8', '10.0.0/8'])(
  'addressMatcher refuses "%s"',
  (entry) => {
    expect(() => addressMatcher([entry])).toThrow('is not an IP address');
  },
);

describe('parseAddressList', () => {
  test.each([
    ['', []],
    ['127.0.0.1', ['127.0.0.1']],
    ['10.0.0.0/8, ::1  fd00::/8', ['10.0.0.0/8', '::1', 'fd00::/8']],
    ['0.0.0.0/0', ['0.0.0.0/0']],
    ['localhost', undefined],
    ['10.0.0.0/33', undefined],
    ['::/129', undefined],
    ['10.0.0.0/', undefined],
    ['10.0.0.0/8/8', undefined],
    ['10.0.0.0/-1', undefined],
    ['10.0.0', undefined],
    ['fe80::1%eth0', undefined],
  ])('%j', (text, entries) => {
    expect(parseAddressList(text)).toEqual(entries);
  });
});
