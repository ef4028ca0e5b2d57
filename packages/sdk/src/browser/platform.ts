import { FilewharfError } from '../transport/errors.ts';
import { fetchSend } from '../transport/fetch-send.ts';
import type { Platform } from '../transport/platform.ts';
import { sha256 } from './sha256.ts';
import { xhrSend } from './xhr-send.ts';

function noPaths(path: string): Promise<never> {
  return Promise.reject(
    new FilewharfError(`"${path}" is a path, and here is no disk: give a Blob or bytes to upload, a WritableStream or nothing to download`),
  );
}

/** A page that has an origin of its own is most likely served by the server that it talks to. */
const pageOrigin = (globalThis as { readonly location?: { readonly origin?: string } }).location?.origin;

export const browserPlatform: Platform = {
  makeSend: ({ fetch }) =>
    fetch === undefined ? xhrSend(fetchSend((input, init) => globalThis.fetch(input, init), 'follow')) : fetchSend(fetch, 'follow'),
  env: () => undefined,
  defaultBaseUrl: pageOrigin?.startsWith('http') === true ? pageOrigin : 'http://127.0.0.1:8080',
  hasCookies: true,
  userAgent: undefined,
  openSource: noPaths,
  openDestination: noPaths,
  isStandardStream: () => false,
  makeHasher: sha256,
};
