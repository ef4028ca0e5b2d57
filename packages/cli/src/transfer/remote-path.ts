/** Paths on the server: `/` first, none at the end; `/` alone is the top folder. */

export function joinRemote(folder: string, path: string): string {
  if (path === '') return folder;
  return folder === '/' ? `/${path}` : `${folder}/${path}`;
}

/** The folder that something is in, and its name there. */
export function splitRemote(path: string): { readonly folder: string; readonly name: string } {
  const slash = path.lastIndexOf('/');
  return { folder: path.slice(0, slash) || '/', name: path.slice(slash + 1) };
}

/** The path below the folder; undefined when it is not below it. */
export function belowRemote(folder: string, path: string): string | undefined {
  const prefix = folder === '/' ? '/' : `${folder}/`;
  return path.startsWith(prefix) && path.length > prefix.length ? path.slice(prefix.length) : undefined;
}
