import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { send } from './client.ts';
import { absence } from './judges.ts';
import { retryAfterSeconds } from './retry-after.ts';
import { repository, runProgram } from './server.ts';

/** What the vendor's clients are tested with. It is not ours to carry, so it may be absent. */
const vendors = join(repository, '../shared/reference/filescom/vectors/header_test_data.json');

const now = Date.UTC(2025, 0, 15, 10, 30);
const inSeconds = (seconds: number): string => new Date(now + seconds * 1000).toUTCString();

test.each<[readonly string[], number | null]>([
  [[], null],
  [[''], null],
  [['0'], 0],
  [['7'], 7],
  [[' 7 '], 7],
  [['59'], 59],
  [['60'], null],
  [['3600'], null],
  [['-1'], null],
  [['1.5'], null],
  [['soon'], null],
  [['7', 'soon'], 7],
  [['soon', '7'], null],
  [[inSeconds(30)], 30],
  [[inSeconds(-30)], null],
  [[inSeconds(90)], null],
])('%j is %j', (values, seconds) => {
  expect(retryAfterSeconds(values, now)).toBe(seconds);
});

if (existsSync(vendors)) {
  test("the vendor's own cases", () => {
    const cases = JSON.parse(readFileSync(vendors, 'utf8')) as { headers: { 'Retry-After'?: string[] }; result: number | null }[];
    expect(cases.length).toBeGreaterThanOrEqual(7);
    for (const { headers, result } of cases) {
      // Where the moment of the test has to be put in.
      const values = (headers['Retry-After'] ?? []).map((value) => value.replace('%s', inSeconds(result ?? 0)));
      expect(retryAfterSeconds(values, now), JSON.stringify(headers)).toBe(result);
    }
  });
} else test.skip(absence("the vendor's Retry-After cases", `there is no ${vendors}`), () => undefined);

test('what a server of ours says is heard', async () => {
  const program = runProgram(['serve', '--mock', '--port', '0']);
  try {
    await program.printed('/api/v2/docs\n');
    const url = /^Filewharf is running at (\S+)$/m.exec(program.stdout())?.[1] ?? '';
    for (const wait of [1, 30]) {
      const fault = `error=rate-limited/too-many-requests; retry-after=${wait}`;
      const { status, headers } = await send(`${url}/api/rest/v1/users`, { headers: { 'x-filewharf-fault': fault } });
      expect([status, retryAfterSeconds([headers['retry-after'] ?? ''], Date.now())]).toEqual([429, wait]);
    }
  } finally {
    program.signal('SIGTERM');
    await program.ended;
  }
});
