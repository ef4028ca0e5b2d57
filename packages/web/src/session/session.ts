import type { FilesApp, WhoamiAnswer } from '@filewharf/sdk';
import { createContext, useContext } from 'react';

export interface Session {
  readonly client: FilesApp;
  readonly me: WhoamiAnswer;
}

export const SessionContext = createContext<Session | null>(null);

/** Who is signed in, and the client that speaks for them. For what is inside of the layout. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('useSession is for what is inside of the layout');
  return session;
}

export const useClient = (): FilesApp => useSession().client;
