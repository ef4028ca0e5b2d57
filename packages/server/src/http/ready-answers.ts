import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Core } from '../core/core.ts';
import type { Member } from '../core/access/principal.ts';
import type { RequestWindow } from '../core/limits.ts';
import type { AnsweredRequest } from './answered-request.ts';
import { windowHeaders } from './window-headers.ts';

/** What a request for JSON was answered with, status 200. */
export interface ReadyAnswer {
  /** Who was answered. */
  readonly member: Member;
  readonly json: string;
  /** `Core.commitCount` from before anything was read for it. */
  readonly commitCount: number | undefined;
  /** When the answer changes although nobody changes anything, in milliseconds since 1970; null for never. */
  readonly until: number | null;
  /** The pattern of its route, for log and metrics. */
  readonly route: string;
}

interface KeptAnswer extends ReadyAnswer {
  readonly until: number;
  /** The headers that stay the same. */
  readonly head: readonly string[];
  /** Of ASCII alone the bytes are the same in both, and these are made quicker. */
  readonly encoding: 'latin1' | 'utf8';
}

/** Texts of 600 bytes or so each. */
const mostKept = 10_000;

/**
 * `end` with a text makes two writes of it, the second one empty, and both together go a longer way to the socket than one: a twentieth of
 * such a request's time.
 */
function endInOneWrite(response: ServerResponse, { json, encoding }: KeptAnswer): void {
  const { socket } = response;
  // Null while an earlier answer on the connection is under way.
  socket?.cork();
  response.write(json, encoding);
  socket?.uncork();
  response.end();
}

export type ReadyAnswers = ReturnType<typeof createReadyAnswers>;

/**
 * Remembers what GET requests were answered with, by who asks and for what, and says the same again without asking the core, as long as
 * nothing at all was committed in between: so every right, every name and every number is as it was. Such a request costs a third of one
 * that goes through the framework. Each is counted, logged and measured like any other.
 *
 * Only the plainest requests are answered here. Everything else, and whatever could end in an error, is left to the framework.
 */
export function createReadyAnswers({
  core,
  isPlain,
  answered,
}: {
  readonly core: Pick<Core, 'clock' | 'commitCount' | 'keys' | 'limits'>;
  /** Whether nothing about the request asks for a closer look: how it is framed, what it comes over. */
  readonly isPlain: (request: IncomingMessage) => boolean;
  readonly answered: (request: AnsweredRequest) => void;
}) {
  /** By the header `Authorization`, and then by the address. All are of one commit. */
  const kept = new Map<string, Map<string, KeptAnswer>>();
  let size = 0;
  let keptCommitCount: number | undefined;
  let stopped = false;
  /** Requests that were counted here and then left to the framework. */
  const counted = new WeakMap<IncomingMessage, RequestWindow & { readonly exceeded: boolean }>();

  function forget(): void {
    kept.clear();
    size = 0;
  }

  function find({ url = '', headers: { authorization } }: IncomingMessage): KeptAnswer | undefined {
    if (keptCommitCount !== core.commitCount()) return undefined;
    const answer = kept.get(authorization ?? '')?.get(url);
    return answer === undefined || answer.until <= core.clock() ? undefined : answer;
  }

  return {
    /** Remembers an answer, where answers can be remembered. */
    keep({ url, headers: { authorization } }: Pick<IncomingMessage, 'url' | 'headers'>, answer: ReadyAnswer): void {
      const { commitCount, member } = answer;
      if (stopped || url === undefined || authorization === undefined) return;
      // Whoever may come in only from some addresses is looked at each time.
      if (commitCount === undefined || commitCount !== core.commitCount() || member.allowsAddress !== undefined) return;
      if (keptCommitCount !== commitCount || size >= mostKept) forget();
      keptCommitCount = commitCount;
      const until = Math.min(answer.until ?? Infinity, member.validUntil ?? Infinity, member.dutyFrom ?? Infinity);
      const own = kept.get(authorization) ?? new Map<string, KeptAnswer>();
      kept.set(authorization, own);
      const length = Buffer.byteLength(answer.json);
      const head = ['content-type', 'application/json; charset=utf-8', 'cache-control', 'no-store', 'content-length', String(length)];
      own.set(url, { ...answer, until, head, encoding: length === answer.json.length ? 'latin1' : 'utf8' });
      size += 1;
    },

    /** What the request was counted as, if it was counted here. */
    windowOf: (request: IncomingMessage): (RequestWindow & { readonly exceeded: boolean }) | undefined => counted.get(request),

    /** Answers what it can, and leaves the rest to `handler`. */
    before(handler: RequestListener): RequestListener {
      return (request: IncomingMessage, response: ServerResponse & { req: IncomingMessage }) => {
        const answer = request.method === 'GET' && isPlain(request) ? find(request) : undefined;
        if (answer === undefined) {
          handler(request, response);
          return;
        }
        const startedAt = performance.now();
        const { member, route } = answer;
        core.keys.noteUse(member);
        core.limits.countRequest(member).then(
          (window) => {
            if (window.exceeded) {
              counted.set(request, window);
              handler(request, response);
              return;
            }
            const id = randomUUID();
            response.writeHead(200, ['x-request-id', id, ...windowHeaders(window), ...answer.head]);
            endInOneWrite(response, answer);
            answered({
              id,
              method: 'GET',
              route,
              status: 200,
              errorCode: null,
              keyId: member.keyId,
              milliseconds: performance.now() - startedAt,
            });
          },
          // It is counted again there, fails again, and says so.
          () => handler(request, response),
        );
      };
    },

    /** From now on everything is left to the framework, which says that connections end. */
    stop(): void {
      stopped = true;
      forget();
    },
  };
}
