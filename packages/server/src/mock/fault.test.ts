import { expect, test } from 'vitest';
import { problemKinds } from '../dialects/deeptable/problems.ts';
import { errorTypes } from '../dialects/filescom/error-types.ts';
import { faultText, parseFault } from './fault.ts';

test.each([
  ['delay=250', { delay: 250 }],
  ['drop', { drop: true }],
  [' truncate = 0 ; delay=1;', { truncate: 0, delay: 1 }],
  ['error=not-found/file-not-found', { error: 'not-found/file-not-found' }],
  ['error=rate_limited; retry-after=2', { error: 'rate_limited', 'retry-after': 2 }],
  ['error=503;truncate=10', { error: 503, truncate: 10 }],
  ['expired', { expired: true }],
])('%j is a fault', (text, fault) => {
  const parsed = parseFault(text);
  expect(parsed).toEqual(fault);
  expect(typeof parsed === 'string' ? parsed : parseFault(faultText(parsed))).toEqual(fault);
});

test.each([
  ['', 'has no fault: error, retry-after, delay, drop, truncate, expired'],
  ['delay', 'delay must be a whole number of milliseconds'],
  ['delay=1.5', 'delay must be a whole number of milliseconds'],
  ['delay=-1', 'delay must be a whole number of milliseconds'],
  ['truncate=9999999999', 'truncate is too large'],
  ['drop=1', 'drop is true or absent'],
  ['eror=500; delay=1', 'knows no word "eror"'],
  ['__proto__=1; delay=1', 'knows no word "__proto__"'],
  ['delay=1; delay=2', 'delay is there twice'],
  ['error=not-fund', /^error knows no "not-fund": it takes a type of the Files.com API .* or a status from 400 to 599$/],
  ['error', /^error /],
  ['error=200', /^error knows no 200/],
  ['retry-after=1', 'retry-after needs an error'],
  ['drop; truncate=1', 'drop leaves no answer for other faults'],
  ['expired; error=500', 'expired and error exclude each other'],
])('%j is none, and is told why', (text, problem) => {
  expect(parseFault(text)).toEqual(typeof problem === 'string' ? problem : expect.stringMatching(problem));
});

test('every problem of the DeepTable API can be asked for', () => {
  for (const error of Object.keys(problemKinds)) expect(parseFault(`error=${error}`)).toEqual({ error });
});

test('every error type of the Files.com API can be asked for', () => {
  expect(errorTypes).toHaveLength(215);
  for (const error of errorTypes) expect(parseFault(`error=${error}`)).toEqual({ error });
});
