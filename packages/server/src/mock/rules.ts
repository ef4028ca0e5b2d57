import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { AppError } from '../core/errors.ts';
import { contradictionOf, faultWords, problemsText, type Fault } from './fault.ts';

const times = z.int('must be a whole number from 1 up').min(1, 'must be a whole number from 1 up');

const ruleShape = z.strictObject({
  /** Default: every method. */
  method: z
    .string('must be a method such as GET')
    .regex(/^[A-Za-z]+$/, 'must be a method such as GET')
    .transform((text) => text.toUpperCase())
    .optional(),
  /** Default: every path. See `pathMatcher`. */
  path: z.string('must be a path that begins with /').startsWith('/', 'must be a path that begins with /').optional(),
  /** Of the requests that match: only this one; each so many; only the first so many. At most one of the three. Default: all. */
  nth: times.optional(),
  every: times.optional(),
  first: times.optional(),
  ...faultWords,
});

const rulesShape = z.array(ruleShape, 'must be a list of rules');

type Rule = z.output<typeof rulesShape>[number];

/** What a rule file says. It counts: the same request again can have another fault. */
export interface Rules {
  /** The words of all rules whose turn it is; an earlier rule wins over a later one. */
  faultOf(method: string, url: string): Fault;
}

/** Reads a rule file (JSON); without one there are no rules. Throws `invalid` with every problem of the file. */
export async function readRules(file: string | undefined): Promise<Rules> {
  return file === undefined ? createRules([]) : parseRules(await readFile(file, 'utf8'), file);
}

/** `source` is how to call the text in an error. */
export function parseRules(text: string, source: string): Rules {
  const invalid = (problem: string): AppError => new AppError('invalid', `The rule file ${source} is wrong: ${problem}.`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw invalid(`it is not valid JSON (${error instanceof Error ? error.message : String(error)})`);
  }
  const result = rulesShape.safeParse(value);
  if (!result.success) throw invalid(problemsText(result.error, nameOf));
  const problems = result.data.flatMap((rule, index) => {
    const problem = problemOf(rule);
    return problem === undefined ? [] : [`${nameOf([index])} ${problem}`];
  });
  if (problems.length > 0) throw invalid(problems.join('; '));
  return createRules(result.data);
}

/** `[1, 'delay']` is "rule 2, delay". */
function nameOf([index, ...rest]: readonly PropertyKey[]): string {
  return typeof index === 'number' ? [`rule ${index + 1}`, ...rest.map(String)].join(', ') : 'it';
}

/** The same rule without what says when it applies. */
function faultIn({ method: _method, path: _path, nth: _nth, every: _every, first: _first, ...fault }: Rule): Fault {
  return fault;
}

function problemOf(rule: Rule): string | undefined {
  const turns = [rule.nth, rule.every, rule.first].filter((turn) => turn !== undefined);
  if (turns.length > 1) return 'has more than one of nth, every and first';
  return contradictionOf(faultIn(rule));
}

function createRules(rules: readonly Rule[]): Rules {
  const counted = rules.map((rule) => ({ rule, fault: faultIn(rule), matches: pathMatcher(rule.path ?? '/'), requests: 0 }));
  return {
    faultOf(method, url) {
      const due = counted.filter((one) => {
        if ((one.rule.method ?? method) !== method || !one.matches(url)) return false;
        one.requests += 1;
        return isDue(one.rule, one.requests);
      });
      return Object.assign({}, ...due.toReversed().map(({ fault }) => fault)) as Fault;
    },
  };
}

function isDue({ nth, every, first }: Rule, request: number): boolean {
  if (nth !== undefined) return request === nth;
  if (every !== undefined) return request % every === 0;
  return first === undefined || request <= first;
}

/**
 * Whether an address is meant by the path of a rule. Without `*` that is the path itself and all below it; with it the whole path has
 * to fit: `*` stands for any text without a slash, `**` for any text. After a `?` stand query parameters that the address has to have.
 * Encoded and doubled slashes are slashes.
 */
export function pathMatcher(pattern: string): (url: string) => boolean {
  const wanted = split(pattern);
  const wantedQuery = [...wanted.query];
  const below = wanted.path.includes('*') ? '$' : '(?:/|$)';
  const text = wanted.path
    .replace(/\/$/, '')
    .split(/(\*\*?)/)
    .map((part) => (part === '**' ? '.*' : part === '*' ? '[^/]*' : part.replace(/[\\^$.+?()[\]{}|]/g, String.raw`\$&`)))
    .join('');
  const expression = new RegExp(`^${text}${below}`, 's');
  return (url) => {
    const { path, query } = split(url);
    return expression.test(path) && wantedQuery.every(([name, value]) => query.getAll(name).includes(value));
  };
}

function split(url: string): { path: string; query: URLSearchParams } {
  const mark = url.indexOf('?');
  const path = mark === -1 ? url : url.slice(0, mark);
  return { path: decoded(path).replace(/\/{2,}/g, '/'), query: new URLSearchParams(mark === -1 ? '' : url.slice(mark)) };
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
