import type { Member } from './access/principal.ts';
import type { Stage } from './content/contents.ts';
import { quotaTooSmall } from './quota.ts';

export type Arriving = ReturnType<typeof createArriving>;

/**
 * Bytes on their way, by user. The quota is charged when all of a file is there; until then what has come is counted here, so that nobody
 * fills the disk with what will be refused. It may take the place of what is stored, so that takes no room from it here.
 */
export function createArriving() {
  const bytesOf = new Map<string, number>();

  return {
    /** A stage that throws `too_large` when more than the member's quota is on its way, in all requests together. */
    bounded(member: Member, stage: Stage): Stage {
      const { userId } = member;
      const quota = member.plan.storageQuotaBytes;
      if (quota === null) return stage;
      let counted = 0;

      function leave(): void {
        const rest = (bytesOf.get(userId) ?? 0) - counted;
        counted = 0;
        if (rest === 0) bytesOf.delete(userId);
        else bytesOf.set(userId, rest);
      }

      return {
        get sizeBytes() {
          return stage.sizeBytes;
        },
        write(chunk) {
          const bytes = (bytesOf.get(userId) ?? 0) + chunk.length;
          if (bytes > quota) {
            // At once, not when it is thrown away: the others would all be refused meanwhile.
            leave();
            throw quotaTooSmall(member);
          }
          bytesOf.set(userId, bytes);
          counted += chunk.length;
          return stage.write(chunk);
        },
        async finish() {
          try {
            return await stage.finish();
          } finally {
            leave();
          }
        },
        async abort() {
          try {
            await stage.abort();
          } finally {
            leave();
          }
        },
      };
    },
  };
}
