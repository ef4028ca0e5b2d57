import { UsageError } from './failures.ts';

/** What `--format` and `--format-error` take. */
export const formats = ['auto', 'explore', 'json', 'jsonl', 'pretty', 'raw', 'yaml'] as const;

export type Format = (typeof formats)[number];

/** The format of that name, in any case. Throws `UsageError` that names the choices. */
export function parseFormat(text: string, flag: string): Format {
  const format = formats.find((name) => name === text.toLowerCase());
  if (format === undefined) throw new UsageError(`${flag} must be one of ${formats.join(', ')}, not "${text}"`);
  return format;
}
