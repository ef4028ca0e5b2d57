import { lstat, mkdir } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { RefusedError } from '../output/failures.ts';
import { isSystemError } from './errors.ts';

/**
 * Where the files of a remote folder go on this machine. Remote names are not trusted: whatever a server says, nothing is written
 * outside of the folder that the user named.
 */

/** A remote name that can have no file here, or a place that something else is in the way of. */
function unsafe(message: string): RefusedError {
  return new RefusedError(message);
}

/** Windows opens devices by these names, with any extension. */
const deviceName = /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?: *\..*)?$/i;

/** Throws when a file or folder here cannot be called so. */
export function checkLocalName(name: string, platform: NodeJS.Platform = process.platform): void {
  const shown = JSON.stringify(name);
  if (name === '' || name === '.' || name === '..') throw unsafe(`${shown} cannot be the name of a file`);
  // Whatever the system: what is a separator elsewhere, or moves a terminal's cursor, is no name that a server should send.
  // oxlint-disable-next-line no-control-regex
  if (/[\u0000-\u001f\u007f-\u009f/\\]/.test(name)) throw unsafe(`the name ${shown} holds a separator or a control character`);
  if (platform !== 'win32') return;
  if (/[<>:"|?*]/.test(name)) throw unsafe(`the name ${shown} holds a character that Windows does not allow`);
  if (/[. ]$/.test(name)) throw unsafe(`the name ${shown} ends with a dot or a space, which Windows would drop`);
  if (deviceName.test(name)) throw unsafe(`the name ${shown} is a device of Windows`);
}

/** `path` below `root`, checked name by name. `path` is relative, `/` between names. */
export function localPath(root: string, path: string, platform: NodeJS.Platform = process.platform): string {
  const names = path.split('/');
  for (const name of names) checkLocalName(name, platform);
  return join(root, names.join(sep));
}

export type Folders = ReturnType<typeof createFolders>;

/**
 * Makes the folders that files go into. Each one on the way from `root` down has to be a folder: a symbolic link would lead out of
 * it. `root` itself is the user's choice and may be a link.
 */
export function createFolders(root: string) {
  /** Those that are known to be there; their number is that of the folders, not of the files. */
  const made = new Map<string, Promise<void>>();

  async function makeOne(folder: string): Promise<void> {
    const above = folder.includes('/') ? folder.slice(0, folder.lastIndexOf('/')) : '';
    if (folder !== '') await ensure(above);
    const path = folder === '' ? root : localPath(root, folder);
    try {
      await mkdir(path, { recursive: folder === '' });
    } catch (error) {
      if (!isSystemError(error, 'EEXIST')) throw error;
      const found = await lstat(path);
      if (found.isDirectory() || folder === '') return;
      throw unsafe(`${path} is ${found.isSymbolicLink() ? 'a symbolic link' : 'no folder'}, so nothing is written below it`);
    }
  }

  /** Makes the folder, a path below `root` (`''`: `root` itself), and those above it. */
  function ensure(folder: string): Promise<void> {
    const known = made.get(folder);
    if (known !== undefined) return known;
    const making = makeOne(folder);
    made.set(folder, making);
    // Somebody may have cleared the way before the next attempt.
    making.catch(() => made.delete(folder));
    return making;
  }

  return { ensure };
}
