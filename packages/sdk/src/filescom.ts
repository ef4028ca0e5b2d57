import { FilesComClient, type FilesComOptions } from './filescom/client.ts';
import { nodePlatform } from './node/platform.ts';

/**
 * A client of the Files.com API.
 *
 * @example
 * const client = new FilesCom({ apiKey: '...' });
 * for await (const entry of client.folder.listFor('/')) console.log(entry.type, entry.path);
 */
export class FilesCom extends FilesComClient {
  constructor(options?: FilesComOptions) {
    super(nodePlatform, options);
  }
}

export * from './filescom/public.ts';
