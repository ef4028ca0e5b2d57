import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { transformSync } from '@swc/wasm-typescript';

interface Loaded {
  readonly format: string;
  readonly source?: string;
  readonly shortCircuit?: boolean;
}

/** A module hook of Node (`module.register`) that takes the types out of TypeScript, for versions that do not by themselves. */
export async function load(url: string, context: unknown, nextLoad: (url: string, context: unknown) => Promise<Loaded>): Promise<Loaded> {
  if (!/^file:.*\.m?ts$/.test(url)) return nextLoad(url, context);
  const { code } = transformSync(await readFile(fileURLToPath(url), 'utf8'), { mode: 'strip-only', module: true });
  return { format: 'module', source: code, shortCircuit: true };
}
