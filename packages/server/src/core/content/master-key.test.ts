import { describe, expect, test } from 'vitest';
import type { AppError } from '../errors.ts';
import {
  createKeyring,
  formatMasterKey,
  newRootSecret,
  parseMasterKeys,
  type KeyPurpose,
  type MasterKey,
  type WrappedKey,
} from './master-key.ts';

const key1: MasterKey = { version: 1, bytes: Buffer.alloc(32, 1) };
const key2: MasterKey = { version: 2, bytes: Buffer.alloc(32, 2) };
const installationId = 'installation';
const corrupt = expect.objectContaining({ code: 'corrupt' }) as Error;

function ring(keys: readonly MasterKey[] = [key1], rootSecret: WrappedKey = newRootSecret({ installationId, keys })) {
  return createKeyring({ installationId, keys, rootSecret });
}

describe('a key file', () => {
  test('is read back, the highest version first, with comments and any line end', () => {
    const text = `# keys of the office\r\n\r\n  ${formatMasterKey(1, key1.bytes)}  \n# old\n${formatMasterKey(2, key2.bytes)}`;
    expect(parseMasterKeys(text)).toEqual([key2, key1]);
  });

  const good = formatMasterKey(7, Buffer.from('0123456789abcdefghijklmnopqrstuv'));
  test.each([
    ['nothing', ''],
    ['comments only', '# nothing here'],
    ['another prefix', good.replace('fwmk1', 'fwmk2')],
    ['version 0', good.replace('.7.', '.0.')],
    ['a leading zero', good.replace('.7.', '.07.')],
    ['a version beyond 32 bits', good.replace('.7.', '.4294967296.')],
    ['a short key', good.slice(0, -1)],
    ['a long key', `${good}A`],
    ['a second spelling of the last character', `${good.slice(0, -1)}Z`],
    ['another alphabet', `${good.slice(0, -1)}/`],
    ['a version twice', `${good}\n${good}`],
    ['two keys on a line', `${good} ${good}`],
  ])('with %s is refused without showing the key', (_, text) => {
    const secret = good.split('.')[2] ?? '';
    try {
      parseMasterKeys(text);
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code: 'invalid' });
      expect((error as AppError).message).not.toContain(secret.slice(0, 8));
    }
  });

  test('cannot be written with a wrong key', () => {
    expect(() => formatMasterKey(1, Buffer.alloc(31))).toThrow('32 bytes');
    expect(() => formatMasterKey(0, key1.bytes)).toThrow('version');
  });
});

describe('a wrapped key', () => {
  test('is 76 bytes, fresh each time, and unwraps', () => {
    const keyring = ring();
    const { dek, wrapped } = keyring.newBlobKey('blob_1');
    expect(dek.length).toBe(32);
    expect(wrapped.version).toBe(1);
    expect(wrapped.bytes.length).toBe(76);
    expect(keyring.unwrap('blob_1', wrapped)).toEqual(dek);
    expect(keyring.newBlobKey('blob_1').dek).not.toEqual(dek);
    expect(keyring.rewrap('blob_1', wrapped).bytes).not.toEqual(wrapped.bytes);
  });

  test('shows every flip and every truncation', () => {
    const keyring = ring();
    const { wrapped } = keyring.newBlobKey('blob_1');
    for (let at = 0; at < wrapped.bytes.length; at += 1) {
      const bytes = Buffer.from(wrapped.bytes);
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      expect(() => keyring.unwrap('blob_1', { ...wrapped, bytes }), `byte ${at}`).toThrow(corrupt);
      expect(() => keyring.unwrap('blob_1', { ...wrapped, bytes: wrapped.bytes.subarray(0, at) }), `length ${at}`).toThrow(corrupt);
    }
  });

  test('is bound to its blob, version, installation and master key', () => {
    const rootSecret = newRootSecret({ installationId, keys: [key1] });
    const keyring = ring([key2, key1], rootSecret);
    const { wrapped } = keyring.newBlobKey('blob_1');
    expect(() => keyring.unwrap('blob_2', wrapped)).toThrow(corrupt);
    expect(() => keyring.unwrap('blob_1', { ...wrapped, version: 1 })).toThrow(corrupt);
    expect(() => keyring.unwrap('blob_1', { ...wrapped, version: 3 })).toThrow(corrupt);
    // The same master key bytes under another number, and in another installation.
    const renumbered = [{ version: 3, bytes: key2.bytes }];
    expect(() => ring(renumbered).unwrap('blob_1', { ...wrapped, version: 3 })).toThrow(corrupt);
    const elsewhere = { installationId: 'another', keys: [key2] };
    expect(() => createKeyring({ ...elsewhere, rootSecret: newRootSecret(elsewhere) }).unwrap('blob_1', wrapped)).toThrow(corrupt);
  });

  test('cannot be a secret in disguise, nor the other way round', () => {
    const keyring = ring();
    const secret = keyring.wrapSecret(Buffer.alloc(32), 'blob_1');
    expect(() => keyring.unwrap('blob_1', secret)).toThrow(corrupt);
    expect(() => keyring.unwrapSecret(keyring.newBlobKey('blob_1').wrapped, 'blob_1')).toThrow(corrupt);
    expect(() => keyring.unwrapSecret(keyring.wrapRootSecret(), 'root')).toThrow(corrupt);
  });

  test('made by an earlier release still unwraps', () => {
    const keyring = ring();
    expect(
      keyring.unwrap('blob_1', {
        version: 1,
        bytes: Buffer.from(
          '03030303030303030303030303030303040404040404040404040404afcf3184e2cac2302888e6b25cb5e82666adb78299e4864e3d9adee14216ed5df41b79cbb1bf19f5364937c4885b6937',
          'hex',
        ),
      }),
    ).toEqual(Buffer.alloc(32, 9));
  });
});

