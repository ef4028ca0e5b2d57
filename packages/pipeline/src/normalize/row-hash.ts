import { Float } from '../json/float.ts';
import { jsonText } from '../schema/values.ts';

/** JSON of a value from `parseJson` with its keys in order: what dlt makes hashes of. */
export function sortedValueText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sortedValueText).join(',')}]`;
  if (typeof value !== 'object' || value === null || value instanceof Float) return jsonText(value);
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, member]) => `${JSON.stringify(key)}:${sortedValueText(member)}`).join(',')}}`;
}
