import { harmlessJson } from './safe-text.ts';
import type { Paint } from './terminal.ts';

/** JSON text indented by 2, keys in the order of the object, colored by `paint`. `margin` is put before every line but the first. */
export function jsonText(value: unknown, paint?: Paint, margin = ''): string {
  const lines = paint === undefined ? JSON.stringify(value, null, 2) : painted(value, paint, '');
  // Line ends inside of strings are escaped, so these are all between tokens.
  return harmlessJson(margin === '' ? lines : lines.replaceAll('\n', `\n${margin}`));
}

/** JSON text in one line. */
export function compactJson(value: unknown): string {
  return harmlessJson(JSON.stringify(value));
}

function painted(value: unknown, paint: Paint, margin: string): string {
  if (typeof value === 'string') return paint('green', JSON.stringify(value));
  if (typeof value === 'number' || typeof value === 'boolean') return paint('yellow', JSON.stringify(value));
  if (typeof value !== 'object' || value === null) return paint('dim', 'null');
  const inner = `${margin}  `;
  const parts = Array.isArray(value)
    ? value.map((element: unknown) => painted(element, paint, inner))
    : Object.entries(value)
        .filter(([, member]) => member !== undefined)
        .map(([key, member]) => `${paint('blue', JSON.stringify(key))}: ${painted(member, paint, inner)}`);
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  return parts.length === 0 ? open + close : `${open}\n${parts.map((part) => inner + part).join(',\n')}\n${margin}${close}`;
}
