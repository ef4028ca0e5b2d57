import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startServer, type Server } from '../server.ts';
import { commandLine, type CommandLine } from './command.ts';

let server: Server;
let cli: CommandLine;

const bin = fileURLToPath(new URL('../../packages/cli/bin/filewharf.js', import.meta.url));

beforeAll(async () => {
  [server, cli] = await Promise.all([startServer(), commandLine()]);
  await mkdir(join(cli.folder, 'bin'));
  await writeFile(join(cli.folder, 'bin', 'filewharf'), `#!/bin/sh\nexec "${process.execPath}" "${bin}" "$@"\n`);
  await chmod(join(cli.folder, 'bin', 'filewharf'), 0o755);
  for (const path of ['/reports', '/reports/2025', '/with space', '/$(touch pwned)', '/12:30', '/gpj\u202e', '/👩\u200d🚀'])
    expect(await cli.run(['folders', 'create', path], { env: keys() })).toMatchObject({ code: 0 });
}, 60_000);
afterAll(async () => {
  await Promise.all([server.end(), cli.end()]);
});

const keys = () => ({ FILEWHARF_API_KEY: server.apiKey, FILEWHARF_BASE_URL: server.url });

/** What the program answers to these words, the last of which is being typed: the values, without what is said about them. */
async function words(...typed: string[]): Promise<string[]> {
  const { stdout } = await cli.run(['__complete', '--', ...typed], { env: keys() });
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t')[0] ?? '');
}

test('commands, flags and their values', async () => {
  expect(await words('fi')).toEqual(['files', ':']);
  expect(await words('files', 'ret')).toEqual(['retrieve', ':']);
  expect(await words('files', 'list', '--max')).toEqual(['--max-items', ':']);
  expect(await words('files', 'list', '--format', 'js')).toEqual(['json', 'jsonl', ':']);
  expect(await words('files', 'list', '--format=y')).toEqual(['--format=yaml', ':']);
  expect(await words('files', 'list', '--limit', '')).toEqual([':']);
  expect(await words('--base-url', 'http://127.0.0.1:1', 'fold')).toEqual(['folders', ':']);
  expect(await words('files', 'upload', '')).toEqual([':files']);
  expect(await words('serve', '--tls-cert', '')).toEqual([':files']);
  expect(await words('completion', 'z')).toEqual(['zsh', ':']);
  expect(await words('files', 'copy', '--if-exists', 'o')).toEqual(['overwrite', ':']);
});

test('paths on the server', async () => {
  expect(await words('files', 'list', '/rep')).toEqual(['/reports/', ':nospace']);
  expect(await words('files', 'list', '/reports/')).toEqual(['/reports/2025/', ':nospace']);
  expect(await words('files', 'list', 'Rep')).toEqual(['reports/', ':nospace']);
  expect(await words('users', 'retrieve', 'adm')).toEqual(['admin', ':']);
  // A name is offered as it is, or not at all.
  expect(await words('files', 'list', '/gp')).toEqual([':nospace']);
  expect(await words('files', 'list', '/👩')).toEqual(['/👩\u200d🚀/', ':nospace']);
});

test('a server that does not answer costs a second at the most, and no error', async () => {
  const { code, stdout, stderr } = await cli.run(['__complete', '--', 'files', 'list', '/'], {
    env: { ...keys(), FILEWHARF_BASE_URL: 'http://127.0.0.1:1' },
  });
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: ':\n', stderr: '' });
});

test.skipIf(!existsSync('/bin/bash'))('bash: names of files are words, never commands', async () => {
  const { stdout: script } = await cli.run(['completion', 'bash']);
  await writeFile(join(cli.folder, 'completion.bash'), script);
  // Words as bash cuts them; `line` is what was typed, which only matters where no blank is between two of them.
  const inBash = (typed: readonly string[], line = `filewharf ${typed.join(' ')}`): Promise<string[]> =>
    new Promise((resolve, reject) => {
      const source = `source completion.bash; COMP_LINE=$1; COMP_POINT=\${#1}; shift; COMP_WORDS=("$@"); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _filewharf; printf '%s\\n' "\${COMPREPLY[@]}"`;
      execFile(
        '/bin/bash',
        ['--norc', '-c', source, 'bash', line, 'filewharf', ...typed],
        {
          cwd: cli.folder,
          env: { ...process.env, ...keys(), HOME: cli.folder, PATH: `${join(cli.folder, 'bin')}:${process.env['PATH'] ?? ''}` },
        },
        (error, stdout, stderr) => (error === null ? resolve(stdout.trimEnd().split('\n')) : reject(new Error(stderr))),
      );
    });
  expect(await inBash(['share', 'cre'])).toEqual(['create']);
  const paths = await inBash(['files', 'list', '/']);
  expect(paths).toContain('/reports/');
  expect(paths).toContain('/with\\ space/');
  expect(paths.some((path) => path.includes('touch'))).toBe(true);
  await inBash(['files', 'list', '$(touch pwned)']);
  expect(existsSync(join(cli.folder, 'pwned'))).toBe(false);
  // Bash cuts at = and :, and replaces only what is behind.
  expect(await inBash(['files', 'list', '--format', '=', 'y'], 'filewharf files list --format=y')).toEqual(['yaml']);
  expect(await inBash(['files', 'list', '--format', '='], 'filewharf files list --format=')).toContain('yaml');
  expect(await inBash(['files', 'list', '/12', ':', '3'], 'filewharf files list /12:3')).toEqual(['30/']);
  expect(await inBash(['files', 'list', '/12', ':'], 'filewharf files list /12:')).toEqual(['30/']);
  // Behind a quote, in the way of that quote.
  expect(await inBash(['files', 'list', '"/wi'])).toEqual(['/with space/']);
  expect(await inBash(['files', 'list', '"/$'])).toEqual(['/\\$(touch pwned)/']);
  expect(await inBash(['files', 'list', "'/$"])).toEqual(['/$(touch pwned)/']);
});

test('--install puts the script where the shell looks', async () => {
  const { code } = await cli.run(['completion', 'fish', '--install']);
  expect(code).toBe(0);
  expect(await readFile(join(cli.folder, '.config', 'fish', 'completions', 'filewharf.fish'), 'utf8')).toContain('complete -c filewharf');
});
