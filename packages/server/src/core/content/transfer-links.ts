import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { lengthPrefixed } from './encryption.ts';
import { AppError, type ErrorReason } from '../errors.ts';
import type { Keyring } from './master-key.ts';
import type { Member } from '../access/principal.ts';

/** What a link is for: to send parts of one upload, or to fetch one file. */
export type TransferKind = 'upload' | 'download';

/** A signed right to do one thing for a while, to be put into a URL. */
export interface TransferLink {
  /** The `ref` of an upload, the id of a file. */
  readonly subject: string;
  /** Whose right it is: the credential that the link was made with, not its secret. */
  readonly holder: string;
  /** Milliseconds since 1970, in whole seconds. */
  readonly madeAt: number;
  readonly ttlSeconds: number;
  readonly signature: string;
}

/** Finds who came with a credential, by `Member.credential` and `Member.keyId`; undefined when nobody may come with it any more. */
export type FindHolder = (credential: Member['credential'], id: string) => Promise<Member | undefined>;

export type TransferLinks = ReturnType<typeof createTransferLinks>;

const expired: Readonly<Record<TransferKind, ErrorReason>> = { upload: 'upload_link_expired', download: 'download_link_expired' };

/**
 * Links that clients use without any other credentials. A link gives no right: it only says who asks, and what that member may do is
 * looked up each time.
 */
export function createTransferLinks({ keyring, clock, findHolder }: { keyring: Keyring; clock: Clock; findHolder: FindHolder }) {
  const key = keyring.derive('transfer-links');

  function signatureOf(kind: TransferKind, { subject, holder, madeAt, ttlSeconds }: Omit<TransferLink, 'signature'>): Buffer {
    return createHmac('sha256', key)
      .update(lengthPrefixed(kind, subject, holder, String(madeAt), String(ttlSeconds)))
      .digest();
  }

  return {
    sign(kind: TransferKind, member: Member, subject: string, ttlSeconds: number): TransferLink {
      const madeAt = Math.floor(clock() / 1000) * 1000;
      const link = { subject, holder: `${member.credential}-${member.keyId}`, madeAt, ttlSeconds };
      return { ...link, signature: signatureOf(kind, link).toString('base64url') };
    },

    /** Whose link it is. Throws `forbidden` when it is not one of ours, has expired (`..._link_expired`), or its holder may not come in any more. */
    async open(kind: TransferKind, link: TransferLink): Promise<Member> {
      const given = Buffer.from(link.signature, 'base64url');
      const right = signatureOf(kind, link);
      if (given.length !== right.length || !timingSafeEqual(given, right)) {
        throw new AppError('forbidden', 'This address was not made by this server, or was changed. Ask for a new one.');
      }
      if (clock() >= link.madeAt + link.ttlSeconds * 1000) {
        throw new AppError('forbidden', 'This address has expired. Ask for a new one.', { reason: expired[kind] });
      }
      const [credential = '', id = ''] = link.holder.split(/-(.*)/s);
      const member = await findHolder(credential === 'session' ? 'session' : 'key', id);
      if (member === undefined) throw new AppError('forbidden', 'Whoever asked for this address may not come in any more.');
      return member;
    },
  };
}
