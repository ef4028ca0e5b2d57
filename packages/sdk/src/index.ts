import { FilesAppClient, type FilesAppOptions } from './filesapp/client.ts';
import { nodePlatform } from './node/platform.ts';

/**
 * A client of the Files App v2 API.
 *
 * @example
 * const client = new FilesApp('sk_live_...');
 * const file = await client.upload('./document.pdf');
 */
export class FilesApp extends FilesAppClient {
  /** `apiKey`: default FILEWHARF_API_KEY. */
  constructor(apiKey?: string, options?: FilesAppOptions) {
    super(nodePlatform, apiKey, options);
  }
}

export default FilesApp;
export * from './public.ts';
