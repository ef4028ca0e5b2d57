import { emitKeypressEvents } from 'node:readline';
import { InterruptedError } from '../failures.ts';
import { oneLine } from '../safe-text.ts';
import { painter, type Terminal } from '../terminal.ts';
import { shorten } from '../text-width.ts';
import { createBrowser } from './browser.ts';
import { commandOf, type Key } from './keys.ts';

export interface Exploring {
  /** Taken as far as the user looks. */
  readonly items: AsyncIterable<unknown>;
  readonly title: string;
  /** There is one item, and its members are what is browsed. */
  readonly single: boolean;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly terminal: Terminal;
}

const help = 'up/k down/j right/l left/h  / search  r raw  p print  q quit';

/**
 * A browser that fills the terminal. Resolves with what the user wants printed, or undefined. Throws what the items throw, and `InterruptedError` on
 * Ctrl-C, SIGTERM and SIGHUP. However it ends, the terminal is as it was before: screen, cursor, and keyboard.
 */
export async function explore(exploring: Exploring): Promise<{ readonly value: unknown } | undefined> {
  const { stdin, stdout } = exploring;
  let isRestored = false;
  const restore = (): void => {
    if (isRestored) return;
    isRestored = true;
    stdin.setRawMode(false);
    stdout.write('\x1b[?25h\x1b[?1049l');
  };
  // Also when somebody else ends the process.
  process.once('exit', restore);
  stdin.setRawMode(true);
  stdout.write('\x1b[?1049h\x1b[?25l');
  try {
    return await browse(exploring);
  } finally {
    restore();
    stdin.pause();
    process.off('exit', restore);
  }
}

function browse({ items, title, single, stdin, stdout, terminal }: Exploring): Promise<{ readonly value: unknown } | undefined> {
  const browser = createBrowser({ single });
  const iterator = items[Symbol.asyncIterator]();
  const paint = painter(terminal.color);
  let isComplete = false;
  let isLoading = false;
  let isOver = false;
  let message = '';
  /** What is being typed behind `/`. */
  let typed: string | undefined;
  let searched = '';

  const height = (): number => Math.max(1, terminal.rows() - 2);

  function draw(): void {
    if (isOver) return;
    const columns = terminal.columns() - 1;
    const loaded = single ? '' : `  ${browser.count()}${isComplete ? '' : isLoading ? ', loading ...' : ' and more'}`;
    const body = browser.lines(columns, height(), paint);
    const empty = browser.count() === 0 && isComplete ? ['  (nothing)'] : [];
    const footer = typed === undefined ? message || help : `/${oneLine(typed)}`;
    const lines = [paint('bold', shorten(oneLine(title) + loaded, columns)), ...body, ...empty];
    while (lines.length < height() + 1) lines.push('');
    lines.push(paint('dim', shorten(footer, columns)));
    stdout.write(`\x1b[H${lines.map((line) => `${line}\x1b[K`).join('\r\n')}\x1b[J`);
  }

  return new Promise((resolve, reject) => {
    const onKey = (_text: string | undefined, key: Key): void => guarded(() => press(key));
    const onResize = (): void => guarded(draw);
    const onSignal = (): void => finish(() => reject(new InterruptedError()));
    const onEnd = (): void => finish(() => resolve(undefined));

    emitKeypressEvents(stdin);
    stdin.on('keypress', onKey).once('end', onEnd).resume();
    stdout.on('resize', onResize);
    process.on('SIGINT', onSignal).on('SIGTERM', onSignal).on('SIGHUP', onSignal);

    function finish(settle: () => void): void {
      if (isOver) return;
      isOver = true;
      stdin.off('keypress', onKey).off('end', onEnd);
      stdout.off('resize', onResize);
      process.off('SIGINT', onSignal).off('SIGTERM', onSignal).off('SIGHUP', onSignal);
      // Not waited for: a request that is under way ends when it ends, and nobody wants its answer.
      iterator.return?.().then(undefined, () => undefined);
      settle();
    }

    function fail(error: unknown): void {
      finish(() => reject(error instanceof Error ? error : new Error(String(error))));
    }

    function guarded(task: () => void): void {
      try {
        task();
      } catch (error) {
        fail(error);
      }
    }

    /** Gets items until there is a window's worth below the cursor. One load at a time. */
    async function load(): Promise<void> {
      if (isLoading || isComplete) return;
      isLoading = true;
      while (!isOver && browser.isNearEnd(2 * height())) {
        const next = await iterator.next();
        if (next.done === true) {
          isComplete = true;
          break;
        }
        browser.append(next.value);
        // A page comes in one turn of the event loop: drawn when it is there, or when the screen is full.
        if (browser.count() % height() === 0) draw();
      }
      isLoading = false;
      draw();
    }

    function press(key: Key): void {
      if (key.ctrl === true && key.name === 'c') return finish(() => reject(new InterruptedError()));
      if (typed === undefined) command(key);
      else typeSearch(key);
      draw();
      if (!isOver) load().catch(fail);
    }

    function typeSearch(key: Key): void {
      if (key.name === 'return' || key.name === 'enter') {
        searched = typed ?? '';
        typed = undefined;
        searchAgain();
      } else if (key.name === 'escape') typed = undefined;
      else if (key.name === 'backspace') typed = [...(typed ?? '')].slice(0, -1).join('');
      else if (key.ctrl !== true && key.meta !== true && key.sequence !== undefined) typed = (typed ?? '') + oneLine(key.sequence);
    }

    function searchAgain(): void {
      if (searched !== '' && !browser.search(searched)) message = `"${searched}" is not in what is loaded and open`;
    }

    function command(key: Key): void {
      message = '';
      switch (commandOf(key)) {
        case 'up':
          return browser.move(-1);
        case 'down':
          return browser.move(1);
        case 'page up':
          return browser.move(-height());
        case 'page down':
          return browser.move(height());
        case 'first':
          return browser.toFirst();
        case 'last':
          return browser.toLast();
        case 'expand':
          return browser.expand();
        case 'collapse':
          return browser.collapse();
        case 'raw':
          return browser.toggleRaw();
        case 'search':
          typed = '';
          return;
        case 'next':
          return searchAgain();
        case 'print':
          return finish(() => resolve(browser.selected()));
        case 'quit':
          return finish(() => resolve(undefined));
        case undefined:
      }
    }

    draw();
    load().catch(fail);
  });
}
