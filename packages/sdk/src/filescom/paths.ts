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
 * A path as the server keeps it: `/` between its parts and at neither end, no empty parts, no `.` and `..` (which lead nowhere: `a/../b` is
 * `a/b`), no NUL. The spelling of names stays. The top folder is the empty text.
 */
export function normalizePath(path: string): string {
  return path
    .replaceAll('\0', '')
    .split(/[/\\]/)
    .filter((part) => part !== '' && part !== '.' && part !== '..')
    .join('/');
}

/** What two paths have in common when they name the same: neither case nor accents, width or white space at the end make a difference. */
export function normalizeForComparison(path: string): string {
  return normalizePath(path)
    .normalize('NFKC')
    .replace(/[\u00c0-\u017f]/g, plainLetter)
    .toLowerCase()
    .trimEnd();
}

/** Whether two paths name the same: `isSame('Fïłèńämê.Txt', 'filename.txt')`. */
export function isSame(a: string, b: string): boolean {
  return normalizeForComparison(a) === normalizeForComparison(b);
}

/** Whether a path is `folder` or something in it, part by part: `/ab` is not in `/a`. */
export function startsWith(path: string, folder: string): boolean {
  const below = normalizeForComparison(folder);
  return below === '' || `${normalizeForComparison(path)}/`.startsWith(`${below}/`);
}
