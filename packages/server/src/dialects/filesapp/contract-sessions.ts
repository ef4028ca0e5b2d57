import { z } from 'zod';
import type { Operation } from './contract.ts';
import { after, limit, password, sessionId, time } from './fields.ts';
import { continued, deleted, session, user } from './nouns.ts';

const tag = 'Sign-in';
const done = <Name extends string>(name: Name) => z.object({ [name]: z.literal(true) } as Record<Name, z.ZodLiteral<true>>);
const code = z.string().min(1).max(32).meta({ description: 'Of the authenticator app', example: '123456' });

/** How people sign in, and what proves that it is them. */
export const sessionOperations = {
  createSession: {
    operationId: 'createSession',
    method: 'POST',
    url: '/sessions',
    summary: 'Sign in',
    tag,
    extension: true,
    public: true,
    description:
      'Sets the cookie of the session: HttpOnly, SameSite=Strict, and Secure over TLS. It stands for an API key in all requests; those that change something have to come from a page of this server. 401 `invalid_credentials` for a wrong name, password or code, 401 `second_factor_required` when only the code is missing, 429 after too many of those.',
    body: z.object({ username: z.string().min(1).max(1024), password, code: code.nullish() }),
    status: 201,
    answer: z.object({ id: sessionId, user, expires_at: time }),
  },
  listSessions: {
    operationId: 'listSessions',
    method: 'GET',
    url: '/sessions',
    summary: 'Where you are signed in, the newest first',
    tag,
    extension: true,
    querystring: z.object({ after, limit }),
    status: 200,
    answer: z.object({ sessions: z.array(session), ...continued }),
  },
  deleteSession: {
    operationId: 'deleteSession',
    method: 'DELETE',
    url: '/sessions/:id',
    summary: 'Sign out',
    tag,
    extension: true,
    description: 'One of your sessions; `current` is that of this request.',
    params: z.object({ id: sessionId }),
    status: 200,
    answer: deleted,
  },
  beginSecondFactor: {
    operationId: 'beginSecondFactor',
    method: 'POST',
    url: '/second_factor',
    summary: 'Begin to set up an authenticator app',
    tag,
    extension: true,
    description: 'It counts for nothing until it is confirmed. 409 while one is in use.',
    status: 201,
    answer: z.object({
      secret: z.string().meta({ description: 'Base 32, for typing' }),
      uri: z.string().meta({ description: '`otpauth://...`, for a QR code' }),
    }),
  },
  confirmSecondFactor: {
    operationId: 'confirmSecondFactor',
    method: 'POST',
    url: '/second_factor/confirm',
    summary: 'Show that the app has the secret',
    tag,
    extension: true,
    description: 'From then on signing in asks for a code. 400 for a wrong one.',
    body: z.object({ code }),
    status: 200,
    answer: done('confirmed'),
  },
  deleteSecondFactor: {
    operationId: 'deleteSecondFactor',
    method: 'DELETE',
    url: '/second_factor',
    summary: 'Sign in without an app again',
    tag,
    extension: true,
    description: '400 for a wrong password, 409 when there is none to switch off.',
    body: z.object({ password }),
    status: 200,
    answer: deleted,
  },
  changePassword: {
    operationId: 'changePassword',
    method: 'POST',
    url: '/password',
    summary: 'Change your password',
    tag,
    extension: true,
    description: 'Ends all your other sessions. 400 for a wrong `current_password`.',
    body: z.object({ current_password: password, new_password: password }),
    status: 200,
    answer: done('changed'),
  },
} as const satisfies Record<string, Operation>;
