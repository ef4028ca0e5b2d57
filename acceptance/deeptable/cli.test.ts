import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newUser } from '../client.ts';
import { absence, deepTableCommandLine, type Present } from '../judges.ts';
import { pseudoRandom } from '../samples.ts';
import { startServer, withoutRequestLimit, type Server } from '../server.ts';

const name = 'the official command line program of DeepTable';
const judge = await deepTableCommandLine();

if ('absent' in judge) test.skip(absence(name, judge.absent), () => undefined);
else describe(name, () => testsOf(judge));

interface Ran {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

interface ShownFile {
  readonly id: string;
  readonly file_name: string;
}

function testsOf(program: Present): void {
  let server: Server;
  let scratch: string;

  function cli(key: string, ...args: readonly string[]): Promise<Ran> {
    const { PATH = '' } = process.env;
    const env = { PATH, HOME: scratch, DEEPTABLE_BASE_URL: server.url, DEEPTABLE_API_KEY: key };
    return new Promise((resolve, reject) => {
      const child = execFile(
        program.command,
        args,
        { env, cwd: scratch, timeout: 60_000, encoding: 'buffer', maxBuffer: 1 << 26 },
        (error, stdout, stderr) => {
          if (error !== null && typeof error.code !== 'number') reject(error);
          else resolve({ code: Number(error?.code ?? 0), stdout, stderr: stderr.toString() });
        },
      );
      // It takes what it can read there for a body.
      child.stdin?.end();
    });
  }
  async function uploaded(key: string, file: string): Promise<ShownFile> {
    const { code, stdout, stderr } = await cli(key, 'files', 'upload', '--file', `@${file}`, '--format', 'json');
    expect([code, stderr]).toEqual([0, '']);
    return JSON.parse(stdout.toString()) as ShownFile;
  }

  beforeAll(async () => {
    server = await startServer({ env: { ...withoutRequestLimit, FILEWHARF_PLAN_FEW_REQUESTS_PER_HOUR: '1' } });
    scratch = await mkdtemp(join(tmpdir(), 'filewharf-deeptable-cli-'));
  });
  afterAll(async () => {
    await server.end();
    await rm(scratch, { recursive: true, force: true });
  });

  test('uploads, lists, downloads and deletes', async () => {
    const { key } = await newUser(server, 'ada');
    const bytes = pseudoRandom('cli', 3 << 20);
    writeFileSync(join(scratch, 'x.xlsx'), bytes);
    const file = await uploaded(key, 'x.xlsx');
    expect(file.file_name).toBe('x.xlsx');

    const raw = JSON.parse((await cli(key, 'files', 'list', '--format', 'raw')).stdout.toString()) as { data: object[] };
    expect(Object.keys(raw)).toEqual(['data', 'has_more', 'object', 'first_id', 'last_id']);
    expect(raw.data.map(Object.keys)).toEqual([['id', 'content_type', 'created_at', 'file_name', 'object', 'size']]);

    expect((await cli(key, 'files', 'download', '--file-id', file.id, '-o', '-')).stdout.equals(bytes)).toBe(true);
    expect((await cli(key, 'files', 'download', '--file-id', file.id, '-o', 'copy')).code).toBe(0);
    expect(readFileSync(join(scratch, 'copy')).equals(bytes)).toBe(true);
    expect((await cli(key, 'files', 'delete', '--file-id', file.id)).code).toBe(0);
    const gone = await cli(key, 'files', 'retrieve', '--file-id', file.id);
    expect(gone.code).toBe(1);
    expect(gone.stderr).toContain('404');
    expect(gone.stdout.toString()).toContain('file-not-found');
  });

  test('walks through pages to the last file, once each', async () => {
    const { key } = await newUser(server, 'ben');
    writeFileSync(join(scratch, 'y.txt'), 'y');
    const ids: string[] = [];
    for (let number = 0; number < 5; number++) ids.unshift((await uploaded(key, 'y.txt')).id);
    const { stdout } = await cli(key, 'files', 'list', '--limit', '2', '--format', 'jsonl');
    const listed = stdout.toString().trim().split('\n');
    expect(listed.map((line) => (JSON.parse(line) as ShownFile).id)).toEqual(ids);
  });

  // It would sleep for an hour, and be killed for that.
  test('is told not to wait for the end of an hour', async () => {
    const { key } = await newUser(server, 'few', 'few');
    expect((await cli(key, 'files', 'list', '--format', 'raw')).code).toBe(0);
    const refused = await cli(key, 'files', 'list', '--format', 'raw');
    expect(refused.code).toBe(1);
    expect(refused.stdout.toString()).toContain('rate-limit-exceeded');
  });
}
