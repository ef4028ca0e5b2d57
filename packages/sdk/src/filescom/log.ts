import type { ResponseEvent } from '../transport/connection.ts';
import type { RetryEvent } from '../transport/retry.ts';

export type LogLevel = 'none' | 'info' | 'debug';

export interface Log {
  readonly onResponse?: (event: ResponseEvent) => void;
  readonly onRetry?: (event: RetryEvent) => void;
}

/** Lines for people. There are no secrets in them: neither queries nor headers nor addresses that are secrets themselves. */
export function makeLog(level: LogLevel, write: (line: string) => void = (line) => console.error(line)): Log {
  if (level === 'none') return {};
  const isDebug = level === 'debug';
  const onResponse = ({ method, url, status, ms, requestId, attempt }: ResponseEvent): void =>
    write(
      `${method} ${url} ${status === 0 ? 'failed' : status} (${Math.round(ms)} ms)${
        isDebug ? `, try ${attempt}${requestId === undefined ? '' : `, request ${requestId}`}` : ''
      }`,
    );
  if (!isDebug) return { onResponse };
  return {
    onResponse,
    onRetry: ({ attempt, delayMs, error }) => write(`again in ${Math.round(delayMs)} ms (${attempt}): ${error.message}`),
  };
}
