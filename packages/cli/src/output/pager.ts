import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Sink } from './sink.ts';
import type { Terminal } from './terminal.ts';
import { textWidth } from './text-width.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The program and its arguments; undefined when there is to be none: `PAGER=`, `PAGER=cat`, a terminal that cannot move its cursor. */
export function pagerOf(env: Environment): readonly string[] | undefined {
  if (env['TERM'] === 'dumb') return undefined;
  const words = [...(env['PAGER'] ?? 'less -FRX').matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    (match) => match[1] ?? match[2] ?? match[3] ?? '',
  );
  return words.length === 0 || words[0] === '' || words[0] === 'cat' ? undefined : words;
}

/**
 * Holds text back until it is more than the window shows, and then hands all of it to the pager; less than that, or without such a program, is
 * printed plainly. `closed` when the user has left the pager; `end` resolves then.
 */
export function pagedSink(plain: Sink, terminal: Terminal, pager: readonly string[], env: Environment): Sink {
  let held = '';
  let rows = 0;
  let target: Sink | undefined;
  let starting: Promise<void> | undefined;

  function drain(): void {
    if (target === undefined || held === '') return;
    target.write(held);
    held = '';
  }

  async function start(): Promise<void> {
    target = (await startPager(pager, env)) ?? plain;
    drain();
  }

  return {
    write(text) {
      held += text;
      if (target !== undefined) return drain();
      rows += rowsOf(text, terminal.columns());
      // One row is the shell's prompt.
      if (rows > terminal.rows() - 1) starting ??= start();
    },
    async ready() {
      await starting;
      await target?.ready();
    },
    async end() {
      await starting;
      target ??= plain;
      drain();
      await target.end();
    },
    get closed() {
      return target?.closed ?? false;
    },
  };
}

// eslint-disable-next-line no-control-regex
const colors = /\x1b\[\d*m/g;

/** Rows that a text takes in a window: long lines are wrapped. A line that is not complete yet does not count. */
function rowsOf(text: string, columns: number): number {
  const lines = text.replace(colors, '').split('\n').slice(0, -1);
  return lines.reduce((sum, line) => sum + Math.max(1, Math.ceil(textWidth(line) / columns)), 0);
}

/** Undefined when there is no such program. */
async function startPager([command = '', ...args]: readonly string[], env: Environment): Promise<Sink | undefined> {
  const child = spawn(command, args, {
    stdio: ['pipe', 'inherit', 'inherit'],
    // What less needs to show colors, and to leave short text on the screen, unless the user has said otherwise.
    env: { LESS: 'FRX', LV: '-c', ...env },
  });
  try {
    await once(child, 'spawn');
  } catch {
    // Not installed, or not executable: the text is what matters.
    return undefined;
  }
  return childSink(child);
}

function childSink(child: ChildProcess): Sink {
  const { stdin } = child;
  let closed = false;
  const left = new Promise<void>((resolve) => {
    child.once('close', () => {
      closed = true;
      resolve();
    });
  });
  // The user has quit before the end of the text.
  stdin?.on('error', () => {
    closed = true;
  });
  // Ctrl-C reaches both programs: the pager stops following, and shows on what it has. It must not lose the terminal to the shell.
  const stop = (): void => {
    closed = true;
    stdin?.end();
  };
  process.on('SIGINT', stop);
  let written: Promise<void> = Promise.resolve();
  return {
    write(text) {
      if (closed || stdin === null) return;
      written = new Promise((resolve) => {
        stdin.write(text, () => {
          resolve();
        });
      });
    },
    // A pager reads as far as the user looks, so this waits for the user, or until the pager is left.
    ready: () => Promise.race([written, left]),
    async end() {
      stdin?.end();
      await left;
      process.off('SIGINT', stop);
    },
    get closed() {
      return closed;
    },
  };
}
