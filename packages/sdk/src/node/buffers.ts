/** The size of a pooled buffer. Reading 1 MiB at a time costs two thirds of the CPU of 256 KiB. */
export const bufferBytes = 1024 * 1024;

/** More than this is not kept: it would only be held for the next burst. */
const kept = 8;
const free: Uint8Array[] = [];

/** A buffer of `bufferBytes`, with whatever was in it. Give it back when nobody looks at it any more. */
export function takeBuffer(): Uint8Array {
  return free.pop() ?? Buffer.allocUnsafeSlow(bufferBytes);
}

export function giveBuffer(buffer: Uint8Array): void {
  if (free.length < kept) free.push(buffer);
}
