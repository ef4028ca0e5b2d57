import type { FastifyRequest } from 'fastify';
import type { Core } from '../../core/core.ts';
import { AppError } from '../../core/errors.ts';
import type { Member } from '../../core/access/principal.ts';
import { FilesComError } from './errors.ts';

/** Who comes with this session id, from this address; throws `invalid_credentials`, or `forbidden`. */
export type AuthenticateSession = (text: string, address: string) => Promise<Member>;

export interface AuthenticationOptions {
  readonly core: Core;
  readonly authenticateSession: AuthenticateSession;
  readonly clientAddress: (request: FastifyRequest['raw']) => string;
}

function header(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  const text = (Array.isArray(value) ? value[0] : value)?.trim();
  return text === '' ? undefined : text;
}

/** The user name of Basic, whose password is a dummy; or the key itself, bare or behind `Bearer`. */
function keyOfAuthorization(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  const basic = /^Basic +(\S+)$/i.exec(value)?.[1];
  const key = basic === undefined ? value.replace(/^Bearer +/i, '') : Buffer.from(basic, 'base64').toString().split(':')[0];
  return key === undefined || key === '' || /\s/.test(key) ? undefined : key;
}

/** The API key in any of its places, undefined when there is none. */
export function apiKeyOf(request: FastifyRequest): string | undefined {
  return header(request, 'x-filesapi-key') ?? keyOfAuthorization(header(request, 'authorization'));
}

export function sessionIdOf(request: FastifyRequest): string | undefined {
  return header(request, 'x-filesapi-auth');
}

/** There is one workspace here, the default one. */
function checkWorkspace(request: FastifyRequest): void {
  const workspace = header(request, 'x-files-workspace-id');
  if (workspace === undefined) return;
  if (!/^\d{1,15}$/.test(workspace)) {
    throw new FilesComError('bad-request/invalid-workspace-id-header', 'X-Files-Workspace-Id has to be a whole number.');
  }
  if (Number(workspace) !== 0) {
    throw new FilesComError(
      'bad-request/invalid-workspace-id-header',
      'There is no such workspace. Leave X-Files-Workspace-Id out, or send 0.',
    );
  }
}

const isRefused = (error: unknown): boolean =>
  error instanceof AppError && (error.code === 'invalid_credentials' || error.code === 'unauthenticated');

async function memberOf({ core, authenticateSession, clientAddress }: AuthenticationOptions, request: FastifyRequest): Promise<Member> {
  const address = clientAddress(request.raw);
  const key = apiKeyOf(request);
  const session = sessionIdOf(request);
  if (session !== undefined) {
    try {
      return await authenticateSession(session, address);
    } catch (error) {
      // One client sends a key of this call beside the session that it keeps: a session that is over does not spoil the key.
      if (key === undefined || !isRefused(error)) throw error;
    }
  }
  if (key !== undefined) return core.keys.authenticate(key, address);
  throw new AppError(
    'unauthenticated',
    'Give an API key in the header X-FilesAPI-Key, or as the user name of Basic authentication, or a session id in X-FilesAPI-Auth.',
  );
}

/** Notes who asks, and counts the request. Throws `rate_limited`. */
export async function admit(core: Core, request: FastifyRequest, member: Member): Promise<void> {
  request.member = member;
  const window = await core.limits.countRequest(member);
  if (window.exceeded) throw core.limits.exceededError(window);
}

/** Who is it, and how often was it: before anything of the request is read. Throws when nobody that is known, or too often. */
export async function authenticate(options: AuthenticationOptions, request: FastifyRequest): Promise<Member> {
  const member = await memberOf(options, request);
  await admit(options.core, request, member);
  checkWorkspace(request);
  return member;
}
