/** A file that is to be uploaded, and where to. */
export interface PickedFile {
  readonly file: File;
  /** Folders between the place that it was dropped on and itself: `photos/2026`, or nothing. */
  readonly below: string;
  readonly handle?: FileSystemFileHandle;
}

export interface Picked {
  readonly files: readonly PickedFile[];
  /** Folders with nothing in them, below the place they were dropped on. */
  readonly emptyFolders: readonly string[];
}

/** Of `<input type="file">`, also with `webkitdirectory`. */
export function pickedFromInput(list: FileList): Picked {
  const files = [...list].map((file) => ({ file, below: file.webkitRelativePath.split('/').slice(0, -1).join('/') }));
  return { files, emptyFolders: [] };
}

/** As much of a dropped file as Chromium gives for longer than this visit. */
interface HandleItem extends DataTransferItem {
  getAsFileSystemHandle?: () => Promise<FileSystemHandle | null>;
}

/** Everything that was dropped or pasted, folders with all that is in them. */
export async function pickedFromTransfer({ items }: DataTransfer): Promise<Picked> {
  // Asked for before anything is waited for: afterwards the items are gone.
  const dropped = [...items]
    .filter(({ kind }) => kind === 'file')
    .map((item: HandleItem) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile(), handle: item.getAsFileSystemHandle?.() }));
  const files: PickedFile[] = [];
  const emptyFolders: string[] = [];
  for (const { entry, file, handle } of dropped) {
    const found = await handle?.catch(() => null);
    if (entry?.isDirectory === true) {
      await walk(entry as FileSystemDirectoryEntry, entry.name, files, emptyFolders);
    } else if (file !== null) {
      files.push({ file, below: '', ...(found instanceof FileSystemFileHandle ? { handle: found } : {}) });
    }
  }
  return { files, emptyFolders };
}

async function walk(folder: FileSystemDirectoryEntry, below: string, files: PickedFile[], emptyFolders: string[]): Promise<void> {
  const reader = folder.createReader();
  let count = 0;
  for (;;) {
    // A hundred at a time; none means the end.
    const entries = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (entries.length === 0) break;
    count += entries.length;
    for (const entry of entries) {
      if (entry.isDirectory) await walk(entry as FileSystemDirectoryEntry, `${below}/${entry.name}`, files, emptyFolders);
      else files.push({ file: await fileOf(entry as FileSystemFileEntry), below });
    }
  }
  if (count === 0) emptyFolders.push(below);
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}
