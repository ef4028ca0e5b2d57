/** The size of a pooled buffer, and so of a read or write of a file. */
export const bufferBytes = 512 * 1024;

/** More than this is not kept: it would only be held for the next burst. */
const kept = 16;
const free: Uint8Array[] = [];

/** A buffer of `bufferBytes`, with whatever was in it. Give it back when nobody looks at it any more. */
export function takeBuffer(): Uint8Array {
  return free.pop() ?? Buffer.allocUnsafeSlow(bufferBytes);
}

export function giveBuffer(buffer: Uint8Array): void {
  if (free.length < kept) free.push(buffer);
}
