import { z } from 'zod';
import { faultApis } from './fault-apis.ts';

const wholeNumber = (what: string) =>
  z
    .int(`must be a whole number of ${what}`)
    .min(0, `must be a whole number of ${what}`)
    .max(2 ** 31 - 1, 'is too large');

const error = z
  .union([z.string(), z.number()])
  // A status in quotes, as everything is in the header.
  .transform((value) => (typeof value === 'string' && /^\d{3}$/.test(value) ? Number(value) : value))
  .refine(
    (value) =>
      typeof value === 'number' ? Number.isInteger(value) && value >= 400 && value <= 599 : faultApis.some(({ knows }) => knows(value)),
    {
      error: ({ input }) =>
        `knows no ${JSON.stringify(input)}: it takes a type of the Files.com API such as not-found/file-not-found, a code of /api/v2 such as not_found, a problem of /v1 such as file-not-found, or a status from 400 to 599`,
    },
  );

/** The words of a fault, alike in a rule and in the header. */
export const faultWords = {
  /** What to answer instead: an error of one of the APIs in its own form, or a bare status as a proxy in front would answer it. */
  error: error.optional(),
  /** Seconds that the error asks to wait. */
  'retry-after': wholeNumber('seconds').optional(),
  /** Milliseconds before anything else happens. */
  delay: wholeNumber('milliseconds').optional(),
  /** The connection ends without an answer. */
  drop: z.literal(true, 'is true or absent').optional(),
  /** The head of the answer goes out, then so many bytes of its body, then the connection ends. */
  truncate: wholeNumber('bytes').optional(),
  /** An address that lives for a while (a transfer, a share link) answers as when its time is over. */
  expired: z.literal(true, 'is true or absent').optional(),
};

const faultShape = z.strictObject(faultWords);

export type Fault = z.output<typeof faultShape>;

/** What a fault cannot mean. Undefined when it is in order. */
export function contradictionOf(fault: Fault): string | undefined {
  const { error: wanted, drop, expired, truncate } = fault;
  if (Object.values(fault).every((value) => value === undefined)) return `has no fault: ${Object.keys(faultWords).join(', ')}`;
  if (fault['retry-after'] !== undefined && wanted === undefined) return 'retry-after needs an error';
  if (drop === true && (wanted !== undefined || expired === true || truncate !== undefined))
    return 'drop leaves no answer for other faults';
  if (expired === true && wanted !== undefined) return 'expired and error exclude each other';
  return undefined;
}

/** The problems that zod found, as one text. `nameOf` says what a path in the value is called. */
export function problemsText(problem: z.ZodError, nameOf: (path: readonly PropertyKey[]) => string): string {
  return problem.issues
    .map((issue) => {
      const text =
        issue.code === 'unrecognized_keys' ? `knows no word ${issue.keys.map((key) => JSON.stringify(key)).join(', ')}` : issue.message;
      return [nameOf(issue.path), text].filter((part) => part !== '').join(' ');
    })
    .join('; ');
}

/** Reads `error=rate_limited; retry-after=2; delay=250`. Answers a text that says what is wrong for anything else. */
export function parseFault(text: string): Fault | string {
  const words: Record<string, unknown> = Object.create(null);
  for (const part of text.split(';').filter((each) => each.trim() !== '')) {
    const [name = '', value] = part.split('=').map((side) => side.trim());
    if (name in words) return `${name} is there twice`;
    words[name] = value === undefined ? true : /^\d{1,15}$/.test(value) ? Number(value) : value;
  }
  const result = faultShape.safeParse({ ...words });
  if (!result.success) return problemsText(result.error, (path) => path.join('.'));
  return contradictionOf(result.data) ?? result.data;
}

/** The same text again. */
export function faultText(fault: Fault): string {
  return Object.entries(fault)
    .filter(([, value]) => value !== undefined)
    .map(([word, value]) => (value === true ? word : `${word}=${value}`))
    .join('; ');
}
