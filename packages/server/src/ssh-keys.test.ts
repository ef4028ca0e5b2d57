import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import sshpk from 'sshpk';
import { describe, expect, test } from 'vitest';
import type { SshKeyWish } from './core/people/ssh-keys.ts';
import { createSshKeys } from './ssh-keys.ts';

const sshKeys = createSshKeys();

/** Made by ssh-keygen, and described as it prints them. */
const known = [
  {
    algorithm: 'rsa',
    text: 'ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQDX8x1UGo4MB618yoZygWgZcg+4UmBzcw8/3cbkgCj37ni7gREHrrEgg/+xVYFp6keQQnbzk9b0xZMJtRSZJefgRqLRIxUiSlfIrPWVSRnGYxLYq9WF21yQtH/SN2eUtLnNVcC+ttL+KBzaAt6y/80YsVNL4JqKKmysG6XTkSuE5rsqWRl+bjmHjMxFt7vZmciQk3c8m+QHBIlVGa0LfFQqvaOgLv2gDG3QCzdFeWc5XhMVj60zl1SEdYizo9J3Qpo3LHuslsLW70TFUKYEoB9uAnnLElvyn5YAje6y8kFGhVXQsck5LzRWNk8c5rbbBnDoBq1Cc135GVRwomJRO2pV',
    fingerprintMd5: '83:a4:1e:4b:fb:e5:b6:58:9b:df:e0:e0:13:54:7a:90',
    fingerprintSha256: 'SHA256:JzP0fY2nA6JQbVK6ALi0s3nQyErYMjoCZZa8kyAVD6Q',
  },
  {
    algorithm: 'ed25519',
    text: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFkZ9dQRAcEIbVHpz/risq7xiaQ4cPXMn6phQ35H1ZBd',
    fingerprintMd5: '92:07:5b:92:23:99:f2:df:f7:cc:57:16:80:ca:09:37',
    fingerprintSha256: 'SHA256:QYv9KQmiBi4/zJEGFUidgRyn/gHKfEWuIXXdjOlu4jI',
  },
  {
    algorithm: 'ecdsa',
    text: 'ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBDBOAbXSbUnN6E1OpjhaeRShkc1VnNBY5M/BvNJCffbGHmcRdsJsvxGEUU13rI7juvF2afWOSLlNXzMQeTduICQ=',
    fingerprintMd5: '1f:f8:ff:2f:05:61:af:5c:84:2b:e7:61:19:3e:75:36',
    fingerprintSha256: 'SHA256:9e79iAgErFUEOkizzgoXvJYxr7hLZxdXzXtU65uq4yo',
  },
  {
    algorithm: 'ecdsa',
    text: 'ecdsa-sha2-nistp384 AAAAE2VjZHNhLXNoYTItbmlzdHAzODQAAAAIbmlzdHAzODQAAABhBNXhqwU7UYcZkJrH0g3rxaR3S0y3NfovBQW7XsjeweLHz9QjBI95RxKw5pJNl+YgN4DyGUfO1wnAivU4dbaqF+gbFsOzQwUKAEjXgqeyYmsq5ap4jYqISmhwz6SECnLudg==',
    fingerprintMd5: '64:ee:55:19:74:b9:ac:66:80:b8:46:74:88:42:4d:2b',
    fingerprintSha256: 'SHA256:0IbwBlEXJpUKhrkjCEdESOqbSF5gaF3RTY9Ro55gHDM',
  },
  {
    algorithm: 'ecdsa',
    text: 'ecdsa-sha2-nistp521 AAAAE2VjZHNhLXNoYTItbmlzdHA1MjEAAAAIbmlzdHA1MjEAAACFBABQ/ZKUaAIgGYV4TPc2EBKpi6wKy6f+3+eETc0ePJAJAMT4UtJrzWrYEEwSi5uzb8W1NWVw8gICHVbD03vkZ9AGcgC1objnHzvfH6fKOXsEfnX7upiSMAWYyq1sIbcAaCpLqc4p77FN3H6cP4XaksHSN9KoGdmmcJPY0vYCrC3JvvpQew==',
    fingerprintMd5: 'fc:89:db:95:80:e1:57:f7:7b:90:29:f1:d9:bb:0d:15',
    fingerprintSha256: 'SHA256:f95bvqyVGEPd2o/O6/pc1AMowG/QxdtDs9Q7SInWmhc',
  },
] as const;

