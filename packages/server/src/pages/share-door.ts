import type { IncomingMessage } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../core/clock.ts';
import type { Core } from '../core/core.ts';
import { AppError } from '../core/errors.ts';
import type { Share } from '../core/metadata-shares.ts';
import type { Visitor } from '../core/access/principal.ts';
import type { Introduction, OpenedShare } from '../core/sharing/share-visits.ts';
import { basicPassword, cookieOf, linkOf } from './share-request.ts';

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

export function passwordNeeded(): AppError {
  return new AppError('unauthenticated', 'This link is protected by a password.');
}

/** For this link alone: what stands for the right password, and what stands for having been let in. */
const proofCookie = 'filewharf_share';
const passCookie = 'filewharf_visit';

/** The paths of a link. */
export interface SharePaths {
  readonly page: string;
  /** The file, or everything in one archive. */
  readonly bytes: string;
  file(id: string): string;
  folder(id: string): string;
}

export function pathsOf(request: FastifyRequest): SharePaths {
  const page = `/s/${linkOf(request)}`;
  return { page, bytes: `${page}/download`, file: (id) => `${page}/files/${id}`, folder: (id) => `${page}/folders/${id}` };
}

/** How visitors come in: what their requests bring, and what they get to bring next time. */
export function shareDoor({ core, secure, clientAddress, clock }: DoorOptions) {
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

  /** Follows the link with whatever the request brought. */
  async function open(request: FastifyRequest, reply: FastifyReply): Promise<OpenedShare> {
    const link = linkOf(request);
    const { proof, pass, address } = brought(request);
    let opened = await core.shares.open(link, { proof, pass, address });
    const password = opened.locked ? basicPassword(request) : undefined;
    if (password !== undefined) opened = await core.shares.unlock(link, password, address, pass);
    keepPass(request, reply, opened);
    return opened;
  }

  return {
    open,

    /** The same for those who cannot be asked anything: throws `unauthenticated` when something is missing. */
    async enter(request: FastifyRequest, reply: FastifyReply): Promise<EnteredShare> {
      const opened = await open(request, reply);
      const { visitor } = opened;
      if (opened.unregistered) throw new IntroductionNeeded(opened.share);
      if (visitor === undefined) throw passwordNeeded();
      return { ...opened, visitor };
    },

    async unlock(request: FastifyRequest, reply: FastifyReply, password: string): Promise<OpenedShare> {
      const { pass, address } = brought(request);
      const opened = await core.shares.unlock(linkOf(request), password, address, pass);
      if (opened.share.passwordHash !== null) keep(request, reply, proofCookie, opened.proof, opened.proofExpiresAt);
      keepPass(request, reply, opened);
      return opened;
    },

    /** Throws `IntroductionNeeded` for answers that do not do. */
    async register(request: FastifyRequest, reply: FastifyReply, who: Introduction): Promise<OpenedShare> {
      try {
        const opened = await core.shares.register(linkOf(request), who, brought(request));
        keepPass(request, reply, opened);
        return opened;
      } catch (error) {
        if (!(error instanceof AppError && (error.code === 'invalid' || error.reason === 'not_a_recipient'))) throw error;
        throw new IntroductionNeeded((await open(request, reply)).share, who, error);
      }
    },
  };
}
