import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Button } from '../base/button.tsx';
import { shownName } from '../base/format.ts';
import { Icon } from '../base/icons.tsx';
import { Loading, Problem } from '../base/states.tsx';
import { client } from '../session/session.ts';
import { texts } from '../texts.ts';
import './folder-picker.css';
import { childPath, trailOf } from './paths.ts';

export interface FolderPickerProps {
  readonly path: string;
  readonly onChange: (path: string) => void;
  /** Folders that cannot be gone into, by id: what is moved. */
  readonly without: ReadonlySet<string>;
}

/** Goes through folders; where it is, is what is picked. */
export function FolderPicker({ path, onChange, without }: FolderPickerProps): ReactNode {
  const { data, error, isPending, hasNextPage, fetchNextPage, refetch } = useInfiniteQuery({
    queryKey: ['entries', path, 'folders'],
    queryFn: async ({ pageParam, signal }) => {
      const { items, next } = await client.entries.list({ path, type: 'folder', limit: 200, signal }).page(pageParam);
      return { items, next };
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
  });
  const folders = data?.pages.flatMap(({ items }) => items) ?? [];
  const places = [{ name: texts.files.title, path: '/' }, ...trailOf(path)];
  return (
    <div className="folder-picker">
      <div className="places">
        {places.map((place, index) => (
          <span key={place.path}>
            {index > 0 && <Icon name="chevron" size={12} />}
            <button type="button" aria-current={place.path === path ? 'location' : undefined} onClick={() => onChange(place.path)}>
              {shownName(place.name)}
            </button>
          </span>
        ))}
      </div>
      {error !== null ? (
        <Problem error={error} onRetry={() => void refetch()} />
      ) : isPending ? (
        <Loading />
      ) : (
        <ul aria-label={texts.files.foldersHere}>
          {folders.map(({ id, name }) => (
            <li key={id}>
              <button type="button" disabled={without.has(id)} onClick={() => onChange(childPath(path, name))}>
                <Icon name="folder" />
                {shownName(name)}
              </button>
            </li>
          ))}
          {folders.length === 0 && <li className="soft">{texts.files.noFolders}</li>}
          {hasNextPage && (
            <li>
              <Button onClick={() => void fetchNextPage()}>{texts.files.more}</Button>
            </li>
          )}
        </ul>
      )}
    </div>
  );
}
