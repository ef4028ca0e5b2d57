import { accessOf } from './access.ts';
import type { Clock } from '../clock.ts';
import { AppError } from '../errors.ts';
import type { MetadataReads, MetadataStore, User } from '../metadata.ts';
import { allowedBy } from './entry-rules.ts';
import type { Plans } from '../plans.ts';
import { isScope, type Member } from './principal.ts';
import type { Site, SiteSettings } from '../site.ts';

/** What somebody came with: an API key, or a session that began with a password. */
export interface Credential {
  readonly kind: Member['credential'];
  readonly id: string;
  readonly number: number | null;
  readonly name: string;
  readonly scopes: readonly string[];
  /** The folder that it is limited to. */
  readonly folderId: string | null;
  readonly expiresAt: number | null;
  /** False: an administrator's files, without the administration. */
  readonly mayAdminister: boolean;
}

const mostRemembered = 10_000;
const day = 86_400_000;

/** When the present password has to be changed; null when it never has to. */
export function passwordEnds(
  user: Pick<User, 'passwordSetAt' | 'passwordValidityDays'>,
  site: Pick<SiteSettings, 'passwordValidityDays'>,
): number | null {
  const days = user.passwordValidityDays ?? site.passwordValidityDays;
  return days === null || user.passwordSetAt === null ? null : user.passwordSetAt + days * day;
}

/** What a user has to do before anything else, who came with the password. */
function dutyOf(user: User, site: SiteSettings, now: number): Member['mustFirst'] {
  const ends = passwordEnds(user, site);
  if (user.mustChangePassword || (ends !== null && ends <= now)) return 'change_password';
  const isRequired = user.entry.secondFactorRequired ?? site.secondFactorRequired;
  return isRequired && user.secondFactorAt === null ? 'set_up_second_factor' : null;
}

export type Members = ReturnType<typeof createMembers>;

/** Who somebody is, by what they came with. */
export function createMembers({
  metadata,
  clock,
  plans,
  site,
}: {
  metadata: MetadataStore;
  clock: Clock;
  plans: Plans;
  site: Pick<Site, 'get'>;
}) {
  /** By the text that they came with; kept only while nobody else can change the store, and dropped whole by `forget`. */
  const remembered = new Map<string, Member>();
  /** How often they were dropped: what was looked up before that may be out of date and is not remembered. */
  let drops = 0;

  return {
    /** The member, or undefined when the user may not come in. `reads`: those of a transaction that has to see what it sees. */
    async memberFor(userId: string, credential: Credential, reads: MetadataReads = metadata): Promise<Member | undefined> {
      const found = await reads.findUser(userId);
      if (found === undefined || found.disabled) return undefined;
      const isSession = credential.kind === 'session';
      const settings = await site.get();
      const mustFirst = isSession ? dutyOf(found, settings, clock()) : null;
      const mayAdminister = credential.mayAdminister && mustFirst === null;
      const user: User = mayAdminister ? found : { ...found, isAdmin: false, isReadonlyAdmin: false };
      const plan = plans[user.plan];
      if (plan === undefined) {
        throw new AppError(
          'unavailable',
          `The plan "${user.plan}" of this user is not in the server's configuration. The operator has to add it or give the user another plan.`,
        );
      }
      const rootId = credential.folderId ?? user.rootId;
      const ends = [credential.expiresAt, user.authenticateUntil].filter((time) => time !== null);
      return {
        kind: 'member',
        userId: user.id,
        userNumber: user.number,
        username: user.username,
        isAdmin: user.isAdmin,
        isReadonlyAdmin: user.isReadonlyAdmin,
        plan: user.storageQuotaBytes === null ? plan : { ...plan, storageQuotaBytes: user.storageQuotaBytes },
        credential: credential.kind,
        keyId: credential.id,
        keyNumber: isSession ? null : credential.number,
        sessionNumber: isSession ? credential.number : null,
        keyName: credential.name,
        keyExpiresAt: isSession ? null : credential.expiresAt,
        validUntil: ends.length === 0 ? null : Math.min(...ends),
        scopes: new Set(mustFirst === null ? credential.scopes.filter(isScope) : []),
        mustFirst,
        dutyFrom: isSession && mustFirst === null ? passwordEnds(found, settings) : null,
        keyFolderId: credential.folderId,
        rootId,
        mayUseApi: user.entry.mayUseApi,
        allowsAddress: allowedBy(user.entry.allowedIps, user.entry.bypassesSiteIps ? null : settings.allowedIps),
        // What an administrator has is theirs by every key, so that one without administration still reaches all files.
        access: await accessOf(reads, found, rootId),
      };
    },

    /** The member that was remembered for this text, else the one that `lookUp` finds; undefined for one whose time is over. */
    async recall(kind: Credential['kind'], text: string, lookUp: () => Promise<Member | undefined>): Promise<Member | undefined> {
      // A key does not come in by the door of sessions, nor the other way round.
      const name = `${kind} ${text}`;
      let member = remembered.get(name);
      if (member === undefined || (member.dutyFrom !== null && member.dutyFrom <= clock())) {
        const before = drops;
        member = await lookUp();
        if (member !== undefined && metadata.exclusive && drops === before) {
          if (remembered.size >= mostRemembered) remembered.clear();
          remembered.set(name, member);
        }
      }
      return member === undefined || (member.validUntil !== null && member.validUntil <= clock()) ? undefined : member;
    },

    /** To be called after every change of keys, sessions, users, groups, grants, and of folders that are roots. */
    forget(): void {
      drops += 1;
      remembered.clear();
    },
  };
}
