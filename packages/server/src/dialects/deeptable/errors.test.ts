import { expect, test } from 'vitest';
import { AppError, type ErrorCode } from '../../core/errors.ts';
import { toProblem } from './error-handler.ts';
import { kindOfCode } from './errors.ts';
import { isProblemKind, isWorthRetrying, problemKinds, problemOfStatus, problemText } from './problems.ts';

const statuses: Readonly<Record<ErrorCode, number>> = {
  invalid: 422,
  unauthenticated: 401,
  invalid_credentials: 401,
  forbidden: 403,
  not_found: 404,
  gone: 404,
  conflict: 409,
  too_large: 413,
  rate_limited: 429,
  range_not_satisfiable: 416,
  since_too_old: 422,
  unavailable: 503,
  corrupt: 500,
  internal: 500,
};

test.each(Object.entries(statuses) as [ErrorCode, number][])('%s is %i', (code, status) => {
  const problem = toProblem(new AppError(code, 'what happened'), 'r-7');
  expect([problem.status, problem.kind]).toEqual([status, kindOfCode[code]]);
  expect(JSON.parse(problemText(problem))).toMatchObject({
    type: `https://docs.deeptable.com/errors/${problem.kind}`,
    status,
    title: problemKinds[kindOfCode[code]].title,
    detail: expect.stringContaining(status === 500 ? 'r-7' : 'what happened'),
  });
});

test.each([
  new AppError('internal', 'secret'),
  new AppError('corrupt', 'secret'),
  new TypeError('secret'),
  Object.assign(new Error('secret'), { statusCode: 500 }),
])('faults of ours tell nothing: %s', (error) => {
  const text = problemText(toProblem(error, 'r-7'));
  expect(text).not.toContain('secret');
  expect(JSON.parse(text)).toMatchObject({ status: 500 });
});

test('wrong fields are told where they are', () => {
  const details = [
    { field: 'a.b', message: 'is wrong' },
    { field: 'c', message: 'too' },
  ];
  expect(toProblem(new AppError('invalid', 'x', { details }), 'r').errors).toEqual([
    { loc: ['body', 'a', 'b'], msg: 'Value error, is wrong', type: 'value_error' },
    { loc: ['body', 'c'], msg: 'Value error, too', type: 'value_error' },
  ]);
});

test.each([
  [404, 0, true],
  [409, 0, false],
  [500, 0, true],
  [501, 0, false],
  [503, 60, true],
  [503, 61, false],
  [429, 0, true],
  [429, 60, true],
  [429, 61, false],
])('%i with a wait of %i s: worth trying again %s', (status, retryAfterSeconds, worth) => {
  expect(isWorthRetrying({ ...problemOfStatus(status, null), retryAfterSeconds })).toBe(worth);
});

test('every status is a problem; those without a kind say so', () => {
  for (let status = 400; status < 600; status++) {
    const body = JSON.parse(problemText(problemOfStatus(status, null))) as { type: string; title: string; status: number };
    expect(body).toMatchObject({ status, detail: null });
    expect(body.title).toMatch(/\S/);
    const kind = body.type.replace('https://docs.deeptable.com/errors/', '');
    if (body.type === 'about:blank') continue;
    expect(isProblemKind(kind) ? problemKinds[kind].status : 0).toBe(status);
  }
  expect(JSON.parse(problemText(problemOfStatus(502, 'gone'))) as unknown).toEqual({
    type: 'about:blank',
    title: 'Bad Gateway',
    status: 502,
    detail: 'gone',
  });
});
