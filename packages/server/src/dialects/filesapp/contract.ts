import type { z } from 'zod';
import { accountOperations } from './contract-account.ts';
import { activityOperations } from './contract-activity.ts';
import { fileOperations } from './contract-files.ts';
import { folderOperations } from './contract-folders.ts';
import { keyOperations } from './contract-keys.ts';
import { peopleOperations } from './contract-people.ts';
import { previewOperations } from './contract-previews.ts';
import { searchOperations } from './contract-search.ts';
import { sessionOperations } from './contract-sessions.ts';
import { shareOperations } from './contract-shares.ts';
import { syncOperations } from './contract-sync.ts';
import { uploadOperations } from './contract-uploads.ts';
import { usageOperations } from './contract-usage.ts';
import { userOperations } from './contract-users.ts';
import { versionOperations } from './contract-versions.ts';
import { zipOperations } from './contract-zips.ts';

/**
 * The Files App v2 API, operation by operation: the single source for types, checks and the OpenAPI document. Nine are the
 * seed's (reference/filesapp.md section 2); those with `extension` are ours, in the seed's style (section 3).
 */

export interface Operation {
  readonly operationId: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly summary: string;
  readonly tag: string;
  /** Not in the seed: ours. */
  readonly extension?: boolean;
  /** For everybody, without key or session. Default false. */
  readonly public?: boolean;
  readonly description?: string;
  readonly params?: z.ZodType;
  readonly querystring?: z.ZodType;
  /** A JSON body, checked before the handler runs. */
  readonly body?: z.ZodType;
  /** A multipart body, described here and read by the handler as it streams in. */
  readonly form?: z.ZodType;
  readonly status: 200 | 201;
  readonly answer: z.ZodType;
  /** What it can answer besides JSON: the bytes of a file; or in its place: bytes, or server-sent events. */
  readonly produces?: 'bytes' | 'only bytes' | 'events';
}

export const operations = {
  ...uploadOperations,
  ...fileOperations,
  ...folderOperations,
  ...shareOperations,
  ...syncOperations,
  ...accountOperations,
  ...keyOperations,
  ...userOperations,
  ...previewOperations,
  ...searchOperations,
  ...sessionOperations,
  ...peopleOperations,
  ...versionOperations,
  ...zipOperations,
  ...activityOperations,
  ...usageOperations,
} as const satisfies Record<string, Operation>;

export type Operations = typeof operations;
export type OperationName = keyof Operations;

/** What the handler of an operation gets after the checks, and what it answers. */
export type Params<N extends OperationName> = Operations[N] extends { params: infer S extends z.ZodType } ? z.output<S> : undefined;
export type Query<N extends OperationName> = Operations[N] extends { querystring: infer S extends z.ZodType } ? z.output<S> : undefined;
export type Body<N extends OperationName> = Operations[N] extends { body: infer S extends z.ZodType } ? z.output<S> : undefined;
export type Answer<N extends OperationName> = z.output<Operations[N]['answer']>;
