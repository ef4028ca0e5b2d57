import { FilesApp, type WhoamiAnswer } from '@filewharf/sdk';
import { createContext, useContext } from 'react';

/** Speaks for whoever is signed in, by their cookie. */
export const client = new FilesApp();

export type Me = WhoamiAnswer;

export const MeContext = createContext<Me | null>(null);

/** Who is signed in. For what is inside of the layout. */
export function useMe(): Me {
  const me = useContext(MeContext);
  if (me === null) throw new Error('useMe is for what is inside of the layout');
  return me;
}
