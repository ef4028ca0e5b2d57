import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Core } from '../../core/core.ts';
import type { Member } from '../../core/access/principal.ts';
import type { Answer, Body, List, MemberOf, OperationName, Params, Query } from './contract.ts';

/** One request whose credentials and input were checked. */
export interface Call {
  readonly core: Core;
  /** null only in operations that the contract marks as public. */
  readonly member: Member | null;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  /** What links begin with, without a slash at the end. */
  readonly publicUrl: () => string;
  /** For limits and the list of sessions. */
  readonly clientAddress: string;
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  readonly list: unknown;
}

/** Answered by a handler that has sent its answer by itself: a redirect, bytes. */
export const answered: unique symbol = Symbol('answered');

/** Does one operation: gives what the contract says, or a `Page` for a list. Another 2xx status than the contract's is set with `reply.code`. */
export type Handler = (call: Call) => Promise<unknown>;
export type Handlers = Readonly<Record<OperationName, Handler>>;
/** Those of one resource. */
export type SomeHandlers = Partial<Handlers>;

/** A call with what the contract has checked. `list` is what a paged list is asked for. */
export type Checked<N extends OperationName> = Omit<Call, 'member' | 'params' | 'query' | 'body' | 'list'> & {
  readonly member: MemberOf<N>;
  readonly params: Params<N>;
  readonly query: Query<N>;
  readonly body: Body<N>;
  readonly list: List<N>;
};

/** Gives a handler its checked input by name, and holds it to the contract's answer. */
export function on<N extends OperationName>(_name: N, handle: (call: Checked<N>) => Promise<Answer<N> | typeof answered>): Handler {
  // The plugin has checked them by the contract of this very operation, which gives them their types.
  return (call) => handle(call as Checked<N>);
}