const weakRsa =
  'ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQDs5MvSD0+ACJPlT4+dgvIdBWRklrVn0KVtk0ONJdr5bn4TGUDGnU0TMbBj4g1VcuhaZPvLoO3e1ynlmN1R9lPW0EzWe/R7WmYatiCGtnf0H7Kf1Xa+fb54nyFmL8FlsLN7UbJ3y3+VgoLmvA8+WsLogQTJNh6HvQ0X9cIMV3sMuQ==';
const dsa =
  'ssh-dss AAAAB3NzaC1kc3MAAACBAOOooVKVmgbmUHZX3hAhUR2QqHOSogFyDbwGPSvJweQGUw20abZPV0hloKn7ORUgma2Uglptg/+fQ4Xi9Z+AZxdU8v3mfoPNjwVzErvG+5MVMfZk4HWJ6Ot+JLKcA01LwQk027T5wZH1Ouue8pocRKGkJ2b0MfDUQLTMpaYNE1FJAAAAFQDIC1q9DenQsBYCSLoysY41wOkozQAAAIAUviLTX0TtMfdhjXur1ufqYe/v9fk43rTvlbRWlQc40+Gl+Zq3m5MhA3UAwv5UhLU99NShcwQ4U7BOZzM4/X54I6Bflq2P42qOgdFWEXUr771pBnp1gYvBYXMYz7Ca0zPKT7RsqCTl8XuvK/JHSniqb+PA45tsrVa3wlljGNgkLwAAAIEA2yq5MmSNCxjteB9tIrltBeSajUf81Wf4rP+el7l0qB7e/m+t8D2ypiiroI+/Wzyaj4T4S2y9eSFteotZYpqAmyGEVC0ZZY3ID1KGOF6T9XR1dDFKgfMAzjIcSSKpFmh+20P/+Bu48cSzhA1PzKX9P0UwnpLJZwHir6jDbNehFiM=';

describe('parse', () => {
  test.each(known)('$algorithm: $fingerprintSha256', (key) => {
    expect(sshKeys.parse(key.text)).toEqual(key);
    expect(sshKeys.parse(`\n  ${key.text} someone@host with spaces \n`)).toEqual(key);
  });

  const [rsa, ed25519, ecdsa] = known;
  const bytesOf = (text: string): Buffer => Buffer.from(text.split(' ')[1] ?? '', 'base64');
  const withBytes = (text: string, change: (bytes: Buffer) => Buffer): string =>
    `${text.split(' ')[0]} ${change(bytesOf(text)).toString('base64')}`;

  test.each([
    ['nothing', ''],
    ['words', 'hello there'],
    ['a short RSA key', weakRsa],
    ['a DSA key', dsa],
    ['a kind that is not known', ed25519.text.replace('ssh-ed25519', 'constructor')],
    ['a security key', `sk-${ed25519.text}`],
    ['half a key', ed25519.text.slice(0, -20)],
    ['half an RSA key', rsa.text.slice(0, -100)],
    ['bytes behind the key', withBytes(ed25519.text, (bytes) => Buffer.concat([bytes, Buffer.alloc(4)]))],
    ['another kind than it says', ed25519.text.replace('ssh-ed25519', 'ssh-rsa')],
    [
      'a point that is not on the curve',
      withBytes(ecdsa.text, (bytes) => Buffer.concat([bytes.subarray(0, -1), Buffer.from([(bytes.at(-1) ?? 0) ^ 1])])),
    ],
    ['two lines', `${ed25519.text}\n${ed25519.text}`],
    ['options before the key', `command="ls" ${ed25519.text}`],
    ['a PEM public key', sshpk.parseKey(ed25519.text, 'ssh').toString('pem')],
    ['a private key', createPrivateKeyText()],
    ['a very long line', `${ed25519.text} ${'x'.repeat(20_000)}`],
  ])('%s is refused', (_, text) => {
    expect(() => sshKeys.parse(text)).toThrow(
      expect.objectContaining({ code: 'invalid', details: [expect.objectContaining({ field: 'public_key' })] }),
    );
  });

  function createPrivateKeyText(): string {
    return sshpk.generatePrivateKey('ed25519').toString('ssh');
  }
});

