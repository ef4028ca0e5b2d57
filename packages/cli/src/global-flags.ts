import { Option, type Command } from 'commander';
import type { ConnectionFlags } from './connection.ts';
import type { OutputFlags } from './output/output.ts';
import { formats } from './output/format.ts';

/** The flags that every command but `serve` takes, by the names that Commander gives them. */
export interface GlobalFlags extends ConnectionFlags, OutputFlags {
  readonly debug?: boolean;
  /** Seconds. */
  readonly timeout?: string;
}

export function addGlobalFlags(program: Command): Command {
  return program
    .optionsGroup('Global flags:')
    .option('--api-key <key>', 'API key; - reads it from standard input (default: FILEWHARF_API_KEY, then the profile)')
    .option('--api-key-file <path>', 'file that holds the API key')
    .option('--base-url <url>', 'address of the server (default: FILEWHARF_BASE_URL, then the profile, then http://127.0.0.1:8080)')
    .option('--profile <name>', 'profile of the configuration file (default: FILEWHARF_PROFILE, then its default_profile)')
    .addOption(new Option('--format <format>', 'how data is printed').choices(formats).argParser(String).default(undefined, 'auto'))
    .option('--json', 'the same as --format json')
    .addOption(
      new Option('--format-error <format>', 'how errors are printed').choices(formats).argParser(String).default(undefined, 'auto'),
    )
    .option('--transform <path>', 'GJSON path that each object is put through')
    .option('--transform-error <path>', 'GJSON path that an error is put through')
    .option('--fields <list>', 'only these fields, separated by commas')
    .option('--progress <how>', 'progress of transfers on stderr: auto or json')
    .option('--no-progress', 'no progress')
    .option('-q, --quiet', 'nothing but data and errors')
    .option('-v, --verbose', 'say more on stderr')
    .option('--debug', 'each request and its answer on stderr, without secrets')
    .option('--no-color', 'no colours')
    .option('--non-interactive', 'ask nothing')
    .option('-y, --yes', 'yes to every question')
    .option('--timeout <seconds>', 'how long the server may show no sign of life (default: 60)');
}
