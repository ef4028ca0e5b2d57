import { compactJson } from './format-json.ts';
import { cellText, oneLine } from './safe-text.ts';
import { humanBytes, localTime } from './units.ts';
import type { CellKind } from './view.ts';

/** A value for people: sizes with units, times local and short. One harmless line. */
export function humanCell(value: unknown, kind: CellKind = 'text'): string {
  if (value === undefined || value === null) return '-';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (kind === 'bytes' && typeof value === 'number') return humanBytes(value);
  if (kind === 'time') {
    const time = timeOf(value);
    if (time !== undefined) return localTime(time);
  }
  return oneLine(textOf(value));
}

/** A value for programs: exact bytes, ISO times in UTC. One line without tabs that can be read back. */
export function exactCell(value: unknown, kind: CellKind = 'text'): string {
  if (value === undefined || value === null) return '';
  if (kind === 'time') {
    const time = timeOf(value);
    if (time !== undefined) return time.toISOString();
  }
  return cellText(textOf(value));
}

function timeOf(value: unknown): Date | undefined {
  const time = typeof value === 'string' || typeof value === 'number' || value instanceof Date ? new Date(value) : undefined;
  return time === undefined || Number.isNaN(time.getTime()) ? undefined : time;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : compactJson(value);
}
