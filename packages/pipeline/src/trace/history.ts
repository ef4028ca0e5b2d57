import { appendFile, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '../load/folders.ts';
import type { RunTrace } from './trace.ts';

/** How large the history may become, and how many runs stay of it then. */
const maxBytes = 4 << 20;
const keptRuns = 1000;

const fileOf = (folder: string): string => join(folder, 'runs.jsonl');

/** Keeps a run in the history of its pipeline: one line of JSON in `runs.jsonl`. */
export async function keepRun(folder: string, trace: RunTrace): Promise<void> {
  await appendFile(fileOf(folder), `${JSON.stringify(trace)}\n`);
  if ((await stat(fileOf(folder))).size <= maxBytes) return;
  const runs = (await readRuns(folder)).slice(-keptRuns);
  // Runs with very long messages could still be too many.
  let lines = runs.map((run) => `${JSON.stringify(run)}\n`);
  while (lines.length > 1 && lines.reduce((bytes, line) => bytes + line.length, 0) > maxBytes / 2)
    lines = lines.slice(Math.ceil(lines.length / 2));
  await writeWhole(fileOf(folder), lines.join(''));
}

/** The runs of a pipeline, the oldest first. A line that a crash cut off is passed over. */
export async function readRuns(folder: string): Promise<RunTrace[]> {
  let text: string;
  try {
    text = await readFile(fileOf(folder), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
  return text.split('\n').flatMap((line) => {
    try {
      return line === '' ? [] : [JSON.parse(line) as RunTrace];
    } catch {
      return [];
    }
  });
}
