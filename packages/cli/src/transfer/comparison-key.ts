/** Letters of Latin-1 and Latin Extended-A that do not decompose into a plain letter and a mark. */
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

/**
 * What two names in one folder of the server may not share; `a.txt` and `A.txt` are one name there, and may be two here. For a whole
 * path: the keys of its names, `/` between them. It is the server's rule (its `core/tree/names.ts`), which a test holds this one to.
 */
export function comparisonKey(path: string): string {
  // Most names are plain, and there can be very many.
  // oxlint-disable-next-line no-control-regex
  if (/^[\u0000-\u007f]*$/.test(path)) return path.toLowerCase().replace(/\s+(?=\/|$)/g, '');
  return path.split('/').map(nameKey).join('/');
}

function nameKey(name: string): string {
  const key = name
    .normalize('NFKC')
    .replace(/[\u00c0-\u017f]/g, (letter) => plainLetters[letter] ?? letter.normalize('NFD').replace(/\p{Mark}/gu, ''))
    .toLowerCase()
    .trimEnd();
  // Some characters stand for texts with a slash in them, which separates nothing.
  return key.replaceAll('/', '\0');
}
