import type { ErrorContext, ErrorFacts } from './error-facts.ts';
import { isCertificateCode } from './exit-codes.ts';
import { humanDuration } from './units.ts';

/** The one thing to do next, as a sentence without a full stop; undefined when there is none that we know. */
export function hintOf(facts: ErrorFacts, context: ErrorContext): string | undefined {
  if (facts.hint !== undefined) return facts.hint;
  if (facts.status !== undefined) return ofStatus(facts.status, facts, context);
  if (facts.systemCode !== undefined) {
    const known = ofSystem[facts.systemCode]?.(context, facts);
    if (known !== undefined) return known;
    if (isCertificateCode(facts.systemCode))
      return `look at the certificate of ${serverOf(context)}, and at http:// or https:// in --base-url`;
  }
  if (facts.name === 'TimeoutError')
    return `look whether ${serverOf(context)} answers at all (filewharf doctor), or wait longer with --timeout`;
  if (facts.name === 'ConnectionError')
    return `look whether ${serverOf(context)} answers at all (filewharf doctor), and whether it is http:// or https://`;
  if (facts.name === 'ChecksumError') return 'the bytes changed on the way, or the file did meanwhile: run the same command again';
  return undefined;
}

function ofStatus(status: number, facts: ErrorFacts, context: ErrorContext): string | undefined {
  if (status === 401) return 'run filewharf login, or set FILEWHARF_API_KEY to a key that is valid';
  if (status === 403) return 'use a key that may do this (--profile, --api-key-file); filewharf whoami shows what this one may';
  if (status === 404 || status === 410) return ofMissing(context);
  if (status === 409) return ofConflict(facts, context);
  if (status === 413) return 'filewharf api GET usage shows the largest file and the storage of the plan; make room, or ask for a larger plan';
  if (status === 429) return `try again in ${waitOf(facts, 'a few minutes')}; filewharf api GET usage shows how many requests the plan has`;
  if (facts.code === 'since_too_old') return 'those changes are not kept any more: list everything again, and go on from the cursor of now';
  if (status === 400 || status === 422) return 'correct the value and run the command again; --help says what it may be';
  if (status >= 500) return `try again in ${waitOf(facts, 'a minute')}; if it stays so, give the operator of the server the request id`;
  return undefined;
}

function waitOf({ retryAfterSeconds }: ErrorFacts, otherwise: string): string {
  return retryAfterSeconds === undefined ? otherwise : humanDuration(Math.max(1, retryAfterSeconds));
}

function ofMissing({ object, kind }: ErrorContext): string {
  if (object?.startsWith('/') !== true) return 'look whether the id is right, and whether this key may see it';
  const parent = object.slice(0, Math.max(1, object.replace(/\/+$/, '').lastIndexOf('/')));
  const look = `filewharf files list ${quoted(parent)} shows what is there`;
  return kind === 'folder' ? `${look}; filewharf folders create -p makes a folder` : look;
}

/** Quoted for a shell where that is needed, so that the line can be used as it is. */
function quoted(path: string): string {
  return /^[\w/.@%+=:,-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

function ofConflict(facts: ErrorFacts, { action }: ErrorContext): string {
  if (/not empty/i.test(facts.message)) return 'add --recursive to remove everything that is in it';
  if (action !== undefined && /upload|copy|move|rename/.test(action))
    return 'say what to do with what is there: --if-exists overwrite, rename or skip';
  return 'look at what is there already, and choose another name or change that one';
}

function serverOf({ baseUrl }: ErrorContext): string {
  if (baseUrl === undefined) return 'the server';
  // Without a name and password that may stand in it.
  return URL.canParse(baseUrl) ? new URL(baseUrl).origin : 'the server';
}

const trustHint = (context: ErrorContext): string =>
  `when ${serverOf(context)} is yours, set NODE_EXTRA_CA_CERTS to the file of its certificate (PEM)`;

const ofSystem: Readonly<Record<string, ((context: ErrorContext, facts: ErrorFacts) => string) | undefined>> = {
  ECONNREFUSED: (context) => `is the server running? filewharf serve starts one; --base-url says where it is (now ${serverOf(context)})`,
  ENOTFOUND: (context) => `look at the host name in --base-url (now ${serverOf(context)})`,
  EAI_AGAIN: () => 'names of hosts cannot be looked up: is there a network?',
  DEPTH_ZERO_SELF_SIGNED_CERT: trustHint,
  SELF_SIGNED_CERT_IN_CHAIN: trustHint,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: trustHint,
  UNABLE_TO_GET_ISSUER_CERT: trustHint,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: trustHint,
  CERT_HAS_EXPIRED: (context) => `the certificate of ${serverOf(context)} has expired: its operator has to renew it`,
  ERR_TLS_CERT_ALTNAME_INVALID: () => 'the certificate is for another host: use the name that it is for in --base-url',
  ENOSPC: () => 'make room on the disk and run the same command again: it goes on where it was',
  EDQUOT: () => 'make room in your disk quota and run the same command again: it goes on where it was',
  EACCES: (_context, facts) => `look at the permissions${facts.localPath === undefined ? '' : ` of ${facts.localPath}`}`,
  EPERM: (_context, facts) => `look at the permissions${facts.localPath === undefined ? '' : ` of ${facts.localPath}`}`,
  ENOENT: () => 'look whether the path is right',
  EISDIR: () => 'it is a folder: add --recursive, or name a file',
  EMFILE: () => 'transfer fewer files at once (--transfers), or raise the limit of open files (ulimit -n)',
};
