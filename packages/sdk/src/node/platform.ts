import { createHash } from 'node:crypto';
import { isIP } from 'node:net';
import { env } from '../environment.ts';
import { FilewharfError } from '../transport/errors.ts';
import { fetchSend } from '../transport/fetch-send.ts';
import type { Platform } from '../transport/platform.ts';
import { version } from '../version.ts';
import { openFileDestination } from './file-destination.ts';
import { openFileSource } from './file-source.ts';
import { nodeSend } from './http-send.ts';
import { proxySettings } from './proxy.ts';

export const nodePlatform: Platform = {
  makeSend({ fetch, sourceIp }) {
    if (sourceIp !== undefined && isIP(sourceIp) === 0) throw new FilewharfError(`sourceIp "${sourceIp}" is not an address`);
    return fetch === undefined ? nodeSend({ sourceIp, proxies: proxySettings(env) }) : fetchSend(fetch, 'manual');
  },
  env,
  defaultBaseUrl: 'http://127.0.0.1:8080',
  hasCookies: false,
  userAgent: `filewharf-sdk/${version} (node ${process.versions.node})`,
  openSource: openFileSource,
  openDestination: openFileDestination,
  isStandardStream: (stream) => stream === process.stdout || stream === process.stderr,
  makeHasher() {
    const hash = createHash('sha256');
    return {
      update: (chunk) => {
        hash.update(chunk);
      },
      digest: () => hash.digest('hex'),
    };
  },
};
