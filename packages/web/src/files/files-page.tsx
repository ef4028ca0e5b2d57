import { useParams, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { FolderView } from './folder-view.tsx';

/** `/files/reports/2026`: the address is the path; with `?query=` what is found below it. */
export function FilesPage(): ReactNode {
  const { _splat: below = '' } = useParams({ strict: false });
  const path = `/${below.replace(/^\/+|\/+$/g, '')}`;
  const { query = '' } = useSearch({ strict: false });
  // Another folder is another view: nothing of the selection, the dialogs or the place in the list is kept.
  return <FolderView key={`${path}?${query}`} path={path} query={query} />;
}
