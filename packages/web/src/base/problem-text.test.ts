import { BadRequestError } from '@filewharf/sdk';
import { expect, test } from 'vitest';
import { problemText } from './problem-text.ts';

const refused = (message: string, detail: string): BadRequestError =>
  new BadRequestError({
    status: 400,
    code: 'bad_request',
    message,
    requestId: undefined,
    details: [{ field: 'name', message: detail }],
    retryAfterSeconds: undefined,
    method: 'POST',
    path: '/api/v2/folders',
  });

test('what is wrong with a field is said once', () => {
  expect(problemText(refused('Another name is needed.', 'is taken'))).toBe('Another name is needed. (name: is taken)');
  expect(problemText(refused('name: is taken', 'is taken'))).toBe('name: is taken');
});
