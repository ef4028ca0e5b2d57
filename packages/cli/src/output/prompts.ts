import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { InterruptedError } from './failures.ts';
import { oneLine } from './safe-text.ts';

/** Where questions are asked. Never stdout: that is for data. */
export interface PromptStreams {
  readonly stdin: NodeJS.ReadStream;
  readonly stderr: NodeJS.WriteStream;
}

/** Asks for a line. Undefined when the input ends without one. Throws `InterruptedError` on Ctrl-C. `hidden` shows nothing of what is typed. */
export function askLine(question: string, { stdin, stderr }: PromptStreams, hidden = false): Promise<string | undefined> {
  // Readline echoes by writing what was typed to its output. The question goes to the terminal before that.
  const output = hidden ? new Writable({ write: (_chunk, _encoding, done) => done() }) : stderr;
  if (hidden) stderr.write(`${oneLine(question)} `);
  const lines = createInterface({ input: stdin, output, terminal: true, historySize: 0 });
  return new Promise((resolve, reject) => {
    let outcome: () => void = () => resolve(undefined);
    lines.once('SIGINT', () => {
      outcome = () => reject(new InterruptedError());
      lines.close();
    });
    lines.once('line', (line) => {
      outcome = () => resolve(line);
      lines.close();
    });
    lines.once('close', () => {
      if (hidden) stderr.write('\n');
      outcome();
    });
    lines.setPrompt(hidden ? '' : `${oneLine(question)} `);
    lines.prompt();
  });
}

/** Whether an answer to a yes-or-no question is a yes. An empty one is a no. */
export function isYes(answer: string | undefined): boolean {
  return /^\s*y(?:es)?\s*$/i.test(answer ?? '');
}
