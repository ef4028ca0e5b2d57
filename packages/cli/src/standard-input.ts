import { buffer } from 'node:stream/consumers';
import { UsageError } from './output/failures.ts';

/** What it is read for. It is there once, so the second who wants it is told. */
let reader: string | undefined;

/**
 * Standard input for one purpose (`the API key`, `the file`). Ends with an error when `signal` is aborted: whoever reads must not wait for
 * more. Throws a `UsageError` when it was read for something else already: that would find nothing, and take it for an empty file.
 */
export function standardInput(purpose: string, signal?: AbortSignal): NodeJS.ReadStream {
  if (reader !== undefined)
    throw new UsageError(`Standard input cannot be ${reader} and ${purpose} at once.`, 'give the API key by --api-key-file or a profile');
  reader = purpose;
  const { stdin } = process;
  // Whoever reads is told by the stream itself; an error that comes before anybody does must not end the process in its own way.
  stdin.on('error', () => undefined);
  const stop = (): void => void stdin.destroy(signal?.reason as Error);
  if (signal?.aborted === true) stop();
  signal?.addEventListener('abort', stop, { once: true });
  return stdin;
}

/** All of it. */
export const readStandardInput = (purpose: string, signal?: AbortSignal): Promise<Buffer> => buffer(standardInput(purpose, signal));

/** A secret from standard input: its first line end is not a part of it. */
export async function readSecret(purpose: string, signal?: AbortSignal): Promise<string> {
  const secret = (await readStandardInput(purpose, signal)).toString('utf8').replace(/\r?\n$/, '');
  if (secret === '') throw new UsageError(`Standard input is empty, and ${purpose} was expected.`);
  return secret;
}
