import { invalidField } from '../errors.ts';

/** Longest file or folder name, in characters (code points). */
export const maxNameLength = 255;

/** Letters of Latin-1 and Latin Extended-A that do not decompose into a plain letter and a mark. Þ þ Ŋ ŋ Ŧ ŧ stay as they are. */
const plainLetters: Readonly<Record<string, string>> = {
  Æ: 'AE',
  æ: 'ae',
  Ð: 'D',
  ð: 'd',
  Ø: 'O',
  ø: 'o',
  ß: 'ss',
  Đ: 'D',
  đ: 'd',
  Ħ: 'H',
  ħ: 'h',
  ı: 'i',
  ĸ: 'k',
  Ł: 'L',
  ł: 'l',
  Œ: 'OE',
  œ: 'oe',
};

function plainLetter(letter: string): string {
  return plainLetters[letter] ?? letter.normalize('NFD').replace(/\p{Mark}/gu, '');
}

/**
 * What two names in one folder may not share: NFKC, Latin letters without their marks, lower case, no trailing white space
 * (reference/filescom/protocol.md section 10, the rule of the one tree). The name itself is kept as it was spelled.
 */
export function comparisonKey(name: string): string {
  return name
    .normalize('NFKC')
    .replace(/[\u00c0-\u017f]/g, plainLetter)
    .toLowerCase()
    .trimEnd();
}

// Control characters would break headers, logs and terminals; separators would make a path of a name.
// oxlint-disable-next-line no-control-regex
const forbidden = /[\u0000-\u001f\u007f/\\]/;

/** Why nothing can have the name; undefined for a name that something can have. */
export function nameProblem(name: string): { readonly message: string; readonly reason: 'bad_name' | 'name_too_long' } | undefined {
  if (forbidden.test(name)) return { message: 'a name cannot hold "/", "\\" or control characters', reason: 'bad_name' };
  if (/\p{Surrogate}/u.test(name)) return { message: 'the name is not well-formed Unicode', reason: 'bad_name' };
  if (name === '.' || name === '..' || comparisonKey(name) === '')
    return { message: 'a name needs at least one visible character', reason: 'bad_name' };
  if (name.length > maxNameLength && [...name].length > maxNameLength)
    return { message: `a name has at most ${maxNameLength} characters`, reason: 'name_too_long' };
  return undefined;
}

/**
 * The name, unchanged, when a file or folder can have it; else `invalid` on `field`. Names never become paths on the disk; the
 * rules exist so that every door can show and address every node.
 */
export function checkName(name: string, field: string): string {
  const problem = nameProblem(name);
  if (problem !== undefined) throw invalidField(field, problem.message, problem.reason);
  return name;
}
