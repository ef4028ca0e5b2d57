import { X509Certificate, createPrivateKey } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { ConfigError, type Config } from './config.ts';
import { ipAddress } from './core/access/addresses.ts';

export interface TlsFiles {
  readonly cert: Buffer | string;
  readonly key: Buffer | string;
}

const day = 86_400_000;
const validForDays = 365 * 2;
/** A start so close to the end makes a new certificate, so that a server which then runs for weeks does not outlive the old one. */
const renewedBeforeDays = 30;

/** The file is there as a whole or not at all. */
async function writeWhole(folder: string, name: string, text: string): Promise<void> {
  const path = join(folder, name);
  const file = await open(`${path}.new`, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Names and addresses that the certificate is for. */
function namesFor(host: string): { readonly dns: readonly string[]; readonly ips: readonly string[] } {
  const own = ipAddress(host);
  const isEverywhere = own === '0.0.0.0' || own === '::';
  return {
    dns: [...new Set(['localhost', ...(own === undefined ? [host] : [])])],
    ips: [...new Set(['127.0.0.1', '::1', ...(own === undefined || isEverywhere ? [] : [own])])],
  };
}

/** Whether the two belong together, are for this host, and will be for a while. What a crash left half is not. */
function isUsable(cert: Buffer, key: Buffer, host: string, now: number): boolean {
  try {
    const certificate = new X509Certificate(cert);
    const { dns, ips } = namesFor(host);
    return (
      certificate.checkPrivateKey(createPrivateKey(key)) &&
      Date.parse(certificate.validTo) - now > renewedBeforeDays * day &&
      dns.every((name) => certificate.checkHost(name) !== undefined) &&
      ips.every((ip) => certificate.checkIP(ip) !== undefined)
    );
  } catch {
    return false;
  }
}

/**
 * A certificate that nobody else vouches for, for trying out. Kept in the data folder, so that a client that was told to trust it still
 * does after a restart; made anew when it ends soon, is for another host, or is not there as a whole.
 */
async function selfSigned(dataDir: string, host: string, now: number): Promise<TlsFiles> {
  const folder = join(dataDir, 'tls');
  const [cert, key] = await Promise.all([readIfThere(join(folder, 'self-signed.crt')), readIfThere(join(folder, 'self-signed.key'))]);
  if (cert !== undefined && key !== undefined && isUsable(cert, key, host, now)) return { cert, key };

  const made = await makeSelfSigned(host, now);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeWhole(folder, 'self-signed.key', made.key);
  await writeWhole(folder, 'self-signed.crt', made.cert);
  return made;
}

async function makeSelfSigned(host: string, now: number): Promise<{ readonly cert: string; readonly key: string }> {
  const { generate } = await import('selfsigned');
  const { dns, ips } = namesFor(host);
  const made = await generate([{ name: 'commonName', value: 'localhost' }], {
    notBeforeDate: new Date(now - day),
    notAfterDate: new Date(now + validForDays * day),
    keySize: 2048,
    algorithm: 'sha256',
    extensions: [
      {
        name: 'subjectAltName',
        altNames: [...dns.map((value) => ({ type: 2 as const, value })), ...ips.map((ip) => ({ type: 7 as const, ip }))],
      },
    ],
  });
  return { cert: made.cert, key: made.private };
}

/** Tried out here, because a listener that cannot use them says so in the words of a TLS library, and when a first start has made its secrets. */
async function readFiles(certFile: string, keyFile: string): Promise<TlsFiles> {
  const files = { cert: await readFile(certFile), key: await readFile(keyFile) };
  try {
    createSecureContext(files);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError([
      `--tls-cert ${certFile} and --tls-key ${keyFile} cannot be used together (${reason}). They have to be PEM files of a certificate and of its own private key, which has no passphrase.`,
    ]);
  }
  return files;
}

/** What the listener needs to speak TLS; undefined for plain HTTP. A mock keeps no certificate. Throws `ConfigError` when files cannot be used. */
export async function loadTls(
  config: Pick<Config, 'tls' | 'dataDir' | 'host'> & Partial<Pick<Config, 'mock'>>,
  now = Date.now(),
): Promise<TlsFiles | undefined> {
  const { tls, mock } = config;
  if (tls === undefined) return undefined;
  if (tls.kind === 'self-signed')
    return mock === undefined ? selfSigned(config.dataDir, config.host, now) : makeSelfSigned(config.host, now);
  return readFiles(tls.certFile, tls.keyFile);
}
