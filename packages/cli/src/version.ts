import { readFileSync } from 'node:fs';

/** The version of the command. */
export function commandVersion(): string {
  const { version }: { version: string } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return version;
}
