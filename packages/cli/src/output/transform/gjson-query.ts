import { groupEnd } from './gjson-scan.ts';

type Evaluate = (value: unknown, path: string) => unknown;

/**
 * Whether an element meets the condition of `#(...)`: `age>45`, `first%"D*"`, `=="fb"` (the element itself), `nets.#(=="fb")` (is there).
 * Comparisons are GJSON's, which go by the type of the value: numbers compare with the number that is given (0 when it is none), texts by
 * their characters, true and false with the words; null, objects and arrays match nothing.
 */
export function matches(element: unknown, condition: string, evaluate: Evaluate): boolean {
  const { path, operator, operand } = parseCondition(condition);
  const value = path === '' ? element : evaluate(element, path);
  if (operand.startsWith('~')) return compareBooleans(asBoolean(value, operand), operator, 'true');
  if (value === undefined) return false;
  if (operator === '') return true;
  if (typeof value === 'string') return compareTexts(value, operator, operand);
  if (typeof value === 'number') return compareOrdered(value, operator, Number(operand) || 0);
  return typeof value === 'boolean' && compareBooleans(value, operator, operand);
}

interface Condition {
  readonly path: string;
  /** Empty: the path has to be there. */
  readonly operator: string;
  readonly operand: string;
}

function parseCondition(condition: string): Condition {
  let at = 0;
  while (at < condition.length) {
    const operator = /^(?:==?|!=|!%|<=?|>=?|%)/.exec(condition.slice(at))?.[0];
    if (operator !== undefined) {
      const name = operator === '==' ? '=' : operator;
      return { path: condition.slice(0, at).trim(), operator: name, operand: operandOf(condition.slice(at + operator.length).trim()) };
    }
    at = condition[at] === '\\' ? at + 2 : (groupEnd(condition, at) ?? at + 1);
  }
  return { path: condition.trim(), operator: '', operand: '' };
}

/** Without its quotes; a backslash keeps standing before the wildcards that it makes ordinary. */
function operandOf(text: string): string {
  return /^".*"$/s.test(text) && text.length > 1 ? text.slice(1, -1).replace(/\\(["\\])/g, '$1') : text;
}

function compareTexts(value: string, operator: string, operand: string): boolean {
  if (operator === '%') return wildcard(operand)(value);
  if (operator === '!%') return !wildcard(operand)(value);
  return compareOrdered(value, operator, operand);
}

function compareOrdered<Value extends string | number>(value: Value, operator: string, operand: Value): boolean {
  if (operator === '=') return value === operand;
  if (operator === '!=') return value !== operand;
  if (operator === '<') return value < operand;
  if (operator === '<=') return value <= operand;
  if (operator === '>') return value > operand;
  return operator === '>=' && value >= operand;
}

/** True is more than false. */
function compareBooleans(value: boolean, operator: string, operand: string): boolean {
  if (operator === '=') return operand === String(value);
  if (operator === '!=') return operand !== String(value);
  if (value) return operator === '>=' || (operator === '>' && operand === 'false');
  return operator === '<=' || (operator === '<' && operand === 'true');
}

/** `~true`, `~false`, `~null` and `~*`: whether the value is such a one. */
function asBoolean(value: unknown, kind: string): boolean {
  if (kind === '~*') return value !== undefined;
  if (kind === '~null') return value === undefined || value === null;
  if (kind === '~true') return value === true || (typeof value === 'number' && value !== 0) || isWord(value, ['1', 't', 'true']);
  if (kind === '~false')
    return value === undefined || value === null || value === false || value === 0 || isWord(value, ['0', 'f', 'false']);
  return false;
}

function isWord(value: unknown, words: readonly string[]): boolean {
  return typeof value === 'string' && words.includes(value.toLowerCase());
}

/** Says whether a text is like a pattern: `*` stands for any characters, `?` for one, `\` makes the next one ordinary. */
export function wildcard(pattern: string): (text: string) => boolean {
  let source = '';
  let literal = '';
  let isPattern = false;
  for (const [part] of pattern.matchAll(/\\.|[^\\]|\\$/gsu)) {
    const character = part.length > 1 && part.startsWith('\\') ? part.slice(1) : part;
    const special = part === '*' ? '.*' : part === '?' ? '.' : undefined;
    isPattern ||= special !== undefined;
    source += special ?? character.replace(/[\\^$.*+?()[\]{}|/-]/gu, '\\$&');
    literal += character;
  }
  if (!isPattern) return (text) => text === literal;
  const expression = new RegExp(`^${source.replace(/(?:\.\*)+/g, '.*')}$`, 'su');
  return (text) => expression.test(text);
}
