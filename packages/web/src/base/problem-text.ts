import { ApiError, ConnectionError, FilewharfError, TimeoutError } from '@filewharf/sdk';
import { texts } from '../texts.ts';

/** What went wrong in the words of whoever uses the dashboard, with the next step. The server's own words, where it refused something. */
export function problemText(error: unknown): string {
  if (error instanceof ApiError) {
    if (error.status === 429) return texts.problems.tooManyRequests(error.retryAfterSeconds);
    if (error.status >= 500) return texts.problems.serverFault(error.requestId);
    const [detail] = error.details ?? [];
    return detail === undefined || error.message.includes(detail.message)
      ? error.message
      : `${error.message} (${detail.field}: ${detail.message})`;
  }
  if (error instanceof TimeoutError) return texts.problems.timeout;
  if (error instanceof ConnectionError) return texts.problems.unreachable;
  if (error instanceof FilewharfError) return error.message;
  return texts.problems.unknown;
}
