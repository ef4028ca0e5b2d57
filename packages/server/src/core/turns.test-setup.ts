/** How many turns everybody else had while it was done. */
export async function turnsDuring(work: () => Promise<unknown>): Promise<number> {
  let turns = 0;
  let isOver = false;
  function count(): void {
    turns += 1;
    if (!isOver) setImmediate(count);
  }
  setImmediate(count);
  try {
    await work();
  } finally {
    isOver = true;
  }
  return turns;
}

/** Counts calls, and knows how many of one kind were made in a row without a turn for anybody else. */
export function createCallCounter(): { called(name: string): void; most(name: string): number; all(name: string): number } {
  const inThisTurn = new Map<string, number>();
  const most = new Map<string, number>();
  const all = new Map<string, number>();
  return {
    called(name) {
      if (inThisTurn.size === 0) setImmediate(() => inThisTurn.clear());
      const count = (inThisTurn.get(name) ?? 0) + 1;
      inThisTurn.set(name, count);
      most.set(name, Math.max(most.get(name) ?? 0, count));
      all.set(name, (all.get(name) ?? 0) + 1);
    },
    most: (name) => most.get(name) ?? 0,
    all: (name) => all.get(name) ?? 0,
  };
}
