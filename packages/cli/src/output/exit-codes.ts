import { factsOf, type ErrorFacts } from './error-facts.ts';
import { ItemsFailedError, MissingError } from './failures.ts';

/** How the command ends, for scripts. The numbers are rclone's, as the Files.com command line adopted them. */
export const exitCodes = {
  ok: 0,
  /** Anything without a number of its own, bugs among it. */
  other: 1,
  /** Wrong usage, or a question that was refused. Nothing was done. */
  usage: 2,
  folderMissing: 3,
  /** A file, or any other resource. */
  missing: 4,
  /** The network, 429, 5xx after all retries: the same command may succeed later. */
  temporary: 5,
  /** Something was refused (403, 409, 413, a checksum that differs), and a second try will not help. */
  refused: 6,
  /** Nothing can work: no key or an invalid one, a full disk, a port in use, a certificate that nobody trusts. */
  fatal: 7,
  /** Only with `--error-on-no-transfer`. */
  nothingToTransfer: 9,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** What is known of an error (`factsOf`), and whether the missing thing would be a folder. */
type Facts = Pick<ErrorFacts, 'name' | 'status' | 'systemCode'>;

/** The exit code of one failure. */
export function exitCodeOf(error: unknown, kind?: 'folder' | 'file' | 'resource'): ExitCode {
  if (error instanceof ItemsFailedError) return exitCodeOfItems(error.failures.map((failure) => exitCodeOf(failure.error, kind)));
  if (error instanceof MissingError) return error.kind === 'folder' ? exitCodes.folderMissing : exitCodes.missing;
  const facts = factsOf(error);
  return byName[facts.name] ?? ofStatus(facts, kind) ?? ofSystem(facts, kind) ?? exitCodes.other;
}

/**
 * The exit code of a command of which some items failed. What is fatal decides; then what a second try may help with, so that a script which
 * repeats on 5 ends; then the one code that all have, or `refused`.
 */
export function exitCodeOfItems(codes: readonly ExitCode[]): ExitCode {
  for (const decisive of [exitCodes.interrupted, exitCodes.fatal, exitCodes.temporary]) if (codes.includes(decisive)) return decisive;
  const [first, ...rest] = codes;
  if (first === undefined) return exitCodes.ok;
  // Wrong usage is about the whole command; of one item it is a refusal.
  return first !== exitCodes.usage && rest.every((code) => code === first) ? first : exitCodes.refused;
}

const byName: Readonly<Record<string, ExitCode | undefined>> = {
  UsageError: exitCodes.usage,
  RefusedError: exitCodes.refused,
  TemporaryError: exitCodes.temporary,
  FatalError: exitCodes.fatal,
  NothingToTransferError: exitCodes.nothingToTransfer,
  InterruptedError: exitCodes.interrupted,
  AbortError: exitCodes.interrupted,
  ChecksumError: exitCodes.refused,
  TimeoutError: exitCodes.temporary,
};

function ofStatus({ status }: Facts, kind: string | undefined): ExitCode | undefined {
  if (status === undefined) return undefined;
  if (status === 404 || status === 410) return kind === 'folder' ? exitCodes.folderMissing : exitCodes.missing;
  if (status === 401) return exitCodes.fatal;
  if (status === 400 || status === 422) return exitCodes.usage;
  if (status === 408 || status === 425 || status === 429 || (status >= 500 && status !== 501)) return exitCodes.temporary;
  return exitCodes.refused;
}

function ofSystem({ name, systemCode }: Facts, kind: string | undefined): ExitCode | undefined {
  if (systemCode !== undefined) {
    const known = bySystemCode[systemCode];
    if (known !== undefined) return known;
    if (systemCode === 'ENOENT') return kind === 'folder' ? exitCodes.folderMissing : exitCodes.missing;
    // A line that broke can come back; a certificate that is wrong stays so.
    if (isCertificateCode(systemCode)) return exitCodes.fatal;
  }
  return name === 'ConnectionError' ? exitCodes.temporary : undefined;
}

export function isCertificateCode(systemCode: string): boolean {
  return /^ERR_(?:SSL|TLS)|CERT|^UNABLE_TO_|^HOSTNAME_MISMATCH$|^EPROTO$/.test(systemCode);
}

const bySystemCode: Readonly<Record<string, ExitCode | undefined>> = {
  ENOSPC: exitCodes.fatal,
  EDQUOT: exitCodes.fatal,
  EROFS: exitCodes.fatal,
  // One file that may not be read or written: the others can go on, as with a 403.
  EACCES: exitCodes.refused,
  EPERM: exitCodes.refused,
  EISDIR: exitCodes.refused,
  EEXIST: exitCodes.refused,
  ENAMETOOLONG: exitCodes.refused,
  ENOTDIR: exitCodes.folderMissing,
  EMFILE: exitCodes.temporary,
  EBUSY: exitCodes.temporary,
  ECONNREFUSED: exitCodes.temporary,
  ECONNRESET: exitCodes.temporary,
  ECONNABORTED: exitCodes.temporary,
  EPIPE: exitCodes.temporary,
  ETIMEDOUT: exitCodes.temporary,
  ENOTFOUND: exitCodes.temporary,
  EAI_AGAIN: exitCodes.temporary,
  EHOSTUNREACH: exitCodes.temporary,
  ENETUNREACH: exitCodes.temporary,
};
