import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { isoSeconds } from '../clock.ts';
import { clientNetwork } from '../access/addresses.ts';
import { AppError, invalidField } from '../errors.ts';
import type { Limits } from '../limits.ts';
import type { Members } from '../access/members.ts';
import type { FileNode, MetadataReads, MetadataStore, Node } from '../metadata.ts';
import type { Share, ShareRegistration } from '../metadata-shares.ts';
import type { Visitor } from '../access/principal.ts';
import type { Proof, ShareLinks } from './share-links.ts';
import type { createSharePasswords } from './share-passwords.ts';
import { codeKeyOf } from './share-terms.ts';
import { rightsOfShare, visitorRights } from '../access/visitor-rights.ts';

/** Tries of chosen codes that lead nowhere, and of mail addresses that are not among the recipients, per 15 minutes. */
const unknownCodesPerAddress = 60;
const unknownRecipientsPerAddress = 20;
const unknownRecipientsPerShare = 50;
const registrationsPerAddress = 100;

const tokenPattern = /^[A-Za-z0-9_-]{22}$/;
const mailPattern = /^[^\s@]+@[^\s@]+$/;
const longestAnswer = 200;

/** What a visitor's request brings besides the link. */
export interface Brought {
  /** What `unlock` gave. */
  readonly proof?: string | undefined;
  /** What an earlier visit or a registration gave. */
  readonly pass?: string | undefined;
  /** Where the request comes from. Codes that lead nowhere count against it. */
  readonly address?: string | undefined;
}

/** What a visit is for, where visits are counted. */
export interface Errand {
  /** False: this is no visit, for requests that give nothing (HEAD). Default true. */
  readonly counts?: boolean | undefined;
  /** Throws when the visit would be in vain. Asked before it counts, and only when it would. */
  readonly check?: ((visitor: Visitor, share: Share) => Promise<unknown>) | undefined;
}

/** Who a visitor says to be. */
export interface Introduction {
  readonly name?: string | undefined;
  readonly email?: string | undefined;
  readonly company?: string | undefined;
}

/** What a link leads to. */
export interface OpenedShare {
  readonly share: Share;
  /** What is shared, as far as it is there: never empty. */
  readonly nodes: readonly Node[];
  /** The file, when the share is of one. */
  readonly file: FileNode | undefined;
  /** The password has not been given. */
  readonly locked: boolean;
  /** The password was given, but the visitor has not said who they are. */
  readonly unregistered: boolean;
  /** What the visitor may do; undefined while locked or unregistered. */
  readonly visitor: Visitor | undefined;
  /** To be brought back next time. Undefined when there is nothing new to bring. */
  readonly pass: Proof | undefined;
}

interface Found {
  readonly share: Share;
  readonly nodes: readonly Node[];
  readonly visitor: Visitor;
}

/** True when visitors have to say who they are. */
const asksWho = (share: Share): boolean => share.requireRegistration || share.requireShareRecipient;

/** True when this is enough of an answer. Who came before the share was for its recipients alone has to be one now. */
function isAnswered(share: Share, registration: ShareRegistration | undefined): boolean {
  if (!asksWho(share)) return true;
  return registration !== undefined && (!share.requireShareRecipient || registration.recipientNumber !== null);
}

/** The answers that a visitor must not leave out. */
export function neededAnswers(share: Share): Readonly<Record<keyof Introduction, boolean>> {
  // Without the address nobody could tell whether it is a recipient's.
  return { name: !share.skipName, email: !share.skipEmail || share.requireShareRecipient, company: !share.skipCompany };
}

const usedUp = (): AppError => new AppError('gone', 'This link has been used as often as its owner allows.', { reason: 'uses_up' });

export type ShareVisits = ReturnType<typeof createShareVisits>;

