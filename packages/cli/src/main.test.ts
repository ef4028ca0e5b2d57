import { execFile } from 'node:child_process';
import { expect, test } from 'vitest';

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built program, as a user would. */
function filewharf(...args: string[]): Promise<Outcome> {
  const bin = new URL('../bin/filewharf.js', import.meta.url).pathname;
  return new Promise((resolve) => {
    execFile(process.execPath, [bin, ...args], (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

test('--version prints the version', async () => {
  expect(await filewharf('--version')).toEqual({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/), stderr: '' });
});

test('--help names the commands', async () => {
  expect(await filewharf('--help')).toMatchObject({ code: 0, stdout: expect.stringContaining('serve'), stderr: '' });
});

test('serve --help names every flag', async () => {
  const { code, stdout } = await filewharf('serve', '--help');
  expect(code).toBe(0);
  expect(stdout.match(/^ {2}--[a-z-]+/gm)?.map((flag) => flag.trim())).toEqual([
    '--host',
    '--port',
    '--data-dir',
    '--database',
    '--storage',
    '--public-url',
    '--tls-cert',
    '--tls-key',
    '--tls-self-signed',
    '--trusted-proxies',
    '--config',
    '--master-key-file',
    '--master-key-command',
    '--log-level',
    '--deeptable-strict',
    '--mock',
    '--mock-rules',
  ]);
});

test.each([
  [['serve', '--prot', '1'], "filewharf: unknown option '--prot' (Did you mean --port?)\n"],
  [['serve', '--port'], "filewharf: option '--port <number>' argument missing\n"],
  [['serve', 'here'], "filewharf: too many arguments for 'serve'. Expected 0 arguments but got 1.\n"],
  [['sevre'], "filewharf: unknown command 'sevre' (Did you mean serve?)\n"],
  [['serve', '--port', 'abc'], 'filewharf: --port must be a whole number from 0 to 65535, not "abc"\n'],
])('%j is refused in one sentence', async (args, stderr) => {
  expect(await filewharf(...args)).toEqual({ code: 2, stdout: '', stderr });
});