test('secrets of any length are bound to their label', () => {
  const keyring = ring();
  for (const secret of [Buffer.alloc(0), Buffer.from('JBSWY3DPEHPK3PXP'), Buffer.alloc(1000, 5)]) {
    const wrapped = keyring.wrapSecret(secret, 'totp:user_1');
    expect(keyring.unwrapSecret(wrapped, 'totp:user_1')).toEqual(secret);
    expect(() => keyring.unwrapSecret(wrapped, 'totp:user_2')).toThrow(corrupt);
  }
});

test('a rotation rewraps keys, keeps derived keys, and then does without the old master key', () => {
  const rootSecret = newRootSecret({ installationId, keys: [key1] });
  const before = ring([key1], rootSecret);
  const { dek, wrapped } = before.newBlobKey('blob_1');

  const during = ring([key1, key2], rootSecret);
  expect(during.activeVersion).toBe(2);
  expect(during.unwrap('blob_1', wrapped)).toEqual(dek);
  const rewrapped = during.rewrap('blob_1', wrapped);
  expect(rewrapped.version).toBe(2);

  const after = ring([key2], during.wrapRootSecret());
  expect(after.unwrap('blob_1', rewrapped)).toEqual(dek);
  expect(() => after.unwrap('blob_1', wrapped)).toThrow(corrupt);
  for (const keyring of [during, after]) expect(keyring.derive('api-keys')).toEqual(before.derive('api-keys'));
});

test('each purpose has its own key, and so has each installation', () => {
  const purposes: KeyPurpose[] = ['api-keys', 'share-links', 'cookies', 'cursors'];
  const derived = [ring(), ring()].flatMap((keyring) => purposes.map((purpose) => keyring.derive(purpose).toString('hex')));
  expect(new Set(derived).size).toBe(8);
  expect(derived.every((hex) => hex.length === 64)).toBe(true);
});

test('the wrong master key is noticed at the start', () => {
  const rootSecret = newRootSecret({ installationId, keys: [key1] });
  const wrong: { keys: MasterKey[]; id?: string }[] = [
    { keys: [{ version: 1, bytes: key2.bytes }] },
    { keys: [key2] },
    { keys: [key1], id: 'another' },
  ];
  for (const { keys, id = installationId } of wrong) {
    expect(() => createKeyring({ installationId: id, keys, rootSecret })).toThrow(/master key is not the one/);
  }
  expect(() => ring([])).toThrow('at least one master key');
  expect(() => ring([key1, key1])).toThrow('each version once');
  expect(() => ring([{ version: 1, bytes: Buffer.alloc(16) }])).toThrow('32 bytes');
});
