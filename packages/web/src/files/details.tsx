import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { IconButton } from '../base/button.tsx';
import { formatBytes, formatCount, formatExactTime, shownName } from '../base/format.ts';
import { client } from '../session/session.ts';
import { texts } from '../texts.ts';
import './details.css';
import { ActivityList } from './activity.tsx';
import { FileIcon } from './file-icon.tsx';
import type { Entry } from './listing.ts';
import { Thumbnail } from './thumbnail.tsx';
import { Versions } from './versions.tsx';

/** What is known of an entry, beside the list. */
export default function Details({ entry, onClose }: { readonly entry: Entry; readonly onClose: () => void }): ReactNode {
  const { details } = texts.files;
  return (
    <aside className="details card" aria-label={details.label}>
      <header>
        <FileIcon entry={entry} size={24} />
        <h2>{shownName(entry.name)}</h2>
        <IconButton icon="close" label={texts.close} onClick={onClose} />
      </header>
      {/* A new version is a new picture. */}
      <Thumbnail key={`${entry.id} ${entry.updated_at}`} entry={entry} />
      <dl>
        {entry.size !== null && (
          <>
            <dt>{details.size}</dt>
            <dd>
              {formatBytes(entry.size)} <small>({details.bytes(entry.size)})</small>
            </dd>
          </>
        )}
        {entry.type === 'folder' && <FolderTotals id={entry.id} />}
        <dt>{details.changed}</dt>
        <dd>{formatExactTime(entry.mtime ?? entry.updated_at)}</dd>
        <dt>{details.created}</dt>
        <dd>{formatExactTime(entry.created_at)}</dd>
        <dt>{details.path}</dt>
        <dd>{shownName(entry.path)}</dd>
        {entry.sha256 !== null && (
          <>
            <dt>SHA-256</dt>
            <dd>
              <code>{entry.sha256}</code>
            </dd>
          </>
        )}
        {entry.encrypted !== null && (
          <>
            <dt>{details.encrypted}</dt>
            <dd>{entry.encrypted ? details.yes : details.no}</dd>
          </>
        )}
      </dl>
      {entry.type === 'file' && <Versions fileId={entry.id} />}
      <ActivityList entry={entry} />
    </aside>
  );
}

function FolderTotals({ id }: { readonly id: string }): ReactNode {
  const { data } = useQuery({ queryKey: ['details', id], queryFn: ({ signal }) => client.folders.get(id, { totals: true, signal }) });
  if (data?.totals === undefined) return null;
  const { files, folders, bytes } = data.totals;
  return (
    <>
      <dt>{texts.files.details.size}</dt>
      <dd>{formatBytes(bytes)}</dd>
      <dt>{texts.files.details.content}</dt>
      <dd>{texts.files.details.counts(formatCount(files), formatCount(folders))}</dd>
    </>
  );
}
