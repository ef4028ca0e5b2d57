import { setImmediate as endOfTurn } from 'node:timers/promises';

/** To be waited for before each piece of a long work, with how much that piece is. */
export type GiveWay = (work: number) => Promise<void> | undefined;

/** Gives everybody else a turn whenever `workPerTurn` was done since the last time. */
export function createGiveWay(workPerTurn: number): GiveWay {
  let done = 0;
  return (work) => {
    done += work;
    if (done < workPerTurn) return undefined;
    done = 0;
    return endOfTurn();
  };
}
