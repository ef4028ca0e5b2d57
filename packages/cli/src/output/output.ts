import type { ErrorContext } from './error-facts.ts';
import { errorText } from './error-print.ts';
import { reportError } from './error-report.ts';
import { UsageError } from './failures.ts';
import { parseFormat, type Format } from './format.ts';
import { formatOf, progressModeOf, type OutputFlags } from './output-flags.ts';
import { createProgress, type Progress } from './progress.ts';
import type { Renderer } from './renderer.ts';
import { manyLines, oneLine } from './safe-text.ts';
import { createScreen } from './screen.ts';
import { createSelection, type Selection } from './selection.ts';
import { streamSink, writerOf, type Sink } from './sink.ts';
import { painter, terminalOf, type Terminal } from './terminal.ts';
import type { RawBody, View } from './view.ts';

export type { ErrorContext, OutputFlags };

export interface OutputOptions {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  /** NO_COLOR, FORCE_COLOR, TERM, COLUMNS, LINES, PAGER; all of it is what the pager gets. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly flags: OutputFlags;
}

/** Objects that come one by one while work goes on, such as uploaded files. Never paged. */
export interface Results<Item> {
  /** Waits while the reader is slow. Does nothing once the reader has gone: the work goes on. */
  write(item: Item): Promise<void>;
  /** Completes the document. Not called when the work failed as a whole: a JSON document then stays open, so that nobody takes it for complete. */
  end(): Promise<void>;
}

/**
 * Everything that a command prints. Data goes to stdout, in the format the user asked for; everything else to stderr.
 * Control characters in what others named never reach a terminal.
 *
 * Whoever reads stdout may leave (`| head`, or the pager): that is no error. Lists then end early, work goes on without printing, and the exit
 * code is that of the work, so 0 for a list.
 */
export interface Output {
  readonly format: Format;
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** Whether questions can be asked: stdin and stderr are terminals, and there is no `--non-interactive`. */
  readonly interactive: boolean;
  readonly stdout: Terminal;
  readonly stderr: Terminal;
  /** True once the reader of stdout has gone (`| head`): a command that only prints may stop; its exit code is 0. */
  readonly closed: boolean;

  /** Prints one object. A function is only called when the object is needed (not for `raw` with `view.raw`). */
  item<Item extends object>(item: Item | (() => Item | Promise<Item>), view: View<Item>): Promise<void>;
  /**
   * Prints objects as they come; does not hold them. Iterates lazily: `explore` and the pager only go as far as the user does. Throws what the
   * iteration throws, after what came before is printed; a JSON or YAML document is then left broken, so that nobody takes it for complete.
   */
  list<Item extends object>(items: AsyncIterable<Item> | Iterable<Item>, view: View<Item>): Promise<void>;
  /** Throws `UsageError` with `--format explore`: so call it before the work begins. */
  results<Item extends object>(view: View<Item>): Results<Item>;
  /** Prints bytes as they are, and a line end. On a terminal control characters are made visible. */
  raw(body: RawBody): Promise<void>;

