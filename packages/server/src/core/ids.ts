import { pooledRandomBytes } from './content/random.ts';

/**
 * Public ids are TypeIDs: a prefix that names the kind, `_`, and 26 characters of base 32 that spell a UUID of version 7
 * (DESIGN section 3). They increase strictly within a process, so sorting by id is sorting by creation.
 */
export type IdPrefix = 'file' | 'folder' | 'upl' | 'share' | 'key' | 'user' | 'blob' | 'version' | 'trash' | 'zip';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const suffixPattern = /^[0-7][0-9a-hjkmnp-tv-z]{25}$/;

let lastMilliseconds = 0;
/** 74 random bits are enough to count up in: the low 42 bits are drawn anew, the high 32 count within a millisecond. */
let counter = 0;

/**
 * 128 bits of UUIDv7: 48 of milliseconds, version 7, 12 + 20 bits that count within the millisecond from a random start,
 * variant, 42 random bits. When the clock steps back the last millisecond is kept, so the order holds.
 */
function uuidv7(now: number): Buffer {
  if (now > lastMilliseconds) {
    lastMilliseconds = now;
    // The top bit starts at 0, so at least 2^31 ids fit into the millisecond before the counter could run over.
    counter = pooledRandomBytes(4).readUInt32BE() >>> 1;
  } else {
    counter += 1 + (pooledRandomBytes(1)[0] ?? 0);
    if (counter > 0xffff_ffff) {
      lastMilliseconds += 1;
      counter = 0;
    }
  }
  const bytes = Buffer.allocUnsafe(16);
  bytes.writeUIntBE(lastMilliseconds, 0, 6);
  bytes.writeUInt16BE(0x7000 | (counter >>> 20), 6);
  pooledRandomBytes(6).copy(bytes, 10);
  bytes[8] = 0x80 | ((counter >>> 14) & 0x3f);
  bytes[9] = (counter >>> 6) & 0xff;
  bytes[10] = ((counter & 0x3f) << 2) | ((bytes[10] ?? 0) & 0x03);
  return bytes;
}

/** The digits of one id. As bytes, because a text that is put together digit by digit is copied once more when it is used. */
const digits = Buffer.alloc(26);

function base32(bytes: Buffer): string {
  let accumulator = 0;
  // 128 bits are 26 digits of 5 bits with 2 leading zero bits.
  let bits = 2;
  let length = 0;
  for (const byte of bytes) {
    accumulator = (accumulator << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      digits[length++] = alphabet.charCodeAt((accumulator >>> bits) & 31);
    }
    accumulator &= (1 << bits) - 1;
  }
  return digits.toString('latin1');
}

export function newId<P extends IdPrefix>(prefix: P, now: number = Date.now()): `${P}_${string}` {
  return `${prefix}_${base32(uuidv7(now))}`;
}

/** True for text that `newId(prefix)` could have made; anything else can be answered `not_found` without a look-up. */
export function isId(prefix: IdPrefix, text: string): boolean {
  return text.length === prefix.length + 27 && text.startsWith(`${prefix}_`) && suffixPattern.test(text.slice(prefix.length + 1));
}
