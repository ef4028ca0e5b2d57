import type { Terminal } from './terminal.ts';
import { textWidth } from './text-width.ts';

export interface TestTerminal extends Terminal {
  write(text: string): void;
  written(): string;
  /** What is on the screen, without empty lines at the end. Complete lines that were wrapped are whole. */
  lines(): readonly string[];
  resize(columns: number): void;
  cursorIsHidden(): boolean;
}

interface Row {
  text: string;
  /** Goes on in the next row because the window is too narrow. */
  wraps: boolean;
}

/**
 * A terminal that obeys what a live block uses: line ends, up, erase to the end of line and screen, hide and show the cursor. It wraps at its edge, and
 * wraps anew when it is resized, as most terminals do. Nothing scrolls away. Anything else that would move the cursor throws.
 */
export function createTestTerminal(initialColumns: number, initialRows: number): TestTerminal {
  let columns = initialColumns;
  let all = '';
  let rows: Row[] = [{ text: '', wraps: false }];
  let row = 0;
  let column = 0;
  let isHidden = false;

  function current(): Row {
    while (rows.length <= row) rows.push({ text: '', wraps: false });
    return rows[row] as Row;
  }

  function put(character: string): void {
    const width = textWidth(character);
    if (column + width > columns) {
      current().wraps = true;
      row += 1;
      column = 0;
    }
    const line = current();
    // Only ASCII is written over: enough for what erases before it writes.
    line.text = line.text.slice(0, column) + character + line.text.slice(column + 1);
    column += width;
  }

  function wrapAnew(): void {
    const whole: string[] = [];
    let isOpen = false;
    for (const { text, wraps } of rows) {
      if (isOpen) whole[whole.length - 1] += text;
      else whole.push(text);
      isOpen = wraps;
    }
    rows = whole.flatMap((text) => {
      const parts: Row[] = [];
      let rest = '';
      for (const character of text) {
        if (textWidth(rest + character) > columns) {
          parts.push({ text: rest, wraps: true });
          rest = '';
        }
        rest += character;
      }
      return [...parts, { text: rest, wraps: false }];
    });
    // The cursor stays at the end of what was written, as it is between two drawings.
    row = rows.length - 1;
    column = 0;
  }

  return {
    isTerminal: true,
    color: false,
    columns: () => columns,
    rows: () => initialRows,
    written: () => all,
    cursorIsHidden: () => isHidden,
    lines() {
      const whole: string[] = [];
      let isOpen = false;
      for (const { text, wraps } of rows) {
        if (isOpen) whole[whole.length - 1] += text;
        else whole.push(text.trimEnd());
        isOpen = wraps;
      }
      while (whole.at(-1) === '') whole.pop();
      return whole;
    },
    resize(next) {
      columns = next;
      wrapAnew();
    },
    write(text) {
      all += text;
      // eslint-disable-next-line no-control-regex
      for (const [token] of text.matchAll(/\x1b\[[?\d;]*[A-Za-z]|[^]/gu)) {
        // eslint-disable-next-line no-control-regex
        const up = /^\x1b\[(\d+)A$/.exec(token);
        if (up !== null) row = Math.max(0, row - Number(up[1]));
        else if (token === '\r') column = 0;
        else if (token === '\n') {
          row += 1;
          column = 0;
          current();
        } else if (token === '\x1b[K') {
          current().text = current().text.slice(0, column);
          current().wraps = false;
        } else if (token === '\x1b[J') {
          current().text = current().text.slice(0, column);
          current().wraps = false;
          rows.length = row + 1;
        } else if (token === '\x1b[?25l') isHidden = true;
        else if (token === '\x1b[?25h') isHidden = false;
        else if (token.startsWith('\x1b')) throw new Error(`the test terminal does not know ${JSON.stringify(token)}`);
        else put(token);
      }
    },
  };
}
