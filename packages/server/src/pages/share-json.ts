import { isoSeconds } from '../core/clock.ts';
import type { FileNode, FolderNode } from '../core/metadata.ts';
import type { Share } from '../core/metadata-shares.ts';
import { neededAnswers, type OpenedShare } from '../core/sharing/share-visits.ts';
import type { SharedPage } from '../core/sharing/shared-tree.ts';
import { allowsDownload } from '../core/access/visitor-rights.ts';
import { mediaTypeOf } from '../http/file-response.ts';
import type { SharePaths } from './share-door.ts';
import { isRequest } from './share-names.ts';

/** What programs are told. Of a share that is not open to them, nothing about what is shared. */

type ShownFile = Pick<FileNode, 'id' | 'name' | 'sizeBytes'>;

const terms = (share: Share, locked: boolean) => ({
  password_protected: share.passwordHash !== null,
  locked,
  expires_at: share.expiresAt === null ? null : isoSeconds(share.expiresAt),
  allow_download: allowsDownload(share.permissions),
});

const folderLink = ({ id, name }: Pick<FolderNode, 'id' | 'name'>, share: Share, paths: SharePaths) => ({
  id,
  name: isRequest(share) ? null : name,
  url: paths.folder(id),
});

const fileFacts = ({ name, sizeBytes }: ShownFile) => ({ name, size: sizeBytes, mime_type: mediaTypeOf(name) });

const fileLink = (file: ShownFile, share: Share, paths: SharePaths) => ({
  id: file.id,
  ...fileFacts(file),
  download_url: allowsDownload(share.permissions) ? `${paths.file(file.id)}/download` : null,
});

export function describeShare({ share, file, nodes, locked, unregistered, visitor }: OpenedShare, paths: SharePaths) {
  const isOpen = visitor !== undefined;
  return {
    ...(isOpen && file !== undefined ? fileFacts(file) : { name: null, size: null, mime_type: null }),
    ...terms(share, locked),
    ...(isOpen ? { title: share.title, message: share.description } : {}),
    ...(unregistered ? { unregistered, needed: neededAnswers(share) } : {}),
    download_url: isOpen && allowsDownload(share.permissions) ? paths.bytes : null,
    ...(isOpen && file === undefined
      ? {
          folders: nodes.filter((node) => node.kind === 'folder').map((node) => folderLink(node, share, paths)),
          files: nodes.filter((node) => node.kind === 'file').map((node) => fileLink(node, share, paths)),
        }
      : {}),
  };
}

/** A file in a shared folder. */
export function describeFile(file: FileNode, share: Share, paths: SharePaths) {
  return { ...fileLink(file, share, paths), ...terms(share, false) };
}

/** One page of a shared folder. */
export function describeFolder(
  folder: FolderNode,
  { folders, files, total }: Omit<SharedPage, 'next'>,
  { share, nextPage, mayUpload }: { share: Share; nextPage: string | undefined; mayUpload: boolean },
  paths: SharePaths,
) {
  return {
    ...folderLink(folder, share, paths),
    ...terms(share, false),
    allow_upload: mayUpload,
    download_url: allowsDownload(share.permissions) ? `${paths.folder(folder.id)}/download` : null,
    folders: folders.map((one) => folderLink(one, share, paths)),
    files: files.map((file) => fileLink(file, share, paths)),
    total,
    next_url: nextPage ?? null,
  };
}
