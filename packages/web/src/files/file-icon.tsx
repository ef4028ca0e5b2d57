import type { ReactNode } from 'react';
import { Icon, type IconName } from '../base/icons.tsx';
import type { Entry } from './listing.ts';

const byEnding: Readonly<Record<string, IconName>> = {
  ...named('image', 'png jpg jpeg gif webp avif svg heic tiff bmp'),
  ...named('audio', 'mp3 wav ogg flac m4a aac opus'),
  ...named('video', 'mp4 webm mov mkv avi m4v'),
  ...named('archive', 'zip gz tgz tar 7z rar bz2 xz zst'),
};

function named(icon: IconName, endings: string): Record<string, IconName> {
  return Object.fromEntries(endings.split(' ').map((ending) => [ending, icon]));
}

/** The sign for a kind of file, told by its name. */
export function FileIcon({ entry, size }: { readonly entry: Pick<Entry, 'type' | 'name'>; readonly size?: number }): ReactNode {
  const ending = entry.name.split('.').at(-1)?.toLowerCase() ?? '';
  const name = entry.type === 'folder' ? 'folder' : Object.hasOwn(byEnding, ending) ? (byEnding[ending] ?? 'file') : 'file';
  return (
    <span className={`file-icon ${name}`}>
      <Icon name={name} {...(size === undefined ? {} : { size })} />
    </span>
  );
}
