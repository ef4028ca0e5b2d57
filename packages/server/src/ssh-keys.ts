import { createPublicKey } from 'node:crypto';
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import sshpk from 'sshpk';
import { AppError, invalidField } from './core/errors.ts';
import type { SshKeys, SshKeyWish, SshPublicKey } from './core/people/ssh-keys.ts';

/** Names of the kinds that are taken, as the line begins. DSA is too weak, and certificates are no keys. */
const kinds: Readonly<Record<string, SshPublicKey['algorithm']>> = {
  'ssh-rsa': 'rsa',
  'ssh-ed25519': 'ed25519',
  'ecdsa-sha2-nistp256': 'ecdsa',
  'ecdsa-sha2-nistp384': 'ecdsa',
  'ecdsa-sha2-nistp521': 'ecdsa',
};
const leastRsaBits = 2048;
const mostRsaBits = 16_384;
/** Longer ones take many seconds to find. */
const mostGeneratedRsaBits = 4096;
/** An RSA key of 16,384 bits is a line of less than 3,000 characters. */
const mostCharacters = 10_000;
/** Who comes after these is told to come back. */
const mostWaiting = 16;

function described(key: sshpk.Key, algorithm: SshPublicKey['algorithm']): SshPublicKey {
  const [kind, bytes] = key.toString('ssh').split(' ');
  return {
    algorithm,
    text: `${kind} ${bytes}`,
    fingerprintMd5: key.fingerprint('md5').toString('hex'),
    fingerprintSha256: key.fingerprint('sha256').toString('base64'),
  };
}

function parse(text: string): SshPublicKey {
  const line = text.trim();
  const bad = (why: string) => invalidField('public_key', why);
  // The library would take private keys and other formats, too.
  const kind = /^([a-z0-9@.-]+) +[A-Za-z0-9+/]+={0,2}(?: .*)?$/.exec(line)?.[1];
  if (kind === undefined || line.length > mostCharacters)
    throw bad('is not one line as in a .pub file of OpenSSH, such as "ssh-ed25519 AAAA… name"');
  const algorithm = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  if (algorithm === undefined) throw bad(`${kind} is not possible: use ${Object.keys(kinds).join(', ')}`);
  let key: sshpk.Key;
  try {
    key = sshpk.parseKey(line, 'ssh');
    // The library does not ask whether the numbers make a key; this does.
    createPublicKey(key.toString('pkcs8'));
  } catch {
    throw bad('is damaged: it is not a whole key');
  }
  if (algorithm === 'rsa' && (key.size < leastRsaBits || key.size > mostRsaBits)) {
    throw bad(`an RSA key has ${leastRsaBits} to ${mostRsaBits} bits`);
  }
  const read = described(key, algorithm);
  // The library reads over bytes that are too many, and over a line that says another kind than its bytes.
  const [, given = ''] = line.split(/ +/);
  if (read.text !== `${kind} ${Buffer.from(given, 'base64').toString('base64')}`) throw bad('is damaged: it is not a whole key');
  return read;
}

/** What Node's generator of key pairs is asked for. */
type PairOptions = readonly ['rsa', { modulusLength: number }] | readonly ['ec', { namedCurve: string }] | readonly ['ed25519', object];

function optionsOf({ algorithm, length }: SshKeyWish): PairOptions {
  const wrongLength = (possible: string) => invalidField('generate_length', `${possible} for ${algorithm}`);
  switch (algorithm) {
    case 'rsa': {
      const bits = length ?? 3072;
      if (!Number.isInteger(bits) || bits < leastRsaBits || bits > mostGeneratedRsaBits) {
        throw wrongLength(`${leastRsaBits} to ${mostGeneratedRsaBits}`);
      }
      return ['rsa', { modulusLength: bits }];
    }
    case 'ecdsa': {
      const curves: Readonly<Record<number, string>> = { 256: 'P-256', 384: 'P-384', 521: 'P-521' };
      const namedCurve = curves[length ?? 256];
      if (namedCurve === undefined) throw wrongLength('256, 384 or 521');
      return ['ec', { namedCurve }];
    }
    case 'ed25519':
      return ['ed25519', {}];
  }
}

interface Order {
  readonly options: PairOptions;
  readonly passphrase: string;
  /** Where the library is. */
  readonly library: string;
}

/** Both halves in the formats of OpenSSH. */
interface Pair {
  readonly publicKey: string;
  readonly privateKey: string;
}

/**
 * The program of the thread that makes a pair: to find a long RSA key and to encrypt a private key keep a processor busy for up to some
 * seconds. It is given to the thread as text, so it may use nothing from outside of itself.
 */
function work(): void {
  const { parentPort, workerData } = process.getBuiltinModule('node:worker_threads');
  const { generateKeyPairSync } = process.getBuiltinModule('node:crypto');
  const { createRequire: requireFrom } = process.getBuiltinModule('node:module');
  const { options, passphrase, library } = workerData as Order;
  const { parsePrivateKey } = requireFrom(library)(library) as typeof sshpk;
  const [type, details] = options;
  // Its signatures go by the type, one for each.
  const generate = generateKeyPairSync as (type: string, details: object) => ReturnType<typeof generateKeyPairSync>;
  const key = parsePrivateKey(generate(type, details).privateKey.export({ type: 'pkcs8', format: 'pem' }), 'pkcs8');
  key.comment = '';
  const privateKey = key.toString('ssh', passphrase === '' ? {} : { passphrase });
  parentPort?.postMessage({ publicKey: key.toPublic().toString('ssh'), privateKey } satisfies Pair);
}

function makePair(wish: SshKeyWish): Promise<Pair> {
  const library = createRequire(import.meta.url).resolve('sshpk');
  const workerData: Order = { options: optionsOf(wish), passphrase: wish.passphrase ?? '', library };
  return new Promise((resolve, reject) => {
    new Worker(`'use strict'; (${work.toString()})();`, { eval: true, workerData })
      .once('message', resolve)
      .once('error', reject)
      .once('exit', () => reject(new Error('the thread that makes SSH keys has ended')));
  });
}

export function createSshKeys(): SshKeys {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;

  return {
    parse,
    /** One pair at a time. */
    async generate(wish) {
      optionsOf(wish);
      if (waiting >= mostWaiting) {
        throw new AppError('unavailable', 'Too many keys are being made right now. Try again in a moment.', { retryAfterSeconds: 5 });
      }
      waiting += 1;
      const made = last.then(() => makePair(wish)).finally(() => (waiting -= 1));
      last = made.catch(() => undefined);
      const { publicKey, privateKey } = await made;
      return { ...parse(publicKey), privateKey };
    },
  };
}
