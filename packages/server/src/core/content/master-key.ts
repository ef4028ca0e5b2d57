import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { corrupt, lengthPrefixed } from './encryption.ts';
import { AppError } from '../errors.ts';
import { pooledRandomBytes } from './random.ts';

/**
 * The keys above the data keys. Every file version has a random data key (DEK), stored wrapped by a **master key**. Master keys are
 * numbered; the highest version wraps, the others only unwrap, so a rotation adds a version and rewraps rows, never file bytes.
 * Everything else that needs a secret (API keys, links, cookies, cursors) derives it from the **root secret**, random bytes that are
 * stored wrapped as well: so those survive the rotation of the master key.
 */
export interface MasterKey {
  /** 1 to 2^32 - 1. */
  readonly version: number;
  /** 32 random bytes. */
  readonly bytes: Buffer;
}

/** A key or secret under a master key: which version, and iv (16) | nonce (12) | ciphertext (32 for a key) | tag (16). */
export interface WrappedKey {
  readonly version: number;
  readonly bytes: Buffer;
}

/** What a derived key is for. Each purpose has a key of its own. */
export type KeyPurpose = 'api-keys' | 'share-links' | 'cookies' | 'cursors' | 'transfer-links' | 'sessions' | 'sign-in' | 'second-factors';

export interface Keyring {
  /** The version that `newBlobKey`, `rewrap` and `wrapSecret` use. */
  readonly activeVersion: number;
  /** A fresh random data key for a blob, plain (32 bytes) and wrapped (76 bytes). */
  newBlobKey(blobId: string): { dek: Buffer; wrapped: WrappedKey };
  /** Throws `corrupt` when the wrap was changed, belongs to another blob or installation, or its master key is missing. */
  unwrap(blobId: string, wrapped: WrappedKey): Buffer;
  /** The same data key under the active version. Throws as `unwrap`. */
  rewrap(blobId: string, wrapped: WrappedKey): WrappedKey;
  /** 32 bytes, always the same for a purpose of this installation. */
  derive(purpose: KeyPurpose): Buffer;
  /** Wraps a secret of any length, bound to `label`. */
  wrapSecret(secret: Buffer, label: string): WrappedKey;
  /** Throws `corrupt`, as `unwrap`; also when the secret was wrapped under another label. */
  unwrapSecret(wrapped: WrappedKey, label: string): Buffer;
  /** The root secret under the active version: what to store after a master key was added. */
  wrapRootSecret(): WrappedKey;
}

export interface KeyringOptions {
  /** Bound into every wrap, so that rows of one installation mean nothing in another. */
  readonly installationId: string;
  /** As `parseMasterKeys` gives them: the highest version first. At least one. */
  readonly keys: readonly MasterKey[];
}

const keyBytes = 32;
const ivBytes = 16;
const nonceBytes = 12;
const tagBytes = 16;
const linePattern = /^fwmk1\.([1-9][0-9]{0,9})\.([A-Za-z0-9_-]{43})$/;
const blobLabel = 'files/fb1/wrap';
const secretLabel = 'files/fb1/secret';
const rootLabel = 'root';

/**
 * The keys of a key file, the highest version first. A line is empty, a comment (`#`), or one key as `formatMasterKey` spells it.
 * Throws `invalid` with the number of the wrong line and never with what stands in it.
 */
export function parseMasterKeys(text: string): MasterKey[] {
  const keys = new Map<number, Buffer>();
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    const [, versionText = '', secret = ''] = linePattern.exec(trimmed) ?? [];
    const version = Number(versionText);
    const bytes = Buffer.from(secret, 'base64url');
    // The last of the 43 characters carries two bits too many; a key has one spelling only.
    if (version < 1 || version >= 2 ** 32 || bytes.length !== keyBytes || bytes.toString('base64url') !== secret) {
      throw new AppError('invalid', `Line ${index + 1} of the master keys is not of the form fwmk1.<version>.<43 characters>.`);
    }
    if (keys.has(version)) throw new AppError('invalid', `Line ${index + 1} of the master keys repeats version ${version}.`);
    keys.set(version, bytes);
  }
  if (keys.size === 0)
    throw new AppError('invalid', 'The master keys are empty: at least one line fwmk1.<version>.<43 characters> is needed.');
  return [...keys].map(([version, bytes]) => ({ version, bytes })).sort((a, b) => b.version - a.version);
}

/** One line of a key file, without the line end. */
export function formatMasterKey(version: number, bytes: Buffer): string {
  const line = `fwmk1.${version}.${bytes.toString('base64url')}`;
  if (!linePattern.test(line)) throw new AppError('invalid', 'A master key has 32 bytes and a version from 1 up.');
  return line;
}

