import { AppError, invalidField } from '../../core/errors.ts';
import type { Member } from '../../core/access/principal.ts';
import { putCookie } from './credentials.ts';
import { on, onPublic } from './handler.ts';
import { numberAfter, numberCursor, pageOf } from './list-cursor.ts';
import { presentBegunSession, presentSession } from './present.ts';

const door = 'web';

/** The number in an id such as `session_12`, or of the member's own session. Throws `not_found`. */
function sessionNumber(member: Member, id: string): number {
  const number = id === 'current' ? member.sessionNumber : /^session_(\d{1,15})$/.exec(id)?.[1];
  if (number === null || number === undefined) throw new AppError('not_found', 'No such session.');
  return Number(number);
}

export const sessionHandlers = {
  createSession: onPublic('createSession', async ({ core, body, request, reply, clientAddress, isSecure }) => {
    const begun = await core.sessions.signIn({
      username: body.username,
      password: body.password,
      otp: body.code ?? undefined,
      address: clientAddress,
      userAgent: request.headers['user-agent'] ?? null,
      door,
    });
    const { createdAt, expiresAt } = begun.session;
    putCookie(reply, isSecure, { secret: begun.secret, seconds: Math.floor((expiresAt - createdAt) / 1000) });
    return presentBegunSession(core, begun);
  }),
  listSessions: on('listSessions', async ({ core, member, query }) => {
    const place = query.after === undefined ? undefined : numberAfter(query.after);
    const found = await core.sessions.list(member, {
      filters: [],
      userId: member.userId,
      sort: { field: 'number', descending: true },
      after: place === undefined ? undefined : { value: place, number: place },
      limit: query.limit + 1,
    });
    const { rows, ...more } = pageOf(found, query.limit, numberCursor);
    return { sessions: rows.map(({ item }) => presentSession(item, member)), ...more };
  }),
  deleteSession: on('deleteSession', async ({ core, member, params, reply, isSecure }) => {
    const number = sessionNumber(member, params.id);
    if (number !== member.sessionNumber) await core.sessions.end(member, number);
    else {
      await core.sessions.signOut(member);
      putCookie(reply, isSecure, undefined);
    }
    return { deleted: true } as const;
  }),

  beginSecondFactor: on('beginSecondFactor', async ({ core, member }) => core.secondFactors.begin(member)),
  confirmSecondFactor: on('confirmSecondFactor', async ({ core, member, body }) => {
    try {
      await core.secondFactors.confirm(member, body.code);
    } catch (error) {
      // The request itself is signed in: a 401 would say that it is not.
      if (error instanceof AppError && error.reason === 'wrong_second_factor') throw invalidField('code', error.message);
      throw error;
    }
    return { confirmed: true } as const;
  }),
  deleteSecondFactor: on('deleteSecondFactor', async ({ core, member, body }) => {
    await core.secondFactors.removeByPassword(member, body.password);
    return { deleted: true } as const;
  }),
  changePassword: on('changePassword', async ({ core, member, body }) => {
    await core.users.changePassword(member, { current: body.current_password, next: body.new_password });
    return { changed: true } as const;
  }),
};
