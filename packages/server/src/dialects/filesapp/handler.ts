import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ServerResponse } from 'node:http';
import type { Core } from '../../core/core.ts';
import type { Member } from '../../core/access/principal.ts';

/** One request whose key and input were checked. */
export interface Call {
  readonly core: Core;
  readonly member: Member;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly publicUrl: () => string;
  readonly clientAddress: string;
  /** Answers that last until the client leaves; ended when the server stops. */
  readonly streams: Set<ServerResponse>;
}

/** Does one operation. The answer is an object, ready JSON text, or undefined when the handler has answered by itself. */
export type Handler = (call: Call) => Promise<object | string | undefined>;