  /** A line for people on stderr; nothing with `--quiet`. Line ends in it are shown as `\n`: they may come from a name. */
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
   * Throws `UsageError` when the user refuses, and without asking when nobody can be asked and there is no `--yes`; `InterruptedError` on Ctrl-C.
   */
  confirm(question: string): Promise<void>;
  /** Asks for a line; an empty one is `usual`. Throws `UsageError` when nobody can be asked, and when the input ends. */
  ask(question: string, usual: string): Promise<string>;
  /** Asks for a secret, which is not shown. Throws `UsageError` when nobody can be asked; `flag` is what to use instead (`--password-stdin`). */
  askSecret(question: string, flag: string): Promise<string>;
}

/** Throws `UsageError` for flags that make no sense. */
export function createOutput({ stdin, stdout, stderr, env, flags }: OutputOptions): Output {
  const out = terminalOf(stdout, env, flags);
  const err = terminalOf(stderr, env, flags);
  const quiet = flags.quiet === true;
  const verbose = flags.verbose === true;
  const format = formatOf(flags);
  const errorFormat = parseFormat(flags.formatError ?? 'auto', '--format-error');
  const selection = createSelection(flags);
  const mode = progressModeOf(flags, err.isTerminal && env['TERM'] !== 'dumb');
  // Undefined where it is none, whatever the types say.
  const hasKeyboard = Boolean(stdin.isTTY);
  if (format === 'explore' && !(out.isTerminal && hasKeyboard)) {
    throw new UsageError('--format explore needs a terminal', 'use --format json or jsonl in scripts and pipes');
  }
  const interactive = hasKeyboard && err.isTerminal && flags.nonInteractive !== true;

  const outWriter = writerOf(stdout);
  const errWriter = writerOf(stderr);
  // Stdout may be a file while progress is on the terminal: then they are not on the same screen.
  const errScreen = createScreen();
  const outScreen = out.isTerminal ? errScreen : createScreen();

  function say(kind: 'note' | 'warning' | 'detail', text: string): void {
    // A program that reads events gets nothing but events.
    const line = mode === 'events' ? `${JSON.stringify({ type: kind, text })}\n` : `${oneLine(text)}\n`;
    errScreen.write(() => void errWriter.write(line));
  }

  function warnOfFields<Item>(item: Item, view: View<Item>): void {
    try {
      selection.check(item, view.columns);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      say('warning', [error.message, error.hint].filter((text) => text !== undefined).join('; '));
    }
  }

  async function openRenderer<Item>(view: View<Item>, single: boolean, sink: Sink): Promise<Renderer<Item>> {
    // Loaded when there is something to print: most of what is here is not needed by any one command.
    const { rendererFor } = await import('./renderer.ts');
    return rendererFor({ format, view, selection, terminal: out, quiet, single, write: (text) => sink.write(text) });
  }

  async function openSink(): Promise<Sink> {
    const plain = streamSink(outWriter, outScreen);
    if (!out.isTerminal || (format !== 'auto' && format !== 'json' && format !== 'yaml' && format !== 'pretty')) return plain;
    const { pagedSink, pagerOf } = await import('./pager.ts');
    const pager = pagerOf(env);
    return pager === undefined ? plain : pagedSink(plain, out, pager, env);
  }

  async function printItem<Item>(item: Item, view: View<Item>): Promise<void> {
    selection.check(item, [...view.columns, ...(view.details ?? [])]);
    const sink = await openSink();
    const renderer = await openRenderer(view, true, sink);
    renderer.item(item);
    renderer.end();
    await sink.end();
  }

  async function printList<Item>(items: AsyncIterable<Item> | Iterable<Item>, view: View<Item>): Promise<void> {
    const sink = await openSink();
    const renderer = await openRenderer(view, false, sink);
    let count = 0;
    try {
      for await (const item of items) {
        if (count === 0) selection.check(item, view.columns);
        count += 1;
        renderer.item(item);
        await sink.ready();
        if (sink.closed) break;
      }
      renderer.end();
    } catch (error) {
      renderer.abort();
      await sink.end();
      throw error;
    }
    await sink.end();
    if (count === 0 && view.empty !== undefined && out.isTerminal && !quiet && format === 'auto') say('note', view.empty);
  }

  async function browse<Item>(items: AsyncIterable<Item> | Iterable<Item>, view: View<Item>, single: boolean): Promise<void> {
    const { explore } = await import('./explore/explore.ts');
    const picked = await explore({ items: selected(items, view, selection), title: view.title, single, stdin, stdout, terminal: out });
    if (picked === undefined) return;
    const { jsonText } = await import('./format-json.ts');
    const sink = streamSink(outWriter, outScreen);
    sink.write(`${jsonText(picked.value, out.color ? painter(true) : undefined)}\n`);
    await sink.end();
  }

  async function printRaw(body: RawBody): Promise<void> {
    const decoder = new TextDecoder();
    const chunks = typeof body === 'string' || body instanceof Uint8Array ? [body] : body;
    for await (const chunk of chunks) {
      if (outWriter.closed) return;
      // Bytes of strangers may drive a terminal; a file or a program gets them as they are.
      const text = typeof chunk === 'string' ? chunk : out.isTerminal ? decoder.decode(chunk, { stream: true }) : undefined;
      await outWriter.write(text === undefined ? (chunk as Uint8Array) : out.isTerminal ? manyLines(text) : text);
    }
    await outWriter.write(`${manyLines(decoder.decode())}\n`);
    if (outWriter.failure !== undefined) throw outWriter.failure;
  }

  return {
    format,
    quiet,
    verbose,
    interactive,
    stdout: out,
    stderr: err,
    get closed() {
      return outWriter.closed;
    },

    async item<Item extends object>(source: Item | (() => Item | Promise<Item>), view: View<Item>) {
      if (format === 'raw' && view.raw !== undefined) return printRaw(await view.raw());
      const item = typeof source === 'function' ? await (source as () => Item | Promise<Item>)() : source;
      return format === 'explore' ? browse([item], view, true) : printItem(item, view);
    },

    async list(items, view) {
      if (format === 'raw' && view.raw !== undefined) return printRaw(await view.raw());
      return format === 'explore' ? browse(items, view, false) : printList(items, view);
    },

    results<Item extends object>(view: View<Item>): Results<Item> {
      if (format === 'explore') throw new UsageError('--format explore is for what is there already, not for what this command does');
      const sink = streamSink(outWriter, outScreen);
      let opened: Promise<Renderer<Item>> | undefined;
      return {
        async write(item) {
          const isFirst = opened === undefined;
          const renderer = await (opened ??= openRenderer(view, false, sink));
          // The work is under way: a wrong field must not stop it.
          if (isFirst) warnOfFields(item, view);
          renderer.item(item);
          await sink.ready();
        },
        async end() {
          const renderer = await (opened ??= openRenderer(view, false, sink));
          renderer.end();
          await sink.end();
        },
      };
    },

    raw: printRaw,

    note(text) {
      if (!quiet) say('note', text);
    },
    warn: (text) => say('warning', text),
    detail(text) {
      if (verbose) say('detail', text);
    },

    error(error, context = {}) {
      const report = reportError(error, context);
      const text = errorText(report, { format: errorFormat, transform: flags.transformError, terminal: err, asEvent: mode === 'events' });
      errScreen.write(() => void errWriter.write(text));
      return report.exitCode;
    },

    progress: () => createProgress({ mode, terminal: err, screen: errScreen, write: (text) => void errWriter.write(text), say }),

    async confirm(question) {
      if (flags.yes === true) return;
      if (!interactive) throw new UsageError(`not done without a yes: ${question}`, 'add --yes where nobody can be asked');
      const { askLine, isYes } = await import('./prompts.ts');
      if (!isYes(await askLine(`${question} [y/N]`, { stdin, stderr }))) throw new UsageError('nothing was done');
    },

    async ask(question, usual) {
      if (!interactive) throw new UsageError(`nobody can be asked: ${question}`);
      const { askLine } = await import('./prompts.ts');
      const answer = await askLine(question, { stdin, stderr });
      if (answer === undefined) throw new UsageError('nothing was entered, and nothing was done');
      return answer.trim() || usual;
    },
    async askSecret(question, flag) {
      if (!interactive) throw new UsageError(`nobody can be asked: ${question}`, `use ${flag}`);
      const { askLine } = await import('./prompts.ts');
      const answer = await askLine(`${question}:`, { stdin, stderr }, true);
      if (answer === undefined || answer === '') throw new UsageError('nothing was entered, and nothing was done');
      return answer;
    },
  };
}

/** The objects as `--fields` and `--transform` leave them. */
async function* selected<Item>(
  items: AsyncIterable<Item> | Iterable<Item>,
  view: View<Item>,
  selection: Selection,
): AsyncIterable<unknown> {
  let isFirst = true;
  for await (const item of items) {
    if (isFirst) selection.check(item, view.columns);
    isFirst = false;
    yield selection.of(item);
  }
}