/** How people without an account come in by a link. */
export function createShareVisits({
  metadata,
  clock,
  links,
  members,
  limits,
  checkPassword,
}: {
  metadata: MetadataStore;
  clock: Clock;
  links: ShareLinks;
  members: Members;
  limits: Limits;
  checkPassword: ReturnType<typeof createSharePasswords>;
}) {
  const missing = (): AppError => new AppError('not_found', 'There is no such link, or it was revoked.');

  async function byCode(text: string, { address, proof, pass }: Brought): Promise<Share | undefined> {
    const codeKey = codeKeyOf(text);
    if (codeKey === undefined) return undefined;
    // Who was let in before is not guessing, whatever others at the same address do.
    const known = await metadata.findShareByCode(codeKey);
    if (known !== undefined && (links.codeInPass(known, pass) !== undefined || links.isUnlocked(known, proof))) return known;
    // Chosen codes are short; a token is too long to be found by trying.
    const counted =
      address === undefined || tokenPattern.test(text)
        ? undefined
        : await limits.countGuess({ [`codes ${clientNetwork(address)}`]: unknownCodesPerAddress }, 'links that lead nowhere');
    if (known !== undefined) await counted?.succeeded();
    return known;
  }

  /** The visitor of a share. A link gives no more than its owner has, and nothing while the owner may not come in. */
  async function visitorOf(share: Share, registrationNumber: number | null, reads: MetadataReads): Promise<Visitor | undefined> {
    const owner = await members.memberFor(
      share.ownerId,
      {
        // Like a key: what somebody has to do after signing in is no concern of those who follow their links.
        kind: 'key',
        id: share.id,
        number: null,
        name: 'share link',
        scopes: ['files:read', 'files:write', 'shares'],
        folderId: null,
        expiresAt: null,
        mayAdminister: false,
      },
      reads,
    );
    if (owner === undefined || (owner.validUntil !== null && owner.validUntil <= clock())) return undefined;
    return {
      kind: 'visitor',
      shareNumber: share.number,
      passwordVersion: share.passwordVersion,
      nodeIds: new Set(await reads.nodesOfShare(share.number)),
      rights: rightsOfShare[share.permissions],
      owner,
      registrationNumber,
    };
  }

  /** The visitor, and what is there for them. The link rests while its owner could not share any of it. */
  async function findFor(share: Share, registration: ShareRegistration | undefined): Promise<Found | undefined> {
    const visitor = await visitorOf(share, registration?.number ?? null, metadata);
    if (visitor === undefined) return undefined;
    const nodes: Node[] = [];
    for (const id of visitor.nodeIds) {
      const node = await metadata.findNode(id);
      if (node !== undefined && (await visitorRights(metadata, visitor, node)) !== 0) nodes.push(node);
    }
    return nodes.length === 0 ? undefined : { share, nodes, visitor };
  }

  function requireTime(share: Share): void {
    const now = clock();
    if (share.expiresAt !== null && share.expiresAt <= now) throw new AppError('gone', 'This link has expired.');
    if (share.startsAt !== null && share.startsAt > now) {
      throw new AppError('forbidden', `This link opens at ${isoSeconds(share.startsAt)}.`, {
        reason: 'not_started',
        data: { starts_at: share.startsAt },
      });
    }
  }

  async function find(link: string, brought: Brought): Promise<Share> {
    const byToken = tokenPattern.test(link) ? await metadata.findShareByToken(links.hashOf(link)) : undefined;
    // With a chosen code the token is retired: nothing shows it any more.
    const share = byToken?.code === null ? byToken : await byCode(link, brought);
    if (share === undefined) throw missing();
    requireTime(share);
    return share;
  }

  /** Lets a visitor in as far as what they brought goes. Counts them when the share allows only so many. */
  async function admit(
    share: Share,
    unlocked: boolean,
    pass: string | undefined,
    { counts = true, check }: Errand = {},
  ): Promise<OpenedShare> {
    const code = links.codeInPass(share, pass);
    const registration = code === undefined || code === '' ? undefined : await metadata.findShareRegistration(share.number, code);
    const found = await findFor(share, registration);
    if (found === undefined) throw missing();
    if (code === undefined && share.maxUses !== null && share.uses >= share.maxUses) throw usedUp();
    const locked = share.passwordHash !== null && !unlocked;
    const unregistered = !locked && !isAnswered(share, registration);
    const [only] = found.nodes;
    const file = share.nodeCount === 1 && only?.kind === 'file' ? only : undefined;
    const opened = { share, nodes: found.nodes, file, locked, unregistered };
    if (locked || unregistered) return { ...opened, visitor: undefined, pass: undefined };
    if (code !== undefined || !counts) return { ...opened, visitor: found.visitor, pass: undefined };
    if (share.maxUses === null) {
      // The pass to a link with a chosen code tells visitors from those who try codes.
      return { ...opened, visitor: found.visitor, pass: share.code === null ? undefined : links.pass(share, '') };
    }
    await check?.(found.visitor, share);
    if (!(await metadata.write((tx) => tx.countShareUse(share.number)))) throw usedUp();
    return { ...opened, visitor: found.visitor, pass: links.pass(share, '') };
  }

  /** The answers as they are kept. */
  function checkAnswers(share: Share, who: Introduction): { name: string | null; email: string | null; company: string | null } {
    const needed = neededAnswers(share);
    const answer = (field: keyof Introduction): string | null => {
      const text = (who[field] ?? '').trim();
      if (text === '' && needed[field]) throw invalidField(field, 'is required');
      if (text.length > longestAnswer) throw invalidField(field, `at most ${longestAnswer} characters`);
      return text === '' ? null : text;
    };
    const email = answer('email');
    if (email !== null && !mailPattern.test(email)) throw invalidField('email', 'is not a mail address');
    return { name: answer('name'), email, company: answer('company') };
  }

  return {
    /**
     * Follows a link: its token, or its chosen code. Throws `not_found` (unknown, revoked, owner without rights), `gone` (expired, used
     * up), `forbidden` (not open yet) or `rate_limited` (too many codes that lead nowhere).
     */
    async open(link: string, brought: Brought = {}, errand?: Errand): Promise<OpenedShare> {
      const share = await find(link, brought);
      return admit(share, links.isUnlocked(share, brought.proof), brought.pass, errand);
    },

    /**
     * Gives the password. The proof stands for it for 12 hours, or until it changes. Throws `invalid_credentials` for a wrong one and
     * `rate_limited` for too many.
     */
    async unlock(
      link: string,
      password: string,
      address: string,
      pass?: string,
      errand?: Errand,
    ): Promise<OpenedShare & { readonly proof: string; readonly proofExpiresAt: number }> {
      const share = await find(link, { pass, address });
      await checkPassword(share, password, address);
      const proof = links.unlockProof(share);
      return { ...(await admit(share, true, pass, errand)), proof: proof.text, proofExpiresAt: proof.expiresAt };
    },

    /**
     * Says who the visitor is. The pass stands for it for 12 hours. Throws `conflict` when nobody asked, `unauthenticated` while locked, `invalid` for missing answers,
     * `forbidden` when the address is not a recipient's, `gone` when nobody more may come in.
     */
    async register(
      link: string,
      who: Introduction,
      { proof, pass, address }: Brought & { readonly address: string },
    ): Promise<OpenedShare> {
      const share = await find(link, { proof, pass, address });
      if (!asksWho(share)) throw new AppError('conflict', 'This link does not ask who you are.');
      const before = links.codeInPass(share, pass);
      if (before === undefined && share.maxUses !== null && share.uses >= share.maxUses) throw usedUp();
      if (share.passwordHash !== null && !links.isUnlocked(share, proof))
        throw new AppError('unauthenticated', 'This link is protected by a password.');
      const answers = checkAnswers(share, who);
      await limits.countGuess({ [`registrations ${clientNetwork(address)}`]: registrationsPerAddress }, 'registrations');
      const counted = share.requireShareRecipient
        ? await limits.countGuess(
            {
              [`recipients ${clientNetwork(address)}`]: unknownRecipientsPerAddress,
              [`recipients of ${share.id}`]: unknownRecipientsPerShare,
            },
            'wrong addresses',
          )
        : undefined;
      const recipient = answers.email === null ? undefined : await metadata.findShareRecipient(share.number, answers.email.toLowerCase());
      if (share.requireShareRecipient && (recipient?.sentAt ?? null) === null) {
        throw new AppError('forbidden', 'This link is only for the people it was sent to. Give the mail address that it was sent to.', {
          reason: 'not_a_recipient',
        });
      }
      await counted?.succeeded();
      const code = randomBytes(16).toString('base64url');
      await metadata.write(async (tx) => {
        if (before === undefined && share.maxUses !== null && !(await tx.countShareUse(share.number))) throw usedUp();
        await tx.insertShareRegistration({
          shareNumber: share.number,
          code,
          ...answers,
          ip: address,
          recipientNumber: recipient?.number ?? null,
          createdAt: clock(),
        });
      });
      const newPass = links.pass(share, code);
      return { ...(await admit(share, true, newPass.text)), pass: newPass };
    },

    /**
     * The visitor as of now: what was allowed when a long request began may be over. `reads`: those of a transaction that has to see what
     * this sees. Throws like `open`, and `unauthenticated` when the password was changed.
     */
    async again(visitor: Visitor, reads: MetadataReads = metadata): Promise<Visitor> {
      const share = await reads.findShareByNumber(visitor.shareNumber);
      if (share === undefined || share.deletedAt !== null) throw missing();
      requireTime(share);
      if (share.passwordHash !== null && share.passwordVersion !== visitor.passwordVersion)
        throw new AppError('unauthenticated', 'The password of this link was changed.');
      const now = await visitorOf(share, visitor.registrationNumber, reads);
      if (now === undefined) throw missing();
      return now;
    },
  };
}
