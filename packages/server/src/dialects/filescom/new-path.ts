import { pathParts } from '../../core/tree/paths.ts';
import { FilesComError } from './errors.ts';

/** The path, when something new may be called so: this API lets no name end in white space (protocol.md section 10). */
export function newPath(path: string): string {
  if (pathParts(path).some((name) => /[ \t\r\n]$/.test(name))) {
    throw new FilesComError('bad-request/path-cannot-have-trailing-whitespace', 'A name cannot end in white space.');
  }
  return path;
}
