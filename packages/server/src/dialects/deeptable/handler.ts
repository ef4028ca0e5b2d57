import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Core } from '../../core/core.ts';
import type { Member } from '../../core/access/principal.ts';

/** One request whose key and parameters were checked. */
export interface Call {
  readonly core: Core;
  readonly member: Member;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly publicUrl: () => string;
  /** Only workbooks are taken, as by the vendor. */
  readonly strict: boolean;
}

/** Does one operation. Undefined: the handler has answered by itself. */
export type Handler = (call: Call) => Promise<object | undefined>;
