/** Paths begin with a slash and have none at the end: `/`, `/reports/2026`. */

/** What is below a folder: `childPath('/a', 'b/c')` is `/a/b/c`; nothing below is the folder itself. */
export function childPath(folder: string, below: string): string {
  if (below === '') return folder;
  return folder === '/' ? `/${below}` : `${folder}/${below}`;
}

export function parentPath(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}

/** Those that are not below another one of them. */
export function topmost<Item extends { readonly path: string }>(items: readonly Item[]): readonly Item[] {
  const paths = new Set(items.map(({ path }) => path));
  return items.filter(({ path }) => !trailOf(parentPath(path)).some((above) => paths.has(above.path)));
}

/** The folders on the way to a path, the top one left out. */
export function trailOf(path: string): readonly { readonly name: string; readonly path: string }[] {
  const names = path
    .split('/')
    .slice(1)
    .filter((name) => name !== '');
  return names.map((name, index) => ({ name, path: `/${names.slice(0, index + 1).join('/')}` }));
}
