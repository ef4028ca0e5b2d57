import type { CursorValue } from '../extract/resource.ts';
import type { Conversion } from './config.ts';

/** What a value becomes before it is sent, for the words that stand in files. */
export const conversions: Readonly<Record<Conversion, (value: CursorValue) => unknown>> = {
  epoch_seconds: (value) => Math.floor(momentOf(value) / 1000),
  epoch_milliseconds: momentOf,
  iso: (value) => new Date(momentOf(value)).toISOString(),
  date: (value) => new Date(momentOf(value)).toISOString().slice(0, 10),
  text: String,
  number: Number,
};

/** Milliseconds since 1970. Numbers are milliseconds or, when they are that small, seconds; a text without a time zone is UTC. */
function momentOf(value: CursorValue): number {
  const number = typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
  if (typeof number !== 'string') return Math.abs(Number(number)) < 1e11 ? Number(number) * 1000 : Number(number);
  const hasZone = /(Z|[+-]\d{2}:?\d{2})$/i.test(number) || !/[T ]\d{2}:/.test(number);
  const moment = Date.parse(hasZone ? number : `${number}Z`);
  if (Number.isNaN(moment)) throw new Error('the value of the cursor is no time, so it cannot be converted');
  return moment;
}
