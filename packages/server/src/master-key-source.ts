import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { link, open, unlink, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from './core/errors.ts';
import { formatMasterKey, parseMasterKeys, type MasterKey } from './core/content/master-key.ts';

export interface MasterKeySource {
  /** The key file. Not looked at when there is a command. */
  readonly file: string;
  /**
   * A program and its arguments, separated by spaces, that prints the key text: for keys in a vault. No shell reads it, so quotes and
   * variables mean nothing; what needs them goes into a script. Empty or undefined: the file is used.
   */
  readonly command?: string | undefined;
  /** Whether an absent file is created: true only when there are no stored files that it could belong to. */
  readonly mayCreate: boolean;
}

const maxTextBytes = 64 * 1024;
const commandTimeoutSeconds = 10;

/**
 * The master keys, the highest version first. Throws `invalid` with one sentence for the operator (never with key material) when
 * they are absent, readable by others, or not of the right form.
 */
export async function loadMasterKeys({ file, command, mayCreate }: MasterKeySource): Promise<MasterKey[]> {
  const [program, ...args] = command?.split(/\s+/).filter((word) => word !== '') ?? [];
  if (program !== undefined) return parseMasterKeys(await outputOf(program, args));

  let handle = await openKeyFile(file);
  if (handle === undefined && mayCreate) {
    await createKeyFile(file);
    handle = await openKeyFile(file);
  }
  if (handle === undefined) {
    throw new AppError(
      'invalid',
      `The master key file ${file} is missing, and without it the stored files cannot be read. Put it back from where it was backed up.`,
    );
  }
  try {
    return parseMasterKeys(await readKeyText(file, handle));
  } finally {
    await handle.close();
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

/** Undefined when there is no such file. */
async function openKeyFile(file: string): Promise<FileHandle | undefined> {
  try {
    return await open(file, 'r');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw new AppError('invalid', `The master key file ${file} cannot be opened (${codeOf(error)}).`, { cause: error });
  }
}

async function readKeyText(file: string, handle: FileHandle): Promise<string> {
  const stats = await handle.stat();
  const { mode, size } = stats;
  if (!stats.isFile()) throw new AppError('invalid', `The master key file ${file} is not a file.`);
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    throw new AppError('invalid', `The master key file ${file} can be used by others. Make it private: chmod 600 '${file}'`);
  }
  if (size > maxTextBytes) throw new AppError('invalid', `The master key file ${file} is larger than ${maxTextBytes} bytes.`);
  return handle.readFile('utf8');
}

/**
 * Creates the file with one fresh key, all of it or nothing, durable before anything is encrypted with it. When another process was
 * faster, its file stays.
 */
async function createKeyFile(file: string): Promise<void> {
  const text = `# Filewharf master key. Keep a copy in a safe place: without it the stored files cannot be read.\n${formatMasterKey(1, randomBytes(32))}\n`;
  const temporary = `${file}.${randomBytes(8).toString('hex')}`;
  try {
    await using(await open(temporary, 'wx', 0o600), async (handle) => {
      await handle.writeFile(text);
      await handle.sync();
    });
    try {
      await link(temporary, file);
    } finally {
      await unlink(temporary);
    }
    if (process.platform !== 'win32') await using(await open(dirname(file), 'r'), (folder) => folder.sync());
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return;
    throw new AppError('invalid', `The master key file ${file} cannot be created (${codeOf(error)}).`, { cause: error });
  }
}

async function using(handle: FileHandle, use: (handle: FileHandle) => Promise<void>): Promise<void> {
  try {
    await use(handle);
  } finally {
    await handle.close();
  }
}

/** What a program prints. Its complaints go where ours go; what it printed is in no error. */
function outputOf(program: string, args: readonly string[]): Promise<string> {
  const limits = { timeout: commandTimeoutSeconds * 1000, killSignal: 'SIGKILL', maxBuffer: maxTextBytes, encoding: 'utf8' } as const;
  return new Promise((resolve, reject) => {
    const child = execFile(program, args, limits, (error, output) => {
      if (error === null) {
        resolve(output);
        return;
      }
      let reason = `it ended with ${String(error.code ?? error.signal)}`;
      if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') reason = `it printed more than ${maxTextBytes} bytes`;
      else if (error.killed) reason = `it took longer than ${commandTimeoutSeconds} seconds`;
      // Without a cause: Node puts the command line and its output into this error.
      reject(new AppError('invalid', `The command for the master key, ${program}, failed: ${reason}.`));
    });
    child.stderr?.pipe(process.stderr, { end: false });
    child.stdin?.end();
  });
}
