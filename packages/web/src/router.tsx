import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Link,
  Navigate,
  Outlet,
  redirect,
  useLocation,
  type ErrorComponentProps,
} from '@tanstack/react-router';
import { UnauthorizedError } from '@filewharf/sdk';
import type { ReactNode } from 'react';
import { AskProvider } from './base/confirm.tsx';
import { Problem } from './base/states.tsx';
import { ToastProvider } from './base/toast.tsx';
import { Layout } from './layout/layout.tsx';
import { actAs, anyone, type Me } from './session/session.ts';
import { SignedIn } from './session/signed-in.tsx';
import { texts } from './texts.ts';

const rootRoute = createRootRoute({
  component: () => (
    <ToastProvider>
      <AskProvider>
        <Outlet />
      </AskProvider>
    </ToastProvider>
  ),
  notFoundComponent: NotFound,
});

function NotFound(): ReactNode {
  return (
    <main className="empty">
      <h1>{texts.problems.noPage}</h1>
      <Link to="/files">{texts.problems.backToFiles}</Link>
    </main>
  );
}

function PageProblem({ error, reset }: ErrorComponentProps): ReactNode {
  return <Problem error={error} onRetry={reset} />;
}

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: ({ next }: Record<string, unknown>): { next?: string | undefined } => ({
    // A path of this site and nothing else: what a link brings must not lead elsewhere after the sign-in. What is not named here comes
    // through as it was in the address, so it is always named.
    next: typeof next === 'string' && /^\/(?![/\\])/.test(next) ? next : undefined,
  }),
  component: lazyRouteComponent(() => import('./session/sign-in-page.tsx'), 'SignInPage'),
});

/** Everything that only members see. */
const memberRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'member',
  loader: async ({ location: { pathname, href } }): Promise<Me> => {
    try {
      const me = await anyone.whoami();
      actAs(me.user.id);
      return me;
    } catch (error) {
      if (!(error instanceof UnauthorizedError)) throw error;
      // oxlint-disable-next-line typescript/only-throw-error -- the router takes a redirection that is thrown
      throw redirect({ to: '/sign-in', search: pathname === '/' ? {} : { next: href } });
    }
  },
  staleTime: Infinity,
  component: Member,
  errorComponent: PageProblem,
});

const accountPath = '/settings/account';

function Member(): ReactNode {
  const me = memberRoute.useLoaderData();
  const path = useLocation({ select: ({ pathname }) => pathname });
  return (
    <SignedIn key={me.user.id} me={me}>
      {/* Until that is done, the server refuses everything else. */}
      {me.must_first !== null && path !== accountPath && <Navigate to={accountPath} />}
      <Layout />
    </SignedIn>
  );
}

const indexRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: '/',
  beforeLoad: () => redirect({ to: '/files', replace: true, throw: true }),
});
/** What is looked for, in place of what a folder holds. */
const validateSearch = ({ query }: Record<string, unknown>): { query?: string | undefined } => ({
  // The router makes numbers and truths of what looks like them.
  query: ['string', 'number', 'boolean'].includes(typeof query) && query !== '' ? `${query as string | number | boolean}` : undefined,
});
const filesRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: '/files',
  validateSearch,
  component: lazyRouteComponent(() => import('./files/files-page.tsx'), 'FilesPage'),
});
const folderRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: '/files/$',
  validateSearch,
  component: lazyRouteComponent(() => import('./files/files-page.tsx'), 'FilesPage'),
});
const sharesRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: '/shares',
  component: lazyRouteComponent(() => import('./shares/shares-page.tsx'), 'SharesPage'),
});
const trashRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: '/trash',
  component: lazyRouteComponent(() => import('./trash/trash-page.tsx'), 'TrashPage'),
});
const keysRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: '/settings/keys',
  component: lazyRouteComponent(() => import('./keys/keys-page.tsx'), 'KeysPage'),
});
const peopleRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: '/settings/people',
  component: lazyRouteComponent(() => import('./people/people-page.tsx'), 'PeoplePage'),
});
const usersRoute = createRoute({
  getParentRoute: () => peopleRoute,
  path: '/',
  component: lazyRouteComponent(() => import('./people/users.tsx'), 'Users'),
});
const groupsRoute = createRoute({
  getParentRoute: () => peopleRoute,
  path: 'groups',
  component: lazyRouteComponent(() => import('./people/groups.tsx'), 'Groups'),
});
const permissionsRoute = createRoute({
  getParentRoute: () => peopleRoute,
  path: 'permissions',
  component: lazyRouteComponent(() => import('./people/permissions.tsx'), 'Permissions'),
});
const siteRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: '/settings/site',
  component: lazyRouteComponent(() => import('./site/site-page.tsx'), 'SitePage'),
});
const usageRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: '/settings/usage',
  component: lazyRouteComponent(() => import('./usage/usage-page.tsx'), 'UsagePage'),
});
const settingsRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: '/settings',
  beforeLoad: () => redirect({ to: accountPath, replace: true, throw: true }),
});
const accountRoute = createRoute({
  getParentRoute: () => memberRoute,
  path: accountPath,
  component: lazyRouteComponent(() => import('./account/account-page.tsx'), 'AccountPage'),
});

const routeTree = rootRoute.addChildren([
  signInRoute,
  memberRoute.addChildren([
    indexRoute,
    filesRoute,
    folderRoute,
    sharesRoute,
    trashRoute,
    keysRoute,
    peopleRoute.addChildren([usersRoute, groupsRoute, permissionsRoute]),
    siteRoute,
    usageRoute,
    settingsRoute,
    accountRoute,
  ]),
]);

export const router = createRouter({ routeTree, defaultPreload: 'intent', defaultErrorComponent: PageProblem });

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
