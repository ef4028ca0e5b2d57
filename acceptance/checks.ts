import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';

/**
 * What a program of checks in another language says, line by line: `1..12` first, how many there are; then for each `ok name` or
 * `not ok name: reason`. Other lines belong to its log, which a program that ends early shows.
 */
export interface CheckRun {
  readonly planned: number;
  readonly results: readonly { readonly name: string; readonly failure: string | undefined }[];
  /** The last of what else it printed, and how it ended. */
  readonly log: string;
}

export function runChecks(
  command: string,
  args: readonly string[],
  options: { readonly env: Readonly<Record<string, string>>; readonly cwd: string },
): Promise<CheckRun> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'], timeout: 240_000 });
    const results: { name: string; failure: string | undefined }[] = [];
    const log: string[] = [];
    let planned = 0;
    createInterface({ input: child.stdout }).on('line', (line) => {
      const plan = /^1\.\.(\d+)$/.exec(line);
      const result = /^(not )?ok ([^:]+)(?:: (.*))?$/.exec(line);
      if (plan !== null) planned = Number(plan[1]);
      else if (result !== null) results.push({ name: result[2] ?? '', failure: result[1] === undefined ? undefined : (result[3] ?? '') });
      else log.push(line);
    });
    createInterface({ input: child.stderr }).on('line', (line) => log.push(line));
    child.once('error', reject);
    child.once('close', (code, signal) => {
      log.push(`ended with ${code ?? signal}`);
      resolve({ planned, results, log: log.slice(-30).join('\n') });
    });
  });
}

/** One test for each check that ran, and one that says whether all of them did. */
export function testsOf({ planned, results, log }: CheckRun): void {
  for (const { name, failure } of results) {
    test(name, () => {
      if (failure !== undefined) throw new Error(failure);
    });
  }
  test('every check ran', () => expect({ ran: results.length, of: planned }, log).toEqual({ ran: planned || 'some', of: planned }));
}
