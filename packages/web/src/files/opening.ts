import { useRouter } from '@tanstack/react-router';
import type { Entry } from './listing.ts';

export interface Opening {
  /** A folder is gone into, a file shown. */
  open(entry: Entry): void;
  go(path: string): void;
}

export function useOpening(preview: (entry: Entry) => void): Opening {
  const router = useRouter();
  function go(to: string): void {
    void (to === '/' ? router.navigate({ to: '/files' }) : router.navigate({ to: '/files/$', params: { _splat: to.slice(1) } }));
  }
  return { go, open: (entry) => (entry.type === 'folder' ? go(entry.path) : preview(entry)) };
}
