import type { Terminal } from '../terminal.ts';

export interface Exploring {
  readonly items: AsyncIterable<unknown>;
  readonly title: string;
  readonly single: boolean;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly terminal: Terminal;
}

export function explore(_exploring: Exploring): Promise<{ readonly value: unknown } | undefined> {
  return Promise.resolve(undefined);
}
