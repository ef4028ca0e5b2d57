import { exactCell } from './cell.ts';
import { fieldColumns } from './fields.ts';
import type { Format } from './format.ts';
import { compactJson, jsonText } from './format-json.ts';
import { prettyBox, prettyTitle } from './format-pretty.ts';
import { createTable, detailLines, exactRow } from './format-table.ts';
import { yamlItem, yamlText } from './format-yaml.ts';
import { manyLines } from './safe-text.ts';
import type { Selection } from './selection.ts';
import { painter, type Terminal } from './terminal.ts';
import type { View } from './view.ts';

/** Turns the objects of one answer into text, one by one. */
export interface Renderer<Item> {
  item(item: Item): void;
  /** Completes the text. */
  end(): void;
  /** The answer broke off. Shows what is there, but never completes a document: a program that reads it must notice. */
  abort(): void;
}

export interface Rendering<Item> {
  readonly format: Format;
  readonly view: View<Item>;
  readonly selection: Selection;
  readonly terminal: Terminal;
  readonly quiet: boolean;
  /** Whether it is one object by itself, or a list of any length. */
  readonly single: boolean;
  readonly write: (text: string) => void;
}

export function rendererFor<Item>(rendering: Rendering<Item>): Renderer<Item> {
  const { format, selection, terminal, view, write } = rendering;
  const eachAs = (textOf: (value: unknown) => string): Renderer<Item> => each((item) => write(textOf(selection.of(item))));
  switch (format) {
    case 'auto':
      return view.isJson === true && !rendering.selection.transforms ? json(rendering) : auto(rendering);
    case 'json':
      return json(rendering);
    case 'yaml':
      return yaml(rendering);
    case 'pretty': {
      let title = prettyTitle(view.title, terminal);
      return eachAs((value) => {
        const text = title + prettyBox(value, terminal);
        title = '';
        return text;
      });
    }
    // Explore prints what the user has picked as JSON. Raw comes here for what no server sent.
    case 'explore':
    case 'jsonl':
      return eachAs((value) => `${compactJson(value)}\n`);
    case 'raw':
      return each((item) => write(`${compactJson(item)}\n`));
  }
}

function each<Item>(item: (item: Item) => void): Renderer<Item> {
  return { item, end: nothing, abort: nothing };
}

function nothing(): void {}

/** One valid document: an array for lists. Nothing is printed before the first object, so a list that fails at once is no half document. */
function json<Item>({ selection, single, terminal, write }: Rendering<Item>): Renderer<Item> {
  const paint = terminal.color ? painter(true) : undefined;
  if (single) return each((item) => write(`${jsonText(selection.of(item), paint)}\n`));
  let begun = false;
  return {
    item(item) {
      write(`${begun ? ',' : '['}\n  ${jsonText(selection.of(item), paint, '  ')}`);
      begun = true;
    },
    end: () => write(begun ? '\n]\n' : '[]\n'),
    abort: () => (begun ? write('\n') : undefined),
  };
}

function yaml<Item>({ selection, single, write }: Rendering<Item>): Renderer<Item> {
  if (single) return each((item) => write(yamlText(selection.of(item))));
  let begun = false;
  return {
    item(item) {
      begun = true;
      write(yamlItem(selection.of(item)));
    },
    end: () => (begun ? undefined : write('[]\n')),
    // A list of YAML is complete after every line: only a line that is none says that it is not.
    abort: () => (begun ? write('!!! incomplete\n') : undefined),
  };
}

/** For people on a terminal, for programs when piped. */
function auto<Item>(rendering: Rendering<Item>): Renderer<Item> {
  const { quiet, selection, single, terminal, view, write } = rendering;
  if (selection.transforms) return each((item) => write(transformedLine(selection.of(item), terminal)));
  const { alone } = view;
  if (alone !== undefined && selection.fields === undefined && (quiet || (alone.whenPiped === true && !terminal.isTerminal))) {
    return each((item) => write(`${exactCell(alone.value(item))}\n`));
  }
  const columns = selection.fields === undefined ? view.columns : fieldColumns(selection.fields, view.columns);
  if (!terminal.isTerminal) return each((item) => write(exactRow(item, columns)));
  if (single) {
    const details = selection.fields === undefined ? (view.details ?? columns) : columns;
    return each((item) => write(detailLines(item, details, terminal)));
  }
  const table = createTable(columns, terminal, write);
  return {
    item: (item) => table.row(item),
    end: () => table.end(),
    abort: () => table.end(),
  };
}

/** What a transform found: a text as it is, for the shell; everything else as JSON, in one line when piped. */
function transformedLine(value: unknown, terminal: Terminal): string {
  if (typeof value === 'string') return `${terminal.isTerminal ? manyLines(value) : exactCell(value)}\n`;
  return `${terminal.isTerminal ? jsonText(value, terminal.color ? painter(true) : undefined) : compactJson(value)}\n`;
}
