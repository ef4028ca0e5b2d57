import type { FileProgress } from '../output/progress.ts';
import type { Engine } from '../transfer/engine.ts';
import type { Worked } from '../transfer/run.ts';
import type { Destination, Item, SourceEntry, Transfer } from './plan.ts';

/** What pushing and pulling do differently. Paths are those of items, below the two folders. */
export interface Direction {
  /** `uploaded`, `downloaded`. */
  readonly verb: string;
  /** For people: where files are deleted. */
  readonly destinationName: string;
  destination(): Promise<Destination>;
  source(destination: Destination): AsyncIterable<SourceEntry>;
  /** Both sides of a file: its path on this machine, its id and size on the server. */
  localOf(transfer: Required<Transfer>): string;
  remoteOf(transfer: Required<Transfer>): { readonly id: string; readonly size: number };
  /** These are transferred now, one `transfer` for each in their order. */
  begin(engine: Engine, transfers: readonly Transfer[]): void;
  transfer(engine: Engine, transfer: Transfer, file: FileProgress): Promise<Worked>;
  /** Gives what the destination has the time of the source; both hold the same. */
  setTime(engine: Engine, transfer: Required<Transfer>): Promise<void>;
  /** The folder that is synchronized itself. */
  makeTop(engine: Engine): Promise<void>;
  makeFolder(engine: Engine, folder: Item): Promise<void>;
  /** False when it was left because something is in it. */
  remove(engine: Engine, item: Item): Promise<boolean>;
}
