import type { Format } from './format.ts';
import type { Progress } from './progress.ts';
import type { View } from './view.ts';

/** The global flags that say how a command speaks, by the names that Commander gives them. */
export interface OutputFlags {
  readonly format?: string;
  /** `--format json`. Refused together with another `--format`. */
  readonly json?: boolean;
  readonly formatError?: string;
  readonly transform?: string;
  readonly transformError?: string;
  /** `id,size,owner.name`. */
  readonly fields?: string;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  /** False with `--no-color`. */
  readonly color?: boolean;
  readonly nonInteractive?: boolean;
  readonly yes?: boolean;
  /** `json`, `auto`, or false with `--no-progress`. */
  readonly progress?: string | boolean;
}

export interface OutputOptions {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  /** NO_COLOR, FORCE_COLOR, TERM, COLUMNS, PAGER, LESS, TZ. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly flags: OutputFlags;
}

/** What an error was about, for its message. */
export interface ErrorContext {
  /** The path or id that the command worked on. */
  readonly object?: string;
  /** What that is: a missing folder has an exit code of its own. */
  readonly kind?: 'folder' | 'file' | 'resource';
  /** What was tried: `cannot upload`. */
  readonly action?: string;
  readonly baseUrl?: string;
}

/** Objects that come one by one while work goes on, such as uploaded files. */
export interface Results<Item> {
  /** Waits while the reader is slow. Does nothing once the reader has gone: the work goes on. */
  write(item: Item): Promise<void>;
  /** Completes the document. Not called when the work failed as a whole: a JSON document then stays open, so that nobody takes it for complete. */
  end(): Promise<void>;
}

/**
 * Everything that a command prints. Data goes to stdout, in the format the user asked for; everything else to stderr.
 * Control characters in what others named never reach a terminal.
 */
export interface Output {
  readonly format: Format;
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** Whether questions can be asked: stdin and stderr are terminals, and there is no `--non-interactive`. */
  readonly interactive: boolean;
  /** True once the reader of stdout has gone (`| head`): a command that only prints may stop; its exit code is 0. */
  readonly closed: boolean;

  /** Prints one object. A function is only called when the object is needed (not for `raw` with `view.raw`). */
  item<Item extends object>(item: Item | (() => Item | Promise<Item>), view: View<Item>): Promise<void>;
  /**
   * Prints objects as they come, a page at a time; does not hold them. Iterates lazily: `explore` and the pager only go as far as the user
   * does. Throws what the iteration throws; a JSON document is then left open.
   */
  list<Item extends object>(items: AsyncIterable<Item> | Iterable<Item>, view: View<Item>): Promise<void>;
  results<Item extends object>(view: View<Item>): Results<Item>;

  /** A line for people on stderr; nothing with `--quiet`. */
  note(text: string): void;
  /** A line on stderr, also with `--quiet`: something is not as the user will think. */
  warn(text: string): void;
  /** A line on stderr with `--verbose`. */
  detail(text: string): void;
  /** Says on stderr what went wrong, in the format of `--format-error`. Returns the exit code. */
  error(error: unknown, context?: ErrorContext): number;

  progress(): Progress;

  /**
   * Asks before something that cannot be undone. Resolves when it may be done: `--yes`, or the user said so.
   * Throws `UsageError` when the user refuses, and without asking when nobody can be asked and there is no `--yes`.
   */
  confirm(question: string): Promise<void>;
  /** Asks for a secret, which is not shown. Throws `UsageError` when nobody can be asked; `flag` is what to use instead (`--password-stdin`). */
  askSecret(question: string, flag: string): Promise<string>;
}

/** Throws `UsageError` for flags that make no sense. */
export function createOutput(_options: OutputOptions): Output {
  throw new Error('the output is not there yet');
}
