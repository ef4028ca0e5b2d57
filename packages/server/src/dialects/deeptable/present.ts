import { isoSeconds } from '../../core/clock.ts';
import type { FileNode } from '../../core/metadata.ts';
import { mediaTypeOf } from '../../http/file-response.ts';
import type { Answer } from './contract.ts';

/** From the core's nouns to the vendor's words. The order of the fields is the vendor's: its command line prints them as they come. */

export const fileNameOf = (file: FileNode): string => file.originalName ?? file.name;

export const contentTypeOf = (file: FileNode): string => file.contentType ?? mediaTypeOf(file.name);

export const presentFile = (file: FileNode): Answer<'retrieveFile'> => ({
  id: file.id,
  content_type: contentTypeOf(file),
  created_at: isoSeconds(file.createdAt),
  file_name: fileNameOf(file),
  object: 'file',
  size: file.sizeBytes,
});

export const presentFiles = ({
  files,
  hasMore,
}: {
  readonly files: readonly FileNode[];
  readonly hasMore: boolean;
}): Answer<'listFiles'> => ({
  data: files.map(presentFile),
  has_more: hasMore,
  object: 'list',
  first_id: files[0]?.id ?? null,
  last_id: files.at(-1)?.id ?? null,
});
