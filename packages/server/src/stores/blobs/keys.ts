import { AppError } from '../../core/errors.ts';

/** All keys that blobs.ts speaks of, and short ones for tests: the first two characters name a folder. No slash and no `..` can pass. */
const pattern = /^[0-9a-f]{2}[a-z0-9._-]{0,62}$/;

export function isKey(text: string): boolean {
  return pattern.test(text);
}

/** Throws `invalid` for a text that is not a key. */
export function checkKey(text: string): void {
  if (!isKey(text)) throw new AppError('invalid', 'A blob key is two hexadecimal digits and up to 62 of a-z 0-9 . _ -');
}

export function blobMissing(key: string): AppError {
  return new AppError('not_found', `There is no blob ${key}.`);
}

export function blobConflict(key: string): AppError {
  return new AppError('conflict', `There is a blob ${key} already.`);
}
