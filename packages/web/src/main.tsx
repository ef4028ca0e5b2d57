import { UnauthorizedError } from '@filewharf/sdk';
import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './styles/base.css';
import './base/base.css';
import { applyScheme, chosenScheme } from './layout/scheme.ts';
import { router } from './router.tsx';

applyScheme(chosenScheme());

const queryClient = new QueryClient({
  queryCache: new QueryCache({
    // The session is over: the router asks who this is, and leads to the sign-in.
    onError: (error) => void (error instanceof UnauthorizedError && router.invalidate()),
  }),
  // The SDK tries again by itself where that is safe.
  defaultOptions: { queries: { retry: false, staleTime: 30_000 }, mutations: { retry: false } },
});

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no place for the dashboard');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
