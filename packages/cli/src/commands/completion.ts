import { Argument, Command } from 'commander';
import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { complete, type Candidate } from '../completion/candidates.ts';
import { candidatesOf } from '../completion/remote-candidates.ts';
import { completionScripts, shells, type Shell } from '../completion/scripts.ts';
import { onRun } from '../context.ts';
import { environment, type Environment } from '../environment.ts';
import { UsageError } from '../output/failures.ts';
import { oneLine } from '../output/safe-text.ts';

export function completionCommand(): Command {
  const command = new Command('completion')
    .description('Print the completion script of a shell')
    .addArgument(new Argument('<shell>').choices(shells).argParser(String))
    .option('--install', 'put it where the shell looks for it');
  return onRun<{ readonly install?: boolean }>(command, async ({ output, env }, [text = ''], { install }) => {
    const shell = shells.find((known) => known === text.toLowerCase());
    if (shell === undefined) throw new UsageError(`The shell must be one of ${shells.join(', ')}, not "${text}".`);
    if (install !== true) {
      await output.raw(completionScripts[shell].trimEnd());
      return;
    }
    const { path, next } = placeOf(shell, env);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, completionScripts[shell]);
    output.note(`Written to ${path}. ${next}`);
  });
}

function placeOf(shell: Shell, env: Environment): { readonly path: string; readonly next: string } {
  const data = env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share');
  const config = env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config');
  switch (shell) {
    case 'bash':
      return { path: join(data, 'bash-completion', 'completions', 'filewharf'), next: 'A new shell with bash-completion finds it.' };
    case 'zsh': {
      const folder = join(data, 'zsh', 'site-functions');
      return { path: join(folder, '_filewharf'), next: `Have fpath+=(${folder}) before compinit in your .zshrc.` };
    }
    case 'fish':
      return { path: join(config, 'fish', 'completions', 'filewharf.fish'), next: 'A new shell finds it.' };
    case 'pwsh': {
      // Null where there is no pwsh, whatever the types say.
      const profile = (spawnSync('pwsh', ['-NoProfile', '-Command', 'Write-Output $PROFILE'], { encoding: 'utf8' }).stdout ?? '').trim();
      const path = join(profile === '' ? join(config, 'powershell') : dirname(profile), 'filewharf-completion.ps1');
      return { path, next: 'Dot-source it in your $PROFILE.' };
    }
  }
}

/** What the scripts ask. It never fails: without an answer there are just no words. */
export function completeCommand(program: Command): Command {
  return new Command('__complete')
    .argument('[words...]')
    .option('--shell <shell>')
    .action(async (words: readonly string[], { shell }: { readonly shell?: string }) => {
      const typed = shell === 'bash' ? words.map(unquoted) : words;
      const { lines, directive } = await answer(program, typed).catch(() => ({ lines: [], directive: ':' }));
      process.stdout.write([...lines, directive].map((line) => `${line}\n`).join(''));
    });
}

async function answer(
  program: Command,
  words: readonly string[],
): Promise<{ readonly lines: readonly string[]; readonly directive: string }> {
  const completion = complete(program, words);
  if ('candidates' in completion) return { lines: completion.candidates.map(line), directive: ':' };
  const { kind, prefix, word } = completion;
  if (kind === 'file') return { lines: [], directive: ':files' };
  const flags = flagsAmong(words);
  const found = (await candidatesOf(kind, word, flags, environment)).filter(isHarmless);
  const lines = found.map(({ value, description }) => line({ value: `${prefix}${value}`, description }));
  return { lines, directive: kind === 'remote' && found.every(({ value }) => value.endsWith('/')) ? ':nospace' : ':' };
}

/** Names are anybody's: one that would break the line or drive the terminal is no candidate. */
const isHarmless = ({ value }: Candidate): boolean => oneLine(value) === value;

const line = ({ value, description }: Candidate): string => `${value}\t${oneLine(description)}`;

/** What bash hands over is still quoted. */
const unquoted = (word: string): string => word.replace(/\\(.)/g, '$1').replace(/^["']|["']$/g, '');

/** The flags that say which server is asked, as far as they are typed already. */
function flagsAmong(words: readonly string[]): { readonly profile?: string; readonly baseUrl?: string; readonly apiKeyFile?: string } {
  const value = (flag: string): string | undefined => {
    const at = words.indexOf(flag);
    return at === -1 ? words.find((word) => word.startsWith(`${flag}=`))?.slice(flag.length + 1) : words[at + 1];
  };
  const found = { profile: value('--profile'), baseUrl: value('--base-url'), apiKeyFile: value('--api-key-file') };
  return Object.fromEntries(Object.entries(found).filter(([, text]) => text !== undefined));
}
