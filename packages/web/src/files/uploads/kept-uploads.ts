// Uploads that were begun and are not over, so that they can go on after the page was loaded again. Kept in IndexedDB, in this browser.

export interface KeptUpload {
  readonly uploadId: string;
  /** Whose it is: another user of this browser does not see it. */
  readonly userId: string;
  readonly name: string;
  readonly size: number;
  /** Of the file, milliseconds since 1970: another number is another content. */
  readonly lastModified: number;
  /** Where it goes, such as `/reports`. */
  readonly folderPath: string;
  /** The file itself, where the browser gives it to the page for longer than a visit. */
  readonly handle?: FileSystemFileHandle;
}

const database = 'filewharf';
const storeName = 'uploads';

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('IndexedDB failed without a reason'));
  });
}

async function withStore<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const opening = indexedDB.open(database, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(storeName, { keyPath: 'uploadId' });
  const opened = await settled(opening);
  try {
    return await settled(work(opened.transaction(storeName, mode).objectStore(storeName)));
  } finally {
    opened.close();
  }
}

export async function keepUpload(upload: KeptUpload): Promise<void> {
  await withStore('readwrite', (store) => store.put(upload));
}

export async function forgetUpload(uploadId: string): Promise<void> {
  await withStore('readwrite', (store) => store.delete(uploadId));
}

export async function keptUploads(userId: string): Promise<readonly KeptUpload[]> {
  const all = await withStore<KeptUpload[]>('readonly', (store) => store.getAll() as IDBRequest<KeptUpload[]>);
  return all.filter((upload) => upload.userId === userId);
}
