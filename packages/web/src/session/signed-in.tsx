import { UnauthorizedError } from '@filewharf/sdk';
import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { MeContext, type Me } from './session.ts';

/** What is shown to one user, with a cache of its own. For another user it has to be made anew: give it their id as its key. */
export function SignedIn({ me, children }: { readonly me: Me; readonly children: ReactNode }): ReactNode {
  const router = useRouter();
  const [queries] = useState(
    () =>
      new QueryClient({
        queryCache: new QueryCache({
          // The session is over: the router asks who this is, and leads to the sign-in.
          onError: (error) => void (error instanceof UnauthorizedError && router.invalidate()),
        }),
        // The SDK tries again by itself where that is safe.
        defaultOptions: { queries: { retry: false, staleTime: 30_000 }, mutations: { retry: false } },
      }),
  );
  return (
    <QueryClientProvider client={queries}>
      <MeContext value={me}>{children}</MeContext>
    </QueryClientProvider>
  );
}