describe('generate', () => {
  const wishes: readonly (readonly [SshKeyWish, string, number])[] = [
    [{ algorithm: 'ed25519' }, 'ssh-ed25519', 256],
    [{ algorithm: 'rsa', length: 2048 }, 'ssh-rsa', 2048],
    [{ algorithm: 'rsa' }, 'ssh-rsa', 3072],
    [{ algorithm: 'ecdsa' }, 'ecdsa-sha2-nistp256', 256],
    [{ algorithm: 'ecdsa', length: 384 }, 'ecdsa-sha2-nistp384', 384],
    [{ algorithm: 'ecdsa', length: 521, passphrase: 'a passphrase' }, 'ecdsa-sha2-nistp521', 521],
    [{ algorithm: 'ed25519', passphrase: 'a passphrase' }, 'ssh-ed25519', 256],
  ];

  test.each(wishes)('%j', async (wish, kind, bits) => {
    const made = await sshKeys.generate(wish);
    expect(made.text.startsWith(`${kind} `)).toBe(true);
    const { privateKey, ...described } = made;
    expect(sshKeys.parse(made.text)).toEqual(described);
    expect(privateKey.startsWith('-----BEGIN OPENSSH PRIVATE KEY-----\n')).toBe(true);
    if (wish.passphrase !== undefined) expect(() => sshpk.parsePrivateKey(privateKey, 'ssh')).toThrow(/encrypted/i);
    const read = sshpk.parsePrivateKey(privateKey, 'ssh', wish.passphrase === undefined ? {} : { passphrase: wish.passphrase });
    expect(read.size).toBe(bits);
    // The two belong together: what one signs the other verifies.
    const digest = wish.algorithm === 'ed25519' ? null : 'sha256';
    const signature = sign(digest, Buffer.from('hello'), privateKeyOf(read));
    const publicKey = createPublicKey(sshpk.parseKey(made.text, 'ssh').toString('pkcs8'));
    expect(verify(digest, Buffer.from('hello'), publicKey, signature)).toBe(true);
  });

  /** The library's PKCS #8 of this kind is an old draft's. */
  function privateKeyOf(key: sshpk.PrivateKey): KeyObject {
    const [secret, point] = ['k', 'A'].map((name) => key.parts.find((part) => part.name === name)?.data.toString('base64url'));
    if (key.type !== 'ed25519') return createPrivateKey(key.toString('pkcs8'));
    return createPrivateKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', d: secret ?? '', x: point ?? '' } });
  }

  test('of many at once some are told to come back', async () => {
    const keys = createSshKeys();
    const made = await Promise.allSettled(Array.from({ length: 18 }, () => keys.generate({ algorithm: 'ed25519' })));
    const refused = made.filter((one) => one.status === 'rejected');
    expect(refused.map((one) => (one.reason as { code: string }).code)).toEqual(['unavailable', 'unavailable']);
    await keys.generate({ algorithm: 'ed25519' });
  });

  test('is another pair each time', async () => {
    const [one, two] = [await sshKeys.generate({ algorithm: 'ed25519' }), await sshKeys.generate({ algorithm: 'ed25519' })];
    expect(one.text).not.toBe(two.text);
  });

  test.each<SshKeyWish>([
    { algorithm: 'rsa', length: 1024 },
    { algorithm: 'rsa', length: 100_000 },
    { algorithm: 'rsa', length: 2049.5 },
    { algorithm: 'ecdsa', length: 255 },
  ])('%j is refused', async (wish) => {
    await expect(sshKeys.generate(wish)).rejects.toMatchObject({ code: 'invalid', details: [{ field: 'generate_length' }] });
  });
});
