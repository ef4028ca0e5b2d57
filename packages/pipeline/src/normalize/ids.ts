import { randomBytes } from 'node:crypto';
import { digest128 } from '../schema/naming.ts';

const alphabet = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/');
/** As long as dlt's ids. */
export const idLength = 14;

/**
 * Ids for rows that no key tells apart: 48 random bits for the package, then a counter. dlt takes 80 random bits for each row; a counter
 * says as much, costs next to nothing, and packs well in the destination, where random ids are a third of the work of loading.
 */
export interface Ids {
  /** A new id, as a number for `text` and `write`. */
  next(): number;
  text(id: number): string;
  /** Writes the 14 characters of the id. */
  write(id: number, to: Uint8Array, at: number): void;
}

export function newIds(): Ids {
  const prefix = Buffer.from(randomBytes(6).toString('base64'));
  let last = 0;
  const write = (id: number, to: Uint8Array, at: number) => {
    for (let i = 0; i < 8; i += 1) to[at + i] = prefix[i] as number;
    let rest = id;
    for (let i = at + 13; i >= at + 8; i -= 1) {
      to[i] = alphabet[rest % 64] as number;
      rest = Math.floor(rest / 64);
    }
  };
  return {
    next: () => (last += 1),
    text(id) {
      const bytes = Buffer.allocUnsafe(idLength);
      write(id, bytes, 0);
      return bytes.toString('latin1');
    },
    write,
  };
}

/** The id of a nested row, which follows from that of its parent: as dlt makes it. */
export function nestedId(parentId: string, table: string, index: number): string {
  return digest128(`${parentId}_${table}_${index}`, 10);
}
