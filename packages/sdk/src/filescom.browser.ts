import { browserPlatform } from './browser/platform.ts';
import { FilesComClient, type FilesComOptions } from './filescom/client.ts';

/** A client of the Files.com API, for browsers. */
export class FilesCom extends FilesComClient {
  constructor(options?: FilesComOptions) {
    super(browserPlatform, options);
  }
}

export * from './filescom/public.ts';
