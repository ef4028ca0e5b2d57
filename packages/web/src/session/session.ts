import { FilesApp, type WhoamiAnswer } from '@filewharf/sdk';
import { createContext, useContext } from 'react';

/** Speaks for whoever is signed in, whoever that is. */
export const anyone = new FilesApp();

/**
 * Speaks for one user and nobody else. The cookie of the session is that of all tabs: when somebody else signs in, here or in another tab, the
 * server refuses with 401 what still comes from the pages of this user. Otherwise it would be done in the account of the other.
 */
export const clientOf = (userId: string): FilesApp => new FilesApp({ headers: { 'x-filewharf-user': userId } });

/** Speaks for the user whose pages are shown, once it is known who that is. */
export let client = new FilesApp();

/** From now on the pages are those of this user. */
export function actAs(userId: string): void {
  client = clientOf(userId);
}

export type Me = WhoamiAnswer;

export const MeContext = createContext<Me | null>(null);

/** Who is signed in. For what is inside of the layout. */
export function useMe(): Me {
  const me = useContext(MeContext);
  if (me === null) throw new Error('useMe is for what is inside of the layout');
  return me;
}
