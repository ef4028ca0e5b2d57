import { setImmediate as endOfTurn } from 'node:timers/promises';
import { right, rightsInside } from '../access/access.ts';
import { AppError, invalidField } from '../errors.ts';
import type { Change, ChangeAction, MetadataStore } from '../metadata.ts';
import type { Member } from '../access/principal.ts';
import { authorizedFolder, requireScope } from '../access/rights.ts';

export interface FeedQuery {
  /** Milliseconds since 1970: changes at or after it. One of `since` and `cursor` is needed. */
  readonly since?: number | undefined;
  /** Where an earlier page ended. */
  readonly cursor?: string | undefined;
  /** Only changes inside this folder, at any depth; null for the member's root. */
  readonly folderId?: string | null | undefined;
  readonly limit: number;
  /** Several changes of one node in a page become its last one. */
  readonly fold: boolean;
  /** Also changes of folders themselves. */
  readonly includeFolders: boolean;
}

/** A change as this member sees it. */
export interface SeenChange {
  readonly id: string;
  readonly action: ChangeAction;
  readonly timestamp: number;
  /** Continues behind this change. */
  readonly cursor: string;
}

export interface FeedPage {
  readonly changes: readonly SeenChange[];
  readonly cursor: string;
  readonly hasMore: boolean;
}

/** Rows read at a time, and rows looked through for one page: a member who sees little of a busy site gets an early, perhaps empty page with `hasMore`. */
const rowsPerRead = 500;
const mostRowsPerPage = 20_000;

/** The setting that remembers up to where old changes were pruned. */
const prunedSetting = 'changes-pruned';

const cursorOf = (seq: number): string => `cur_${seq.toString(36)}`;

function seqOf(cursor: string): number {
  const match = /^cur_(0|[1-9a-z][0-9a-z]{0,9})$/.exec(cursor);
  if (match?.[1] === undefined) throw invalidField('cursor', 'not a cursor that this server gave');
  return Number.parseInt(match[1], 36);
}

/** How a change looks to somebody who sees only part of the tree: a move over the border of that part is a birth or an end. */
function actionSeen(change: Change, sees: (chain: string) => boolean): ChangeAction | undefined {
  const here = sees(change.chain);
  if (change.fromChain === null) return here ? change.action : undefined;
  const was = sees(change.fromChain);
  if (here && was) return change.action;
  if (here) return 'created';
  return was ? 'deleted' : undefined;
}

export type Changes = ReturnType<typeof createChanges>;

/**
 * The feed. Its order is the order of commits, so a reader who goes on from each cursor sees every change exactly once, whatever the
 * number of writers (reference/filesapp.md section 4).
 */
export function createChanges({ metadata }: { metadata: MetadataStore }) {
  /** The last change that was removed, and the time at and after which none was. */
  async function pruned(): Promise<{ seq: number; timestamp: number }> {
    const stored = await metadata.findSetting(prunedSetting);
    return stored === undefined
      ? { seq: 0, timestamp: Number.NEGATIVE_INFINITY }
      : { seq: Number(stored.readBigUInt64BE(0)), timestamp: Number(stored.readBigUInt64BE(8)) };
  }

  /** To be called after the rows were read: what is pruned meanwhile may be missing among them. */
  async function requireNoGap(query: FeedQuery, start: number): Promise<void> {
    const gone = await pruned();
    const isGap = query.cursor === undefined ? (query.since ?? 0) < gone.timestamp : start < gone.seq;
    if (!isGap) return;
    throw new AppError(
      'since_too_old',
      `Changes before ${new Date(gone.timestamp).toISOString()} are no longer kept. List all files, then follow the feed from now.`,
    );
  }

  async function startOf(query: FeedQuery): Promise<number> {
    if (query.cursor !== undefined) {
      const seq = seqOf(query.cursor);
      if (seq > (await metadata.lastSeq())) throw invalidField('cursor', 'not a cursor that this server gave');
      return seq;
    }
    if (query.since === undefined) throw invalidField('since', 'required on the first call: an ISO 8601 time such as 2025-01-15T10:00:00Z');
    return metadata.seqBefore(query.since);
  }

  return {
    /** A cursor for everything that comes from now on. */
    async now(): Promise<string> {
      return cursorOf(await metadata.lastSeq());
    },

    async list(member: Member, query: FeedQuery): Promise<FeedPage> {
      requireScope(member, 'files:read');
      const { access } = member;
      const folder = query.folderId === undefined ? undefined : await authorizedFolder(metadata, member, 'list', query.folderId);
      const inside = folder === undefined ? '' : `/${folder.id}/`;
      const sees = (chain: string): boolean => chain.includes(inside) && (rightsInside(access, chain) & right.list) !== 0;
      const start = await startOf(query);
      let seq = start;
      // A key whose folder left its user's tree sees nothing.
      if (access !== 'all' && access.below.size === 0 && access.here.size === 0)
        return { changes: [], cursor: cursorOf(seq), hasMore: false };

      const seen: SeenChange[] = [];
      let hasMore = false;
      for (let looked = 0; ;) {
        // A reader who sees little of a long feed must not hold up everybody else.
        if (looked > 0) await endOfTurn();
        const rows = await metadata.changesAfter(seq, rowsPerRead);
        for (const row of rows) {
          const isFolder = row.nodeId.startsWith('folder_');
          const action = isFolder && !query.includeFolders ? undefined : actionSeen(row, sees);
          if (action !== undefined && seen.length === query.limit) {
            hasMore = true;
            break;
          }
          seq = row.seq;
          if (action !== undefined) seen.push({ id: row.nodeId, action, timestamp: row.timestamp, cursor: cursorOf(seq) });
        }
        looked += rows.length;
        if (hasMore || rows.length < rowsPerRead) break;
        if (looked >= mostRowsPerPage) {
          hasMore = (await metadata.lastSeq()) > seq;
          break;
        }
      }
      await requireNoGap(query, start);
      const last = new Map(seen.map((change) => [change.id, change]));
      return { changes: query.fold ? seen.filter((change) => last.get(change.id) === change) : seen, cursor: cursorOf(seq), hasMore };
    },

    /** Removes changes older than `before` and remembers that, so that nobody misses them silently. */
    async prune(before: number): Promise<void> {
      for (;;) {
        const removed = await metadata.write(async (tx) => {
          const count = await tx.pruneChanges(before, 1000);
          if (count === 0) return 0;
          const oldest = (await tx.changesAfter(0, 1))[0];
          // Everything removed was older than `before`, and no younger than what is left; so neither mark ever goes back.
          const timestamp = Math.min(before, (oldest?.timestamp ?? before) + 1);
          const mark = Buffer.alloc(16);
          mark.writeBigUInt64BE(BigInt((oldest?.seq ?? 1) - 1), 0);
          mark.writeBigUInt64BE(BigInt(timestamp), 8);
          await tx.putSetting(prunedSetting, mark);
          return count;
        });
        if (removed < 1000) return;
      }
    },

    /** Calls back after each commit that appended to the feed; the function returned ends that. */
    onChange: metadata.onChange.bind(metadata),
  };
}
