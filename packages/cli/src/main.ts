import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { serveCommand } from './serve.ts';

/** Wrong usage, and settings that cannot work. */
const exitUsage = 2;

const { version }: { version: string } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

const program = new Command('filewharf')
  .description('Self-hosted file storage with an API, share links and a change feed')
  .version(version)
  .exitOverride()
  .configureOutput({
    outputError: (text, write) =>
      write(
        `filewharf: ${text
          .replace(/^error: /, '')
          .trim()
          .replace(/\n/g, ' ')}\n`,
      ),
  });
program.addCommand(serveCommand().copyInheritedSettings(program));

try {
  await program.parseAsync();
} catch (error) {
  process.exit(report(error));
}

/** Tells the user what went wrong, and answers the exit code. */
function report(error: unknown): number {
  // Commander has said it already; its code is 0 after --help and --version.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitUsage;
  if (!(error instanceof Error)) {
    console.error('filewharf:', error);
    return 1;
  }
  if ('exitCode' in error) {
    console.error(`filewharf: ${error.message}`);
    return exitUsage;
  }
  // The system's refusals (port taken, no permission) explain themselves; anything else is a bug, and needs its stack.
  console.error(`filewharf: ${'syscall' in error ? error.message : error.stack}`);
  return 1;
}
