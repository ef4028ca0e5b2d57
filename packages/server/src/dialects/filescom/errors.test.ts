import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { AppError, invalidField } from '../../core/errors.ts';
import { errorTypes, statusOf, statusOfGroup, titleOf, type ErrorType } from './error-types.ts';
import { errorBody, FilesComError, ofAppError, typeOfCode, typeOfReason } from './errors.ts';
import { toWireError } from './error-handler.ts';

const reference = new URL('../../../../../../shared/reference/filescom/errors.json', import.meta.url);
const hasReference = existsSync(reference);
if (!hasReference) console.warn('\n*** errors.json is not here: the error types were judged by the table of this test alone ***\n');

interface Row {
  readonly group: string;
  readonly type: string;
  readonly title: string;
  readonly http: number | null;
  readonly http_seen_live?: number;
}

/** Recorded from the live service (protocol.md section 8), and what clients match. */
const known: readonly (readonly [ErrorType, number, string])[] = [
  ['not-found', 404, 'Not Found'],
  ['not-found/file-upload-not-found', 404, 'File Upload Not Found'],
  ['not-authenticated/invalid-credentials', 401, 'Invalid Credentials'],
  ['not-authenticated/two-factor-authentication-error', 401, 'Two Factor Authentication Error'],
  ['processing-failure/destination-exists', 422, 'Destination Exists'],
  ['processing-failure/destination-parent-does-not-exist', 409, 'Destination Parent Does Not Exist'],
  ['processing-failure/folder-not-empty', 422, 'Folder Not Empty'],
  ['processing-failure/model-save-error', 422, 'Model Save Error'],
  ['bad-request/cannot-download-directory', 400, 'Cannot Download Directory'],
  ['bad-request/datetime-parse', 400, 'Datetime Parse'],
  ['rate-limited/too-many-requests', 429, 'Too Many Requests'],
  ['not-authorized/site-admin-required', 403, 'Site Admin Required'],
];

test.each(known)('%s is %i %s', (type, status, title) => {
  expect([statusOf(type), titleOf(type)]).toEqual([status, title]);
});

describe.runIf(hasReference)('by the vendor', () => {
  const rows = (JSON.parse(hasReference ? readFileSync(reference, 'utf8') : '{"errors":[]}') as { errors: readonly Row[] }).errors;
  test('there are the same types', () => {
    expect([...errorTypes].sort()).toEqual(rows.map(({ type }) => type).sort());
  });
  test('with their titles and statuses', () => {
    for (const { type, title, http, http_seen_live: live } of rows) {
      expect(titleOf(type as ErrorType), type).toBe(title);
      if (http !== null) expect(statusOf(type as ErrorType), type).toBe(live ?? http);
    }
  });
});

test('every failure of the core has a type, and every type a status', () => {
  const types = [...Object.values(typeOfCode), ...Object.values(typeOfReason)];
  expect(types.filter((type) => !errorTypes.includes(type))).toEqual([]);
  expect(errorTypes.filter((type) => !(statusOf(type) >= 400))).toEqual([]);
  expect(Object.keys(statusOfGroup)).toHaveLength(10);
});

describe('failures of the core', () => {
  test('the reason wins over the code', () => {
    expect(ofAppError(new AppError('conflict', 'There is one.'), 'r').type).toBe('processing-failure');
    expect(ofAppError(new AppError('conflict', 'There is one.', { reason: 'exists' }), 'r').type).toBe(
      'processing-failure/destination-exists',
    );
    expect(ofAppError(invalidField('path', 'is a file', 'is_file'), 'r').type).toBe('bad-request/folder-must-not-be-a-file');
  });
  test('wrong fields are model errors, in both spellings', () => {
    const error = new AppError('invalid', 'Wrong.', {
      details: [
        { field: 'user_name', message: 'is too short' },
        { field: 'user_name', message: 'is odd' },
        { field: 'email', message: 'is no address' },
      ],
    });
    expect(JSON.parse(errorBody(ofAppError(error, 'r-1'), 'r-1'))).toEqual({
      error: 'Wrong.',
      'http-code': 422,
      instance: 'r-1',
      errors: ['User name: is too short', 'User name: is odd', 'Email: is no address'],
      model_errors: { user_name: ['User name: is too short', 'User name: is odd'], email: ['Email: is no address'] },
      'model-errors': { user_name: ['User name: is too short', 'User name: is odd'], email: ['Email: is no address'] },
      model_error_keys: { user_name: ['invalid', 'invalid'], email: ['invalid'] },
      title: 'Model Save Error',
      type: 'processing-failure/model-save-error',
    });
  });
  test('what a client needs to go on is data', () => {
    const error = new AppError('unauthenticated', 'A code is needed.', {
      reason: 'second_factor_needed',
      data: { two_factor_authentication_methods: ['totp'] },
    });
    expect(JSON.parse(errorBody(ofAppError(error, 'r'), 'r'))).toMatchObject({
      type: 'not-authenticated/two-factor-authentication-error',
      data: { two_factor_authentication_methods: ['totp'] },
    });
  });
  test.each([new AppError('internal', 'secret'), new AppError('corrupt', 'secret'), new TypeError('secret')])(
    'ours tell nothing: %s',
    (error) => {
      const wire = toWireError(error as AppError, 'r-7');
      expect([wire.type, wire.status]).toEqual(['service-unavailable', 500]);
      expect(errorBody(wire, 'r-7')).not.toContain('secret');
      expect(wire.message).toContain('r-7');
    },
  );
  test('a fault that passes is 503', () => {
    const wire = toWireError(new AppError('unavailable', 'The disk is full.', { retryAfterSeconds: 5 }), 'r');
    expect(JSON.parse(errorBody(wire, 'r'))).toMatchObject({ type: 'service-unavailable', 'http-code': 503, error: 'The disk is full.' });
    expect(wire.retryAfterSeconds).toBe(5);
  });
  test('a failure of the dialect says its type', () => {
    const wire = toWireError(new FilesComError('bad-request/invalid-cursor', 'No.', { a: 1 }), 'r');
    expect(JSON.parse(errorBody(wire, 'r'))).toEqual({
      error: 'No.',
      'http-code': 422,
      instance: 'r',
      data: { a: 1 },
      title: 'Invalid Cursor',
      type: 'bad-request/invalid-cursor',
    });
  });
});
