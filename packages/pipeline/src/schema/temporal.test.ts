import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatDate, formatTimestamp, parseTemporal } from './temporal.ts';

// As dlt reads them: a timestamp, a date, a time, or none of these.
test.each([
  ['2024-01-15T10:30:00Z', '2024-01-15T10:30:00Z'],
  ['2024-01-15 10:30:00', '2024-01-15T10:30:00Z'],
  ['2024-01-15T10:30', '2024-01-15T10:30:00Z'],
  ['2024-01-15T10', '2024-01-15T10:00:00Z'],
  ['2024-01-15T10Z', '2024-01-15T10:00:00Z'],
  ['20240115T103000Z', '2024-01-15T10:30:00Z'],
  ['20240115 103000', '2024-01-15T10:30:00Z'],
  ['2024-W03-1T10:00:00Z', '2024-01-15T10:00:00Z'],
  ['2024-015T10:00:00', '2024-01-15T10:00:00Z'],
  ['2024-01-15T10:30:00.123456789Z', '2024-01-15T10:30:00.123456Z'],
  ['2024-01-15T10:30:00,5Z', '2024-01-15T10:30:00.500000Z'],
  ['2024-01-15T12:30:00+0200', '2024-01-15T10:30:00Z'],
  ['2024-01-15T12:30:00+02', '2024-01-15T10:30:00Z'],
  ['2024-01-15T10:30:00-00:00', '2024-01-15T10:30:00Z'],
  ['2024-01-15T10:30:00+14:00', '2024-01-14T20:30:00Z'],
  ['2024/01/15 10:30:00', '2024-01-15T10:30:00Z'],
  ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00Z'],
  ['9999-12-31T23:59:59Z', '9999-12-31T23:59:59Z'],
])('%s is a timestamp', (text, expected) => {
  const read = parseTemporal(text);
  expect(read?.kind).toBe('timestamp');
  expect(read?.kind === 'timestamp' && formatTimestamp(read.micros)).toBe(expected);
});

test.each([
  ['2024-01-15', '2024-01-15'],
  ['20240115', '2024-01-15'],
  ['2024-01', '2024-01-01'],
  ['2024', '2024-01-01'],
  ['1030', '1030-01-01'],
  ['2024-W03', '2024-01-15'],
  ['2024-W03-1', '2024-01-15'],
  ['2024W031', '2024-01-15'],
  ['2024-366', '2024-12-31'],
  ['2024366', '2024-12-31'],
])('%s is a date', (text, expected) => {
  const read = parseTemporal(text);
  expect(read?.kind === 'date' && formatDate(read.days)).toBe(expected);
});

test.each(['10:30', '10:30:00', '10:30:00Z'])('%s is a time', (text) => expect(parseTemporal(text)?.kind).toBe('time'));

test.each([
  '2024-01-15T24:00:00Z',
  '2024-01-15T10:30:60Z',
  '2024-02-30T00:00:00Z',
  '2024-01-15T10:30:00 +02:00',
  '2024-01-15t10:30:00z',
  '2024-1-5T1:2:3',
  '2024-01-15T10:30:00.Z',
  ' 2024-01-15T10:30:00Z',
  '2024-01-15T10:30:00Z ',
  '12345678',
  'P1D',
  'not',
  '0000-01-01T00:00:00Z',
  '10000-01-01T00:00:00Z',
  '2024-01-15T10:30:00+25:00',
  '2024-01-15T10:30:00+02:00:30',
  '2024-01-15T1030Z',
  '2024-01-15_10:30:00',
  '2024-01-15T',
  '103000',
  '202401151030',
  '1700000000',
  '24:00',
  '2024-W3',
  '2023-366',
  '2024-01-15T10:30:00UTC',
  '2024-01-15T10:60:00Z',
])('%s is neither', (text) => expect(parseTemporal(text)).toBeUndefined());

test('any moment is written so that it is read again', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -62_135_596_800_000_000n, max: 253_402_300_799_999_999n }), (micros) => {
      const read = parseTemporal(formatTimestamp(micros));
      expect(read).toEqual({ kind: 'timestamp', micros });
      expect(new Date(formatTimestamp(micros)).getTime()).toBe(Math.floor(Number(micros / 1000n) - (micros % 1000n < 0n ? 1 : 0)));
    }),
  );
});