/** What wraps and unwraps, before there is a root secret. */
function createWrapper({ installationId, keys }: KeyringOptions) {
  const derived = keys.map(({ version, bytes }) => {
    if (bytes.length !== keyBytes) throw new AppError('invalid', `Master key version ${version} does not have 32 bytes.`);
    const derive = (info: string, length: number) => Buffer.from(hkdfSync('sha256', bytes, installationId, info, length));
    return { version, kek: derive('files/fb1/kek', keyBytes), id: derive('files/fb1/key-id', 8) };
  });
  const byVersion = new Map(derived.map((key) => [key.version, key]));
  const active = derived.reduce<(typeof derived)[number] | undefined>((a, b) => (a && a.version > b.version ? a : b), undefined);
  if (active === undefined || byVersion.size !== keys.length) {
    throw new AppError('invalid', 'The keyring needs at least one master key, and each version once.');
  }

  const oneTimeKey = (kek: Buffer, iv: Buffer) => createHmac('sha256', kek).update(iv).digest();
  const additionalData = (label: string, key: { version: number; id: Buffer }, subject: string) => {
    const version = Buffer.allocUnsafe(4);
    version.writeUInt32BE(key.version);
    return lengthPrefixed(label, key.id, version, installationId, subject);
  };

  return {
    activeVersion: active.version,
    wrap(label: string, subject: string, secret: Buffer): WrappedKey {
      const random = pooledRandomBytes(ivBytes + nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', oneTimeKey(active.kek, random.subarray(0, ivBytes)), random.subarray(ivBytes));
      cipher.setAAD(additionalData(label, active, subject));
      const body = cipher.update(secret);
      cipher.final();
      return { version: active.version, bytes: Buffer.concat([random, body, cipher.getAuthTag()]) };
    },
    unwrap(label: string, subject: string, { version, bytes }: WrappedKey): Buffer {
      const key = byVersion.get(version);
      if (key === undefined) throw corrupt(`master key version ${version} is missing`);
      const bodyEnd = bytes.length - tagBytes;
      if (bodyEnd < ivBytes + nonceBytes) throw corrupt('a wrapped key is too short');
      const nonce = bytes.subarray(ivBytes, ivBytes + nonceBytes);
      const decipher = createDecipheriv('aes-256-gcm', oneTimeKey(key.kek, bytes.subarray(0, ivBytes)), nonce, { authTagLength: tagBytes });
      decipher.setAAD(additionalData(label, key, subject)).setAuthTag(bytes.subarray(bodyEnd));
      const secret = decipher.update(bytes.subarray(ivBytes + nonceBytes, bodyEnd));
      try {
        decipher.final();
      } catch (error) {
        throw corrupt(`a wrapped key does not belong to ${subject} under master key version ${version}`, error);
      }
      return secret;
    },
  };
}

/** A first root secret, wrapped: made once, at the first start of an installation, and stored in its metadata. */
export function newRootSecret(options: KeyringOptions): WrappedKey {
  return createWrapper(options).wrap(secretLabel, rootLabel, randomBytes(keyBytes));
}

/**
 * `rootSecret` is what `newRootSecret` or `wrapRootSecret` gave. It is also the proof that these are the right master keys: throws
 * `corrupt`, with a message for the operator, when it does not unwrap.
 */
export function createKeyring({ rootSecret, ...options }: KeyringOptions & { readonly rootSecret: WrappedKey }): Keyring {
  const wrapper = createWrapper(options);
  let root: Buffer;
  try {
    root = wrapper.unwrap(secretLabel, rootLabel, rootSecret);
  } catch (error) {
    throw new AppError(
      'corrupt',
      `The master key is not the one this installation was started with (version ${rootSecret.version}). Put the right key file back; without it the stored files cannot be read.`,
      { cause: error },
    );
  }

  const unwrap = (blobId: string, wrapped: WrappedKey): Buffer => {
    const dek = wrapper.unwrap(blobLabel, blobId, wrapped);
    if (dek.length !== keyBytes) throw corrupt(`the key of ${blobId} has a wrong length`);
    return dek;
  };
  return {
    activeVersion: wrapper.activeVersion,
    newBlobKey(blobId) {
      const dek = pooledRandomBytes(keyBytes);
      return { dek, wrapped: wrapper.wrap(blobLabel, blobId, dek) };
    },
    unwrap,
    rewrap: (blobId, wrapped) => wrapper.wrap(blobLabel, blobId, unwrap(blobId, wrapped)),
    derive: (purpose) => Buffer.from(hkdfSync('sha256', root, options.installationId, `files/fb1/derive/${purpose}`, keyBytes)),
    wrapSecret: (secret, label) => wrapper.wrap(secretLabel, `label:${label}`, secret),
    unwrapSecret: (wrapped, label) => wrapper.unwrap(secretLabel, `label:${label}`, wrapped),
    wrapRootSecret: () => wrapper.wrap(secretLabel, rootLabel, root),
  };
}
