import type { IncomingMessage } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../core/clock.ts';
import type { Core } from '../core/core.ts';
import { AppError } from '../core/errors.ts';
import type { Share } from '../core/metadata-shares.ts';
import type { Visitor } from '../core/access/principal.ts';
import type { Errand, Introduction, OpenedShare } from '../core/sharing/share-visits.ts';
import { cookieOf } from '../http/cookies.ts';
import { aimOf, basicPassword, linkOf } from './share-request.ts';

export interface DoorOptions {
  readonly core: Core;
  /** The public URL is https: cookies are then sent over nothing else. */
  readonly secure: boolean;
  /** Whom wrong guesses count against. */
  readonly clientAddress: (request: IncomingMessage) => string;
  readonly clock: Clock;
}

/** A share that the visitor is in. */
export type EnteredShare = OpenedShare & { readonly visitor: Visitor };

/** The visitor has to say who they are before they get in. */
export class IntroductionNeeded extends AppError {
  readonly share: Share;
  /** What was said, and what was wrong with it. */
  readonly given: Introduction;
  readonly problem: AppError | undefined;

  constructor(share: Share, given: Introduction = {}, problem?: AppError) {
    super(problem?.code ?? 'unauthenticated', problem?.message ?? 'This link asks who you are. Send your name, email and company.', {
      cause: problem,
    });
    this.share = share;
    this.given = given;
    this.problem = problem;
  }
}

/** The link was written in another case than its code. Cookies are for paths as they are written. */
export class SpelledOtherwise extends Error {
  /** Where it leads. */
  readonly path: string;

  constructor(path: string) {
    super('This link is written in another way.');
    this.path = path;
  }
}

export function passwordNeeded(): AppError {
  return new AppError('unauthenticated', 'This link is protected by a password.');
}

/** For this link alone: what stands for the right password, and what stands for having been let in. */
const proofCookie = 'filewharf_share';
const passCookie = 'filewharf_visit';

/** Looks for what a visitor wants, and throws when it is not there. */
type Find = (visitor: Visitor) => Promise<unknown>;

/** The paths of a link. */
export interface SharePaths {
  readonly page: string;
  /** Where the password is given, and who the visitor is: it knows where they were going. */
  readonly entry: string;
  /** Where they were going. */
  readonly aim: string;
  /** The file, or everything in one archive. */
  readonly bytes: string;
  file(id: string): string;
  folder(id: string): string;
}

export function pathsOf(request: FastifyRequest): SharePaths {
  const page = `/s/${linkOf(request)}`;
  const aim = aimOf(request);
  return {
    page,
    entry: aim === undefined ? page : `${page}?to=${aim}`,
    aim: aim === undefined ? page : `${page}/${aim}`,
    bytes: `${page}/download`,
    file: (id) => `${page}/files/${id}`,
    folder: (id) => `${page}/folders/${id}`,
  };
}

/** How visitors come in: what their requests bring, and what they get to bring next time. */
export function shareDoor({ core, secure, clientAddress, clock }: DoorOptions) {
  /** Requests whose link leads somewhere. */
  const opened = new WeakSet<FastifyRequest>();

  function keep(request: FastifyRequest, reply: FastifyReply, name: string, text: string, expiresAt: number): void {
    const seconds = Math.floor((expiresAt - clock()) / 1000);
    const cookie = `${name}=${text}; Path=${pathsOf(request).page}; Max-Age=${seconds}; HttpOnly; SameSite=Lax`;
    reply.header('set-cookie', secure ? `${cookie}; Secure` : cookie);
  }

  function keepPass(request: FastifyRequest, reply: FastifyReply, { pass }: OpenedShare): void {
    if (pass !== undefined) keep(request, reply, passCookie, pass.text, pass.expiresAt);
  }

  const brought = (request: FastifyRequest) => ({
    proof: cookieOf(request, proofCookie),
    pass: cookieOf(request, passCookie),
    address: clientAddress(request.raw),
  });

  /** Throws when the link of something to look at is not written as its code. */
  function requireSpelling(request: FastifyRequest, { code }: Share): void {
    const link = linkOf(request);
    if (code === null || code === link || request.method === 'POST') return;
    throw new SpelledOtherwise(request.url.replace(/^\/s\/[^/?]*/, `/s/${code}`));
  }

  /**
   * Follows the link with whatever the request brought. `find` looks for what the visitor wants: when that throws, the visit does not
   * count.
   */
  async function open(request: FastifyRequest, reply: FastifyReply, find?: Find): Promise<OpenedShare> {
    const link = linkOf(request);
    const { proof, pass, address } = brought(request);
    const errand: Errand = {
      // A HEAD gives nothing.
      counts: request.method !== 'HEAD',
      async check(visitor, share) {
        opened.add(request);
        requireSpelling(request, share);
        await find?.(visitor);
      },
    };
    let found = await core.shares.open(link, { proof, pass, address }, errand);
    opened.add(request);
    requireSpelling(request, found.share);
    const password = found.locked ? basicPassword(request) : undefined;
    if (password !== undefined) found = await core.shares.unlock(link, password, address, pass, errand);
    keepPass(request, reply, found);
    return found;
  }

  return {
    open,
    address: (request: FastifyRequest): string => clientAddress(request.raw),
    /** True when the link leads somewhere: what went wrong then is not the link. */
    leadsSomewhere: (request: FastifyRequest): boolean => opened.has(request),

    /** The same for those who cannot be asked anything: throws `unauthenticated` when something is missing. */
    async enter(request: FastifyRequest, reply: FastifyReply, find?: Find): Promise<EnteredShare> {
      const found = await open(request, reply, find);
      const { visitor } = found;
      if (found.unregistered) throw new IntroductionNeeded(found.share);
      if (visitor === undefined) throw passwordNeeded();
      return { ...found, visitor };
    },

    async unlock(request: FastifyRequest, reply: FastifyReply, password: string): Promise<OpenedShare> {
      const { pass, address } = brought(request);
      const found = await core.shares.unlock(linkOf(request), password, address, pass);
      opened.add(request);
      if (found.share.passwordHash !== null) keep(request, reply, proofCookie, found.proof, found.proofExpiresAt);
      keepPass(request, reply, found);
      return found;
    },

    /** Throws `IntroductionNeeded` for answers that do not do. */
    async register(request: FastifyRequest, reply: FastifyReply, who: Introduction): Promise<OpenedShare> {
      try {
        const found = await core.shares.register(linkOf(request), who, brought(request));
        opened.add(request);
        keepPass(request, reply, found);
        return found;
      } catch (error) {
        if (!(error instanceof AppError && (error.code === 'invalid' || error.reason === 'not_a_recipient'))) throw error;
        throw new IntroductionNeeded((await open(request, reply)).share, who, error);
      }
    },
  };
}
