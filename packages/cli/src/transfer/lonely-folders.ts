interface WithPath {
  /** Relative, `/` between names. */
  readonly path: string;
}

/** Those of the folders that nothing makes on its way: neither one of the files, nor another of the folders. */
export function lonelyFolders<Folder extends WithPath>(folders: readonly Folder[], files: Iterable<WithPath>): Folder[] {
  const made = new Set<string>();
  for (const { path } of files) addParents(made, path);
  for (const { path } of folders) addParents(made, path);
  return folders.filter(({ path }) => !made.has(path));
}

function addParents(made: Set<string>, path: string): void {
  for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
    const parent = path.slice(0, slash);
    // Then those above it are in it too.
    if (made.has(parent)) return;
    made.add(parent);
  }
}
