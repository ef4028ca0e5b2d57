import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { readRuns } from '../trace/history.ts';
import type { RunTrace } from '../trace/trace.ts';
import { readStateJson, type PipelineState } from './state.ts';

/** A pipeline that has run on this machine. */
export interface KnownPipeline {
  readonly name: string;
  readonly folder: string;
  /** Undefined before its first load. */
  readonly state: PipelineState | undefined;
  readonly lastRun: RunTrace | undefined;
}

/** Pipelines by their folders, sorted by name. `pipelinesDir`: default `~/.filewharf/pipelines`. */
export async function listPipelines(pipelinesDir: string = join(homedir(), '.filewharf', 'pipelines')): Promise<KnownPipeline[]> {
  if (!existsSync(pipelinesDir)) return [];
  const entries = (await readdir(pipelinesDir, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  return Promise.all(
    entries.map(async ({ name }) => {
      const folder = join(pipelinesDir, name);
      const file = join(folder, 'state.json');
      return {
        name,
        folder,
        state: existsSync(file) ? (readStateJson(await readFile(file, 'utf8')) as PipelineState) : undefined,
        lastRun: (await readRuns(folder)).at(-1),
      };
    }),
  ).then((known) => known.toSorted((a, b) => (a.name < b.name ? -1 : 1)));
}
