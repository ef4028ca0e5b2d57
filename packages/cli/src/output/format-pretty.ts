import { oneLine } from './safe-text.ts';
import type { Paint, Terminal } from './terminal.ts';
import { painter } from './terminal.ts';
import { pad, shorten, textWidth } from './text-width.ts';

interface Line {
  readonly margin: string;
  /** `size:`, `1.` or nothing. */
  readonly label: string;
  readonly text: string;
}

/**
 * A value for people: a box of `key: value` lines, nested by 2 spaces, booleans as yes and no, arrays numbered. Long texts are cut to the
 * window on a terminal.
 */
export function prettyBox(value: unknown, terminal: Terminal): string {
  const paint = painter(terminal.color);
  // The border and a space on both sides, and the last column stays free: terminals wrap at it in different ways.
  const room = terminal.isTerminal ? Math.max(1, terminal.columns() - 5) : Infinity;
  const all = linesOf(value, '', '').map((line) => fit(line, room));
  const width = all.reduce((widest, line) => Math.max(widest, widthOf(line)), 0);
  const edge = (left: string, right: string): string => `${left}${'─'.repeat(width + 2)}${right}\n`;
  const rows = all.map((line) => `│ ${paintLine(line, paint)}${pad('', width - widthOf(line))} │\n`);
  return edge('╭', '╮') + rows.join('') + edge('╰', '╯');
}

/** The heading of a command's answer. */
export function prettyTitle(title: string, terminal: Terminal): string {
  const text = terminal.isTerminal ? shorten(oneLine(title), terminal.columns() - 1) : oneLine(title);
  return `${painter(terminal.color)('bold', text)}\n`;
}

function linesOf(value: unknown, margin: string, label: string): Line[] {
  if (typeof value === 'boolean') return [{ margin, label, text: value ? 'yes' : 'no' }];
  if (typeof value === 'string') return [{ margin, label, text: oneLine(value) }];
  if (value === null || value === undefined) return [{ margin, label, text: '-' }];
  if (typeof value !== 'object') return [{ margin, label, text: JSON.stringify(value) }];
  const members: (readonly [string, unknown])[] = Array.isArray(value)
    ? value.map((element: unknown, index) => [`${String(index + 1)}.`, element])
    : Object.entries(value)
        .filter(([, member]) => member !== undefined)
        .map(([key, member]) => [`${oneLine(key)}:`, member]);
  if (members.length === 0) return [{ margin, label, text: 'none' }];
  const inner = label === '' ? margin : `${margin}  `;
  const heading: Line[] = label === '' ? [] : [{ margin, label, text: '' }];
  return [...heading, ...members.flatMap(([key, member]) => linesOf(member, inner, key))];
}

function fit(line: Line, room: number): Line {
  const label = shorten(line.label, room - line.margin.length);
  const left = room - line.margin.length - textWidth(label) - (label === '' ? 0 : 1);
  return { margin: line.margin.slice(0, Math.max(0, room)), label, text: shorten(line.text, left) };
}

function widthOf(line: Line): number {
  const gap = line.label === '' || line.text === '' ? 0 : 1;
  return line.margin.length + textWidth(line.label) + gap + textWidth(line.text);
}

function paintLine(line: Line, paint: Paint): string {
  const gap = line.label === '' || line.text === '' ? '' : ' ';
  return line.margin + (line.label === '' ? '' : paint('blue', line.label)) + gap + line.text;
}
