import { ConfigError } from './config.ts';
import { AppError } from './core/errors.ts';

/** No setting is wrong, but as things stand the server cannot start: the port or the data folder is another's, the disk is full. */
export class StartError extends Error {
  override readonly name = 'StartError';
  /** What a program that fails for this reason exits with. */
  readonly exitCode = 7;
}

const fullDisk: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT']);
/** A folder that cannot be made or written. */
const folderFaults: ReadonlySet<string> = new Set(['EACCES', 'EPERM', 'EEXIST', 'ENOENT', 'ENOTDIR', 'EROFS']);

/** An address that this machine cannot listen on. */
const addressFaults: ReadonlySet<string> = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL']);

/**
 * What kept the server from starting, as a problem that the operator can mend: a `ConfigError` when a setting is wrong or names what cannot be
 * used, a `StartError` when another program or a full disk is in the way. Anything else comes back as it is: it is a bug.
 */
export function asStartError(error: unknown): unknown {
  const fault = error instanceof AppError ? error.cause : error;
  const code = fault instanceof Error && 'code' in fault ? String(fault.code) : '';
  const call = fault instanceof Error && 'syscall' in fault ? String(fault.syscall) : '';
  if (fullDisk.has(code))
    return new StartError('The disk is full. Make room, or choose another data folder (--data-dir).', { cause: error });
  // It says by itself what is wrong with which file.
  if (error instanceof AppError && error.code !== 'unavailable') return new ConfigError([error.message]);
  if (fault instanceof Error && folderFaults.has(code)) {
    return new ConfigError([`${fault.message}. Choose folders that this user may write (--data-dir, --storage), and a port from 1024 up.`]);
  }
  if (error instanceof AppError) return new StartError(error.message, { cause: error });
  if (call === 'getaddrinfo') return new ConfigError([`The host name given by --host has no address (${code}).`]);
  if (call === 'listen' && addressFaults.has(code)) return new ConfigError(['This machine does not have the address given by --host.']);
  if (code === 'EADDRINUSE')
    return new StartError('The port is in use. Stop the other program, or choose another with --port.', { cause: error });
  return error;
}
