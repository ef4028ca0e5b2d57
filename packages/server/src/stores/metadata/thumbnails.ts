import type { ThumbnailReads, ThumbnailWrites } from '../../core/metadata-thumbnails.ts';
import type { SqlSession } from './sql.ts';

export function thumbnailReads(sql: SqlSession): ThumbnailReads {
  return {
    async findThumbnail(blobId, pixels) {
      const row = await sql.get<{ sealed: Buffer | null }>(
        'SELECT sealed FROM thumbnails WHERE blob_id = ? AND pixels = ?',
        blobId,
        pixels,
      );
      return row?.sealed;
    },
  };
}

export function thumbnailWrites(sql: SqlSession): ThumbnailWrites {
  return {
    async putThumbnail(blobId, pixels, sealed) {
      await sql.run(
        `INSERT INTO thumbnails (blob_id, pixels, sealed) SELECT id, ?, ? FROM blobs WHERE id = ?
         ON CONFLICT (blob_id, pixels) DO UPDATE SET sealed = excluded.sealed`,
        pixels,
        sealed,
        blobId,
      );
    },
  };
}
