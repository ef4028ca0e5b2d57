import { AbortError } from '@filewharf/sdk';
import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { client } from './session.ts';

/** After a change so long nothing is asked anew, so that a thousand changes are not a thousand questions. */
const pauseMilliseconds = 1500;

/** What may look different after any change of files. */
const affected = [['entries'], ['search'], ['usage'], ['trash'], ['details']];

/**
 * Shows what others change: listens to the changes and asks anew for what is shown. A tab that nobody sees does not listen, because a browser
 * has few connections to a server for all of its tabs; when it is seen again, it asks for everything once.
 */
export function useLiveChanges(): void {
  const queries = useQueryClient();
  useEffect(() => {
    let controller: AbortController | undefined;
    function follow(): void {
      controller?.abort();
      controller = undefined;
      if (document.hidden) return;
      controller = new AbortController();
      void listen(queries, controller.signal);
    }
    function onVisible(): void {
      if (!document.hidden) refresh(queries);
      follow();
    }
    follow();
    document.addEventListener('visibilitychange', onVisible);
    return () => {
      document.removeEventListener('visibilitychange', onVisible);
      controller?.abort();
    };
  }, [queries]);
}

async function listen(queries: QueryClient, signal: AbortSignal): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    for await (const _change of client.sync.stream({ include: 'folders', signal })) {
      timer ??= setTimeout(() => {
        timer = undefined;
        refresh(queries);
      }, pauseMilliseconds);
    }
  } catch (error) {
    // A refusal means that the session is over, which the next question of the page finds out, too.
    if (!(error instanceof AbortError)) refresh(queries);
  }
}

/** Asks anew for what is shown; the rest is asked for when it is shown again. */
export function refresh(queries: QueryClient): void {
  for (const queryKey of affected) void queries.invalidateQueries({ queryKey });
}
