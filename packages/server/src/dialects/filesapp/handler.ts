import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Core } from '../../core/core.ts';
import type { Member } from '../../core/access/principal.ts';
import type { ReadyAnswers } from '../../http/ready-answers.ts';
import type { Answer, Body, OperationName, Params, Query } from './contract.ts';

export interface Lasting {
  end(): unknown;
}

/** One request whose credentials and input were checked. */
export interface Call {
  readonly core: Core;
  readonly member: Member;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly ready: ReadyAnswers;
  readonly publicUrl: () => string;
  readonly clientAddress: string;
  /** It came over TLS. */
  readonly isSecure: boolean;
  /** Asks again who it is, for answers that last: throws when the key or session has ended meanwhile. */
  readonly identify: () => Promise<Member>;
  /** Answers that last, or are waited for, until the client leaves; ended when the server stops. */
  readonly lasting: Set<Lasting>;
}

/** Does one operation. The answer is an object, ready JSON text, or undefined when the handler has answered by itself. */
export type Handler = (call: Call) => Promise<object | string | undefined>;

/** A call by anybody. */
export type PublicCall = Omit<Call, 'member' | 'identify'>;
/** Does one operation that the contract marks as public. */
export type PublicHandler = (call: PublicCall) => Promise<object | string | undefined>;

/** A call with what the contract has checked. */
export type Checked<N extends OperationName> = Omit<Call, 'request'> & {
  readonly params: Params<N>;
  readonly query: Query<N>;
  readonly body: Body<N>;
};

/** Gives a handler its checked input by name, and holds it to the contract's answer. */
export function on<N extends OperationName>(_name: N, handle: (call: Checked<N>) => Promise<Answer<N>>): Handler {
  return ({ request, ...call }) =>
    handle({
      ...call,
      // Fastify put the validator's output here; the contract of this very operation gave it its type.
      params: request.params as Params<N>,
      query: request.query as Query<N>,
      body: request.body as Body<N>,
    }) as Promise<object>;
}

/** The same for an operation that is public. */
export function onPublic<N extends OperationName>(
  _name: N,
  handle: (call: PublicCall & { readonly body: Body<N> }) => Promise<Answer<N>>,
): PublicHandler {
  return (call) => handle({ ...call, body: call.request.body as Body<N> }) as Promise<object>;
}
