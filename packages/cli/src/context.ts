import type { Command } from 'commander';
import type { FilesApp } from '@filewharf/sdk';
import { findConnection, type Connection } from './connection.ts';
import { environment, stateFolder, type Environment } from './environment.ts';
import type { GlobalFlags } from './global-flags.ts';
import { FatalError, InterruptedError, UsageError } from './output/failures.ts';
import type { ErrorContext, Output } from './output/output.ts';

/** What a command works with. Nothing is read or connected before it is asked for. */
export interface Context {
  readonly flags: GlobalFlags;
  readonly env: Environment;
  readonly output: Output;
  /** Aborted by Ctrl-C, SIGTERM and SIGHUP. A second Ctrl-C ends the program at once. */
  readonly signal: AbortSignal;
  /** Where begun transfers are remembered. */
  readonly stateDir: string;
  connection(): Promise<Connection>;
  /** The server's client. Throws a `FatalError` when there is no key. */
  client(): Promise<FilesApp>;
  /** Says what the command is about to touch, for the message of an error. */
  about(object: ErrorContext): void;
}

/** Makes `handle` the action of a command, and its failure the exit code. */
export function onRun<Flags extends object>(
  command: Command,
  handle: (context: Context, args: readonly string[], flags: Flags) => Promise<void>,
): Command {
  return command.action(async () => {
    process.exitCode = await run(command, handle);
  });
}

async function run<Flags extends object>(
  command: Command,
  handle: (context: Context, args: readonly string[], flags: Flags) => Promise<void>,
): Promise<number> {
  const flags = command.optsWithGlobals<GlobalFlags & Flags>();
  // On first use: help and `serve` start without it.
  const { createOutput } = await import('./output/output.ts');
  const output = createOutput({ stdin: process.stdin, stdout: process.stdout, stderr: process.stderr, env: environment, flags });
  const interruption = watchSignals();
  let object: ErrorContext = {};
  let found: Promise<Connection> | undefined;
  let opened: Promise<FilesApp> | undefined;
  const connection = (): Promise<Connection> => (found ??= findConnection(flags, environment, interruption.signal));
  try {
    const context: Context = {
      flags,
      env: environment,
      output,
      signal: interruption.signal,
      stateDir: stateFolder(environment),
      connection,
      client: () => (opened ??= connection().then((known) => openClient(known, flags, output, interruption.signal))),
      about: (what) => {
        object = what;
      },
    };
    await handle(context, command.args, flags);
    return 0;
  } catch (error) {
    const baseUrl = await found?.then(
      (known) => known.baseUrl,
      () => undefined,
    );
    const interrupted = interruption.signal.aborted && !(error instanceof InterruptedError);
    return output.error(interrupted ? new InterruptedError() : error, { ...(baseUrl === undefined ? {} : { baseUrl }), ...object });
  } finally {
    interruption.stop();
  }
}

function watchSignals(): { readonly signal: AbortSignal; stop(): void } {
  const controller = new AbortController();
  const interrupt = (): void => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort(new InterruptedError());
  };
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of names) process.on(name, interrupt);
  return {
    signal: controller.signal,
    stop: () => {
      for (const name of names) process.off(name, interrupt);
    },
  };
}

const defaultTimeoutSeconds = 60;

/** `signal` gives up every request that has none of its own. */
export async function openClient(
  { baseUrl, apiKey }: Pick<Connection, 'baseUrl' | 'apiKey'>,
  flags: GlobalFlags,
  output: Output,
  signal: AbortSignal,
): Promise<FilesApp> {
  if (apiKey === undefined)
    throw new FatalError('there is no API key', 'run filewharf login, set FILEWHARF_API_KEY, or give --api-key-file');
  const timeout = flags.timeout === undefined ? defaultTimeoutSeconds : Number(flags.timeout);
  if (!(timeout > 0) || timeout > 86_400)
    throw new UsageError(`--timeout must be a number of seconds above 0, not "${String(flags.timeout)}"`);
  const { FilesApp: Client } = await import('@filewharf/sdk');
  return new Client(apiKey, {
    baseUrl,
    timeoutMs: timeout * 1000,
    signal,
    onRetry: ({ attempt, delayMs, error }) =>
      output.detail(`retry ${attempt} in ${(delayMs / 1000).toFixed(1)} s: ${error instanceof Error ? error.message : String(error)}`),
    ...(flags.debug === true
      ? {
          onResponse: ({ method, url, status, ms, requestId }) =>
            output.warn(`${method} ${url} -> ${status} in ${Math.round(ms)} ms${requestId === undefined ? '' : `, request ${requestId}`}`),
        }
      : {}),
  });
}
