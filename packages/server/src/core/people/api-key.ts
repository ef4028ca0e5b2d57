import { createHmac, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

/**
 * API keys as text: `sk_live_`, 30 random letters and digits (178 bits), 6 of a checksum, so that a mistyped key is refused without
 * a look into the store. The spelling without underscores is for clients that allow only letters and digits; it is the same key.
 */
const prefix = 'sk_live_';
const plainPrefix = 'sklive';
const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const randomLength = 30;
const checksumLength = 6;
const generated = new RegExp(`^${prefix}[0-9A-Za-z]{${randomLength + checksumLength}}$`);

/** A key that the operator chose for the first administrator: long enough not to be guessed, plain enough for a header. */
const chosen = /^[0-9A-Za-z_-]{16,128}$/;

export function isChosenApiKey(text: string): boolean {
  return chosen.test(text);
}

/** Random base 62 text without bias: bytes from 248 up (4 x 62) are drawn again. */
export function randomBase62(length: number): string {
  let text = '';
  while (text.length < length) {
    for (const byte of randomBytes(length)) {
      if (byte < 248 && text.length < length) text += alphabet[byte % 62];
    }
  }
  return text;
}

function checksum(text: string): string {
  let rest = crc32(text);
  let digits = '';
  for (let i = 0; i < checksumLength; i++) {
    digits = (alphabet[rest % 62] ?? '') + digits;
    rest = Math.floor(rest / 62);
  }
  return digits;
}

export function newApiKey(): string {
  const random = randomBase62(randomLength);
  return `${prefix}${random}${checksum(random)}`;
}

/** The same key in letters and digits only. */
export function alphanumericSpelling(apiKey: string): string {
  return apiKey.replace(/[^0-9A-Za-z]/g, '');
}

/** The one spelling that is hashed; undefined for text that no key of this server can be. */
export function canonicalApiKey(text: string, acceptsChosen: boolean): string | undefined {
  const spelled = text.startsWith(plainPrefix) ? `${prefix}${text.slice(plainPrefix.length)}` : text;
  if (generated.test(spelled)) {
    const random = spelled.slice(prefix.length, prefix.length + randomLength);
    if (checksum(random) === spelled.slice(-checksumLength)) return spelled;
  }
  return acceptsChosen && chosen.test(text) ? text : undefined;
}

/** What is stored of a key. The pepper is a server secret, so a stolen database alone cannot be used to try keys. */
export function hashApiKey(pepper: Buffer, canonical: string): Buffer {
  return createHmac('sha256', pepper).update(canonical).digest();
}
