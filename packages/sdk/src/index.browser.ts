import { browserPlatform } from './browser/platform.ts';
import { FilesAppClient, type FilesAppOptions } from './filesapp/client.ts';

/**
 * A client of the Files App v2 API, for browsers. In a page of the server it needs no key: it comes with the session of whoever signed in
 * there (`client.sessions.create`). A key in a page is known to whoever opens the page: give it one that may do no more than they may.
 *
 * @example
 * const client = new FilesApp();
 * const file = await client.upload(input.files[0], { onProgress: ({ transferred, total }) => ... });
 */
export class FilesApp extends FilesAppClient {
  /** `options` alone, or nothing: by session. */
  constructor(options?: FilesAppOptions);
  constructor(apiKey: string, options?: FilesAppOptions);
  constructor(apiKeyOrOptions: string | FilesAppOptions = {}, options: FilesAppOptions = {}) {
    if (typeof apiKeyOrOptions === 'string') super(browserPlatform, apiKeyOrOptions, options);
    else super(browserPlatform, undefined, apiKeyOrOptions);
  }
}

export default FilesApp;
export * from './public.ts';
