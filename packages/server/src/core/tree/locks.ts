import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { AppError, invalidField } from '../errors.ts';
import type { MetadataReads, MetadataStore, Node } from '../metadata.ts';
import type { Lock } from '../metadata-locks.ts';
import { authorizedPath, findPath, findPathOf, pathOf } from './paths.ts';
import type { Member } from '../access/principal.ts';
import { isSeen, requireScope } from '../access/rights.ts';

export const defaultLockSeconds = 3600;
/** Longer wishes are cut to this, as WebDAV has it: the answer says what was granted. */
export const maxLockSeconds = 7 * 86_400;
/** Shared locks that one file or folder can have at a time. */
const mostLocksOnNode = 100;
/** Locks that a user can hold at a time: every listing of a folder looks through all that stand. */
const mostLocksOfUser = 1000;

export interface NewLock {
  /** Default an hour, at most a week. */
  readonly timeoutSeconds?: number | undefined;
  /** Default: yes. */
  readonly exclusive?: boolean | undefined;
  /** For a folder: also for all that is in it. Default: no. */
  readonly recursive?: boolean | undefined;
  /** Everybody who knows the token may take it away. Default: no. */
  readonly allowAccessByAnyUser?: boolean | undefined;
}

export interface ListedLock extends Lock {
  readonly path: string;
}

export type Locks = ReturnType<typeof createLocks>;

const tokenMissing = (): AppError => new AppError('not_found', 'There is no lock with this token here. It may have ended by itself.');

/**
 * Locks on files and folders, which clients agree on: they keep nobody from changing a file who does not ask for them
 * (reference/filescom/protocol.md section 15). They end by themselves, and with what they are on.
 */
export function createLocks({ metadata, clock }: { metadata: MetadataStore; clock: Clock }) {
  /** The ids of the folders above a node, from the top down. */
  async function above(reads: MetadataReads, node: Node): Promise<string[]> {
    const parent = await reads.findNode(node.parentId ?? '');
    return parent?.kind === 'folder' ? parent.chain.split('/').filter((id) => id !== '') : [];
  }

  /** A lock that stands in the way of a new one: on the node, on a folder above with all in it, or on something inside. */
  async function inTheWay(
    reads: MetadataReads,
    node: Node,
    wanted: { readonly exclusive: boolean; readonly recursive: boolean },
    now: number,
  ): Promise<Lock | undefined> {
    const page = { now, limit: 10_000 };
    const hinders = (lock: Lock): boolean => lock.exclusive || wanted.exclusive;
    const own = await reads.locksIn({ nodeIds: [node.id] }, page);
    if (own.length >= mostLocksOnNode)
      throw new AppError('conflict', `Nothing can have more than ${mostLocksOnNode} locks.`, { reason: 'locked' });
    const higher = await reads.locksIn({ nodeIds: await above(reads, node) }, page);
    const lower = wanted.recursive && node.kind === 'folder' ? await reads.locksIn({ chain: node.chain }, page) : [];
    return own.find(hinders) ?? higher.find((lock) => lock.recursive && hinders(lock)) ?? lower.find(hinders);
  }

  return {
    /** Throws `conflict` (`locked`) when another lock stands in the way. */
    async create(member: Member, path: string, wanted: NewLock): Promise<ListedLock> {
      const { timeoutSeconds = defaultLockSeconds, exclusive = true, recursive = false, allowAccessByAnyUser = false } = wanted;
      if (!(timeoutSeconds >= 1)) throw invalidField('timeout', 'a lock lasts at least 1 second');
      const token = randomUUID();
      return metadata.write(async (tx) => {
        const now = clock();
        const node = await authorizedPath(tx, member, 'write', path);
        await tx.deleteEndedLocks(now);
        const other = await inTheWay(tx, node, { exclusive, recursive }, now);
        if (other !== undefined)
          throw new AppError('conflict', `"${other.username}" has locked it. Try again later.`, { reason: 'locked' });
        if ((await tx.countLocks(member.userId, now)) >= mostLocksOfUser)
          throw new AppError('conflict', `Nobody can have more than ${mostLocksOfUser} locks. Take some away first.`, { reason: 'locked' });
        const seconds = Math.min(Math.floor(timeoutSeconds), maxLockSeconds);
        await tx.insertLock({
          token,
          nodeId: node.id,
          userId: member.userId,
          exclusive,
          recursive: recursive && node.kind === 'folder',
          allowAccessByAnyUser,
          timeoutSeconds: seconds,
          expiresAt: now + seconds * 1000,
        });
        const lock = await tx.findLock(token, now);
        if (lock === undefined) throw new Error('a lock is gone as soon as it was made');
        return { ...lock, path: await pathOf(tx, member, node) };
      });
    },

    /** Those on a file or folder, and with `includeChildren` on what is in the folder, in the order they were made. */
    async list(
      member: Member,
      path: string,
      {
        includeChildren,
        ...page
      }: { readonly includeChildren: boolean; readonly afterNumber?: number | undefined; readonly limit: number },
    ): Promise<readonly ListedLock[]> {
      const node = await authorizedPath(metadata, member, 'list', path);
      const scope = includeChildren && node.kind === 'folder' ? { chain: node.chain } : { nodeIds: [node.id] };
      const listed: ListedLock[] = [];
      for (let { afterNumber } = page; ;) {
        const locks = await metadata.locksIn(scope, { now: clock(), afterNumber, limit: page.limit });
        for (const lock of locks) {
          const locked = await metadata.findNode(lock.nodeId);
          if (locked === undefined || !(await isSeen(metadata, member, locked))) continue;
          const lockedPath = await findPathOf(metadata, member, locked);
          // Deleted since it was found.
          if (lockedPath === undefined) continue;
          listed.push({ ...lock, path: lockedPath });
          if (listed.length === page.limit) return listed;
        }
        afterNumber = locks.at(-1)?.number;
        if (locks.length < page.limit) return listed;
      }
    },

    /** Takes one's own lock away; another's when it allows that, or for an administrator. */
    async delete(member: Member, path: string, token: string): Promise<void> {
      requireScope(member, 'files:write');
      await metadata.write(async (tx) => {
        const node = await findPath(tx, member, path);
        const lock = await tx.findLock(token, clock());
        const isOwn = lock?.userId === member.userId;
        // Who has lost the folder still gets rid of the own lock.
        if (lock === undefined || node === undefined || lock.nodeId !== node.id || !(isOwn || (await isSeen(tx, member, node))))
          throw tokenMissing();
        if (!isOwn && !lock.allowAccessByAnyUser && !member.isAdmin) {
          throw new AppError('forbidden', `The lock is that of "${lock.username}". Only that user and administrators can take it away.`, {
            reason: 'not_for_other_users',
          });
        }
        await tx.deleteLock(token);
      });
    },
  };
}
