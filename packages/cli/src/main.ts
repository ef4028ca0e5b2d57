import { CommanderError } from 'commander';
import { environment } from './environment.ts';
import type { GlobalFlags } from './global-flags.ts';
import { exitCodeOf, exitCodes } from './output/exit-codes.ts';
import { FatalError, UsageError } from './output/failures.ts';
import type { Output } from './output/output.ts';
import { createServeProgram } from './root.ts';

const program = process.argv[2] === 'serve' ? createServeProgram() : (await import('./program.ts')).createProgram();

// A reader that has seen enough (`filewharf --help | head -1`) is no failure; a full disk is one, whoever wrote. Commands are told by the
// write itself, and say so; what is left is help.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') process.exitCode ??= exitCodeOf(error);
  });

try {
  if (process.argv.length === 2) program.outputHelp();
  else await program.parseAsync();
} catch (error) {
  const code = await report(error);
  // Help that could not be written is no success.
  if (code !== 0) process.exitCode = code;
}

/** Tells the user why the command did not even begin, and answers the exit code. */
async function report(error: unknown): Promise<number> {
  // The server's classes are not loaded for this; its errors say what to exit with.
  const exitCode = error instanceof Error && 'exitCode' in error ? error.exitCode : undefined;
  // Commander has printed help or version itself.
  if (error instanceof CommanderError && error.exitCode === 0) return 0;
  // A group without its command, such as `filewharf files`: its help has been printed.
  if (error instanceof CommanderError && error.code === 'commander.help') return exitCodes.usage;
  const text =
    error instanceof Error
      ? error.message
          .replace(/^error: /, '')
          .trim()
          .replaceAll('\n', ' ')
      : String(error);
  const output = await errorOutput();
  if (exitCode === exitCodes.fatal) return output.error(new FatalError(text));
  return output.error(exitCode === undefined ? error : new UsageError(text));
}

/** With the flags that are understood so far: they may be what is wrong. */
async function errorOutput(): Promise<Pick<Output, 'error'>> {
  const { createOutput } = await import('./output/output.ts');
  const streams = { stdin: process.stdin, stdout: process.stdout, stderr: process.stderr, env: environment };
  const { formatError, color } = program.opts<GlobalFlags>();
  try {
    return createOutput({
      ...streams,
      flags: { ...(formatError === undefined ? {} : { formatError }), ...(color === undefined ? {} : { color }) },
    });
  } catch {
    // An unknown --format-error: the error under way is what the user should hear of first.
    return createOutput({ ...streams, flags: {} });
  }
}
