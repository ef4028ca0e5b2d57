import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from './config.ts';

export interface TlsFiles {
  readonly cert: Buffer | string;
  readonly key: Buffer | string;
}

const days = 365 * 2;

async function writePrivate(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/**
 * A certificate that nobody else vouches for, for trying out. Made once and kept in the data folder, so that a client that was told
 * to trust it still does after a restart.
 */
async function selfSigned(dataDir: string, host: string): Promise<TlsFiles> {
  const folder = join(dataDir, 'tls');
  const certFile = join(folder, 'self-signed.crt');
  const keyFile = join(folder, 'self-signed.key');
  try {
    return { cert: await readFile(certFile), key: await readFile(keyFile) };
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
  const { generate } = await import('selfsigned');
  const names = [...new Set(['localhost', host])].filter((name) => !/^[\d.:]+$/.test(name) && !name.includes(':'));
  const made = await generate([{ name: 'commonName', value: 'localhost' }], {
    notAfterDate: new Date(Date.now() + days * 86_400_000),
    keySize: 2048,
    algorithm: 'sha256',
    extensions: [
      {
        name: 'subjectAltName',
        altNames: [
          ...names.map((value) => ({ type: 2 as const, value })),
          { type: 7 as const, ip: '127.0.0.1' },
          { type: 7 as const, ip: '::1' },
        ],
      },
    ],
  });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writePrivate(keyFile, made.private);
  await writePrivate(certFile, made.cert);
  return { cert: made.cert, key: made.private };
}

/** What the listener needs to speak TLS; undefined for plain HTTP. */
export async function loadTls(config: Pick<Config, 'tls' | 'dataDir' | 'host'>): Promise<TlsFiles | undefined> {
  const { tls } = config;
  if (tls === undefined) return undefined;
  if (tls.kind === 'self-signed') return selfSigned(config.dataDir, config.host);
  return { cert: await readFile(tls.certFile), key: await readFile(tls.keyFile) };
}
