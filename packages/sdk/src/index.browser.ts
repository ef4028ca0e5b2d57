import { browserPlatform } from './browser/platform.ts';
import { FilesAppClient, type FilesAppOptions } from './filesapp/client.ts';

/**
 * A client of the Files App v2 API, for browsers. A key in a page is known to whoever opens the page: give it one that may do no more than
 * they may.
 *
 * @example
 * const client = new FilesApp(key);
 * const file = await client.upload(input.files[0], { onProgress: ({ transferred, total }) => ... });
 */
export class FilesApp extends FilesAppClient {
  constructor(apiKey: string, options?: FilesAppOptions) {
    super(browserPlatform, apiKey, options);
  }
}

export default FilesApp;
export * from './public.ts';
