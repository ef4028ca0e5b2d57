import { exactCell, humanCell } from './cell.ts';
import type { Terminal } from './terminal.ts';
import { painter } from './terminal.ts';
import { pad, shorten, textWidth } from './text-width.ts';
import type { CellKind, Column } from './view.ts';

/** Rows as long as they come in one turn of the event loop, but not more than these, say how wide the columns are. */
const sampleRows = 200;

/** Between two columns. */
const gap = 2;

/** A text is cut to this width before columns are dropped, and to the other one when no more can be. */
const useful = 16;
const narrowest = 8;

/** So that tables of one row at a time are aligned as well. */
const usualWidths: Readonly<Record<CellKind, number>> = { text: 0, id: 0, bytes: 8, time: 16, number: 0 };

/** A table on a terminal. Rows are cut to the window; a column that turns out too narrow later grows from there on. */
export interface Table<Item> {
  row(item: Item): void;
  /** Prints what is held back. */
  end(): void;
}

export function createTable<Item>(columns: readonly Column<Item>[], terminal: Terminal, write: (text: string) => void): Table<Item> {
  const paint = painter(terminal.color);
  let sample: string[][] = [];
  let layout: Layout | undefined;
  let scheduled: NodeJS.Immediate | undefined;

  function line(cells: readonly string[], { shown, widths }: Layout): string {
    const text = shown.map((index, place) => {
      const { kind = 'text' } = columns[index] ?? {};
      const align = kind === 'bytes' || kind === 'number' ? 'right' : 'left';
      const width = widths[place] ?? 0;
      return pad(shorten(cells[index] ?? '', width), width, align);
    });
    return `${text.join(' '.repeat(gap)).trimEnd()}\n`;
  }

  /** A later row: what may not be cut makes its column wider; a window of another size is another table. */
  function grown(cells: readonly string[], before: Layout): Layout {
    const natural = before.natural.map((width, index) => (isCut(columns[index]) ? width : Math.max(width, textWidth(cells[index] ?? ''))));
    if (before.room !== terminal.columns()) return layOut(columns, natural, terminal.columns());
    return natural.every((width, index) => width === before.natural[index]) ? before : fit(columns, natural, before.shown, before.room);
  }

  function settle(): void {
    if (scheduled !== undefined) clearImmediate(scheduled);
    scheduled = undefined;
    if (sample.length === 0) return;
    const titles = columns.map((column) => column.title);
    layout = layOut(columns, naturalWidths(columns, [titles, ...sample]), terminal.columns());
    write(paint('bold', line(titles, layout).trimEnd()) + '\n');
    for (const cells of sample) write(line(cells, layout));
    sample = [];
  }

  return {
    row(item) {
      const cells = columns.map((column) => humanCell(column.value(item), column.kind));
      if (layout !== undefined) {
        layout = grown(cells, layout);
        write(line(cells, layout));
        return;
      }
      sample.push(cells);
      if (sample.length >= sampleRows) settle();
      else scheduled ??= setImmediate(settle);
    },
    end: settle,
  };
}

interface Layout {
  /** Columns of the window. */
  readonly room: number;
  /** What every column would like to have. */
  readonly natural: readonly number[];
  /** Indexes of the columns that are there. */
  readonly shown: readonly number[];
  /** Of these columns, in the same order. */
  readonly widths: readonly number[];
}

function naturalWidths<Item>(columns: readonly Column<Item>[], rows: readonly (readonly string[])[]): readonly number[] {
  return columns.map((column, index) =>
    Math.max(usualWidths[column.kind ?? 'text'], ...rows.map((cells) => textWidth(cells[index] ?? ''))),
  );
}

/** Which columns there are: as many as fit when texts are cut to a useful width; the others go in the order of `drop`. */
function layOut<Item>(columns: readonly Column<Item>[], natural: readonly number[], room: number): Layout {
  let shown = columns.map((_column, index) => index);
  const needed = (): number =>
    widthOf(shown.map((index) => (isCut(columns[index]) ? Math.min(useful, natural[index] ?? 0) : (natural[index] ?? 0))));
  while (needed() > room) {
    const orders = shown.map((index) => columns[index]?.drop ?? Infinity);
    const first = Math.min(...orders);
    if (first === Infinity) break;
    shown = shown.filter((_index, place) => place !== orders.indexOf(first));
  }
  return fit(columns, natural, shown, room);
}

/** Texts share what the other columns leave of the window: the widest gives way first. Nothing else is cut, so a line may still be too long. */
function fit<Item>(columns: readonly Column<Item>[], natural: readonly number[], shown: readonly number[], room: number): Layout {
  const widths = shown.map((index) => natural[index] ?? 0);
  const texts = shown.flatMap((index, place) => (isCut(columns[index]) ? [place] : []));
  for (let excess = widthOf(widths) - room; excess > 0; excess -= 1) {
    const widest = texts.reduce((best, place) => ((widths[place] ?? 0) > (widths[best] ?? 0) ? place : best), texts[0] ?? -1);
    if ((widths[widest] ?? 0) <= narrowest) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  // A text at the end takes what is left: later ones may be longer than those of the sample.
  const last = widths.length - 1;
  if (texts.includes(last)) widths[last] = Math.max(widths[last] ?? 0, room - widthOf(widths) + (widths[last] ?? 0));
  return { room, natural, shown, widths };
}

function widthOf(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, 0) + gap * (widths.length - 1);
}

function isCut<Item>(column: Column<Item> | undefined): boolean {
  return (column?.kind ?? 'text') === 'text';
}

/** One object as lines of title and value. Values are whole. */
export function detailLines<Item>(item: Item, columns: readonly Column<Item>[], terminal: Terminal): string {
  const paint = painter(terminal.color);
  const width = Math.max(...columns.map((column) => textWidth(column.title)));
  return columns.map((column) => `${paint('bold', pad(column.title, width))}  ${humanCell(column.value(item), column.kind)}\n`).join('');
}

/** One object as a row for programs: values between tabs. */
export function exactRow<Item>(item: Item, columns: readonly Column<Item>[]): string {
  return `${columns.map((column) => exactCell(column.value(item), column.kind)).join('\t')}\n`;
}
