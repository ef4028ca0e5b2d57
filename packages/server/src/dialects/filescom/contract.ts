import type { z } from 'zod';
import type { Member } from '../../core/access/principal.ts';
import { bundlesOperations } from './contract-bundles.ts';
import { filesOperations } from './contract-files.ts';
import { groupsOperations } from './contract-groups.ts';
import { keysOperations } from './contract-keys.ts';
import { locksOperations } from './contract-locks.ts';
import { peopleOperations } from './contract-people.ts';
import { siteOperations } from './contract-site.ts';
import type { Operation } from './operation.ts';
import type { ListFacts, ListQuery, Page } from './paging.ts';

/**
 * The Files.com API as far as it is real here: waves 1 and 2 of reference/filescom/protocol.md section 16, with every parameter of
 * endpoints.json. Those marked `x-extension` are ours. The other operations of that API are in catalogue.ts.
 */
export const operations = {
  ...peopleOperations,
  ...groupsOperations,
  ...keysOperations,
  ...filesOperations,
  ...bundlesOperations,
  ...locksOperations,
  ...siteOperations,
} as const satisfies Record<string, Operation>;

export type Operations = typeof operations;
export type OperationName = keyof Operations;

/** What the handler of an operation gets after the checks, and what it answers. */
export type Params<N extends OperationName> = Operations[N] extends { params: infer S extends z.ZodType } ? z.output<S> : undefined;
export type Query<N extends OperationName> = Operations[N] extends { querystring: infer S extends z.ZodType } ? z.output<S> : undefined;
export type Body<N extends OperationName> = Operations[N] extends { body: infer S extends z.ZodType } ? z.output<S> : undefined;
export type List<N extends OperationName> = Operations[N] extends { list: infer F extends ListFacts } ? ListQuery<F> : undefined;
export type MemberOf<N extends OperationName> = Operations[N] extends { public: true } ? Member | null : Member;
export type Answer<N extends OperationName> = Operations[N] extends { answer: infer S extends z.ZodType }
  ? Operations[N] extends { list: ListFacts }
    ? z.output<S> extends readonly (infer T)[]
      ? Page<T>
      : never
    : z.output<S>
  : // 204
    void;
