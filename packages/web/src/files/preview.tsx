import { useQuery } from '@tanstack/react-query';
import { useEffect, useState, type ReactNode } from 'react';
import { Button, IconButton } from '../base/button.tsx';
import { Dialog } from '../base/dialog.tsx';
import { formatBytes, shownName } from '../base/format.ts';
import { Loading, Problem } from '../base/states.tsx';
import { client } from '../session/session.ts';
import { texts } from '../texts.ts';
import { download } from './downloading.ts';
import { FileIcon } from './file-icon.tsx';
import type { Entry } from './listing.ts';
import './preview.css';

type Kind = 'image' | 'audio' | 'video' | 'text' | 'pdf';

const kinds: Readonly<Record<Kind, string>> = {
  image: 'png jpg jpeg gif webp avif',
  audio: 'mp3 wav ogg oga opus',
  video: 'mp4 m4v webm',
  pdf: 'pdf',
  text: 'txt md csv tsv log json jsonl yaml yml toml ini conf xml html htm css js mjs ts tsx jsx py rb go rs java c h cpp sh sql svg',
};

/** Bytes of a text that are shown at most. */
const shownText = 256 * 1024;
/** Bytes of a PDF that are shown at most: it is held in memory. */
const shownPdf = 128 * 1024 * 1024;

function kindOf({ name }: Entry): Kind | undefined {
  const ending = name.includes('.') ? (name.split('.').at(-1)?.toLowerCase() ?? '') : '';
  return (Object.keys(kinds) as Kind[]).find((kind) => kinds[kind].split(' ').includes(ending));
}

export interface PreviewProps {
  readonly entry: Entry;
  readonly entries: readonly Entry[];
  readonly onShow: (entry: Entry) => void;
  readonly onClose: () => void;
}

/** A file shown large; left and right go to the ones before and behind it. */
export function Preview({ entry, entries, onShow, onClose }: PreviewProps): ReactNode {
  const files = entries.filter(({ type }) => type === 'file');
  const at = files.findIndex(({ id }) => id === entry.id);
  const before = files[at - 1];
  const behind = files[at + 1];
  useEffect(() => {
    function onKeyDown({ key, target }: KeyboardEvent): void {
      // In a player, these keys go through it.
      if (target instanceof HTMLMediaElement) return;
      if (key === 'ArrowLeft' && before !== undefined) onShow(before);
      if (key === 'ArrowRight' && behind !== undefined) onShow(behind);
    }
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [before, behind, onShow]);
  return (
    <Dialog title={shownName(entry.name)} wide onClose={onClose}>
      <div className="preview">
        <Content key={entry.id} entry={entry} />
      </div>
      <div className="preview-foot">
        <IconButton
          icon="chevron"
          className="back"
          label={texts.files.before}
          disabled={before === undefined}
          onClick={() => before && onShow(before)}
        />
        <IconButton icon="chevron" label={texts.files.behind} disabled={behind === undefined} onClick={() => behind && onShow(behind)} />
        <span className="soft">{entry.size === null ? '' : formatBytes(entry.size)}</span>
        <Button icon="download" onClick={() => void download([entry])}>
          {texts.files.download}
        </Button>
      </div>
    </Dialog>
  );
}

function Content({ entry }: { readonly entry: Entry }): ReactNode {
  const name = shownName(entry.name);
  switch (kindOf(entry)) {
    case 'image':
      return <img src={client.files.contentUrl(entry.id)} alt={name} />;
    case 'audio':
      return <audio src={client.files.contentUrl(entry.id)} controls aria-label={name} />;
    case 'video':
      return <video src={client.files.contentUrl(entry.id)} controls aria-label={name} />;
    case 'pdf':
      return <PdfContent entry={entry} />;
    case 'text':
      return <TextContent entry={entry} />;
    case undefined:
      return (
        <div className="none">
          <FileIcon entry={entry} size={40} />
          <p>{texts.files.noPreview}</p>
        </div>
      );
  }
}

/**
 * By the browser's own viewer, which runs in no page that may do nothing, as the server's answer may: so it gets the bytes from here, under a
 * type that nothing but a document has.
 */
function PdfContent({ entry: { id, etag, size, name } }: { readonly entry: Entry }): ReactNode {
  const isTooLarge = (size ?? 0) > shownPdf;
  const { data, error, refetch } = useQuery({
    queryKey: ['pdf', id, etag],
    queryFn: async ({ signal }) =>
      new Blob([(await (await client.download(id, undefined, { signal })).bytes()).slice()], { type: 'application/pdf' }),
    enabled: !isTooLarge,
    staleTime: Infinity,
    gcTime: 0,
    structuralSharing: false,
  });
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    if (data === undefined) return undefined;
    const made = URL.createObjectURL(data);
    // oxlint-disable-next-line react/set-state-in-effect -- the address is a thing of the browser, which has to be given back
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [data]);
  if (isTooLarge) return <p className="none">{texts.files.tooLarge}</p>;
  if (error !== null) return <Problem error={error} onRetry={() => void refetch()} />;
  return url === undefined ? <Loading /> : <iframe src={url} title={shownName(name)} />;
}

/** As text and nothing else, whatever the file says that it is. */
function TextContent({ entry: { id, etag, size, name } }: { readonly entry: Entry }): ReactNode {
  const { data, error, refetch } = useQuery({
    queryKey: ['text', id, etag],
    queryFn: async ({ signal }) => {
      if (size === 0) return '';
      const found = await client.download(id, undefined, { range: { start: 0, end: Math.min(size ?? 0, shownText) }, signal });
      return found.text();
    },
    staleTime: Infinity,
    gcTime: 60_000,
  });
  if (error !== null) return <Problem error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading />;
  return (
    <>
      <pre tabIndex={0} role="region" aria-label={shownName(name)}>
        {data}
      </pre>
      {(size ?? 0) > shownText && <p className="soft">{texts.files.onlyBeginning(formatBytes(shownText))}</p>}
    </>
  );
}
