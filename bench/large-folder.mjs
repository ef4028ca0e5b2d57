import { join } from 'node:path';
import { startFilewharf } from './filewharf.mjs';
import { stop } from './workspace.mjs';

const dist = new URL('../packages/server/dist/', import.meta.url);
const filesPerTransaction = 20_000;

/**
 * A data folder with one folder of so many files, made by the server's own store while no server runs: the rows are those of as many
 * copies of one uploaded file. Answers where it is.
 */
export async function makeLargeFolder(files) {
  const filewharf = await startFilewharf();
  const { id: folderId } = await filewharf.call('POST', '/api/v2/folders', { name: 'large' });
  const { id: fileId } = await filewharf.upload('original.txt', 'copied very often');
  await stop(filewharf.child);

  const { openSqliteMetadata } = await import(new URL('stores/metadata/sqlite.js', dist));
  const { newId } = await import(new URL('core/ids.js', dist));
  const { comparisonKey } = await import(new URL('core/tree/names.js', dist));
  const database = join(filewharf.folder, 'metadata.db');
  const metadata = openSqliteMetadata(database);
  try {
    const parent = await metadata.findNode(folderId);
    const original = await metadata.findNode(fileId);
    const firstTime = Date.parse('2025-01-01');
    for (let made = 0; made < files; made += filesPerTransaction) {
      const end = Math.min(made + filesPerTransaction, files);
      await metadata.write(async (tx) => {
        for (let number = made; number < end; number++) {
          const createdAt = firstTime + number * 1000;
          const name = `document ${String(number).padStart(7, '0')}.txt`;
          const place = { parentId: parent.id, rootId: parent.rootId, name, nameKey: comparisonKey(name) };
          const file = {
            ...original,
            ...place,
            id: newId('file', createdAt),
            sizeBytes: original.sizeBytes,
            createdAt,
            updatedAt: createdAt,
          };
          await tx.insertFile(file);
          await tx.insertChange({ nodeId: file.id, action: 'created', timestamp: createdAt, chain: parent.chain, fromChain: null });
        }
        await tx.addBlobReferences(original.blobId, end - made);
        await tx.addUsedBytes(original.ownerId, (end - made) * original.sizeBytes);
      });
    }
  } finally {
    await metadata.close();
  }
  return { folder: filewharf.folder, database, folderId };
}
