import { readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Files in this folder that are pipelines by their name. */
export async function pipelineFiles(): Promise<string[]> {
  return (await readdir('.')).filter((name) => /_?pipeline\.(ya?ml|json|m?ts|m?js)$/.test(name)).toSorted();
}

/** Names of pipelines that have run here, without looking into them. */
export async function pipelineNames(pipelinesDir: string = join(homedir(), '.filewharf', 'pipelines')): Promise<string[]> {
  try {
    return (await readdir(pipelinesDir, { withFileTypes: true }))
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .toSorted();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
