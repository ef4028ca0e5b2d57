/** Where the rows of an answer are: the keys that lead to them. Empty: the answer itself, a list of rows or one row. */
export interface RowsPlace {
  readonly keys: readonly string[];
  /** Pages that come later will have their rows there too; false when there was too little to see. */
  readonly isCertain: boolean;
}

interface FoundList {
  readonly keys: readonly string[];
  readonly list: readonly unknown[];
}

/** Names under which APIs put their rows, the most telling first. */
const usualNames = [
  'data',
  'items',
  'results',
  'entries',
  'records',
  'rows',
  'entities',
  'payload',
  'content',
  'objects',
  'values',
  'value',
];

/** What stands under these is about the answer, not the answer. */
const asideNames = new Set(
  (
    'meta metadata _meta links _links link errors error warnings messages included pagination paging page pageinfo page_info cursors ' +
    'facets aggregations debug request headers'
  ).split(' '),
);

/**
 * Finds the rows in an answer. Preferred are lists that are called like the resource, then lists under a usual name, then the only list
 * of objects. A list of an object that is itself a row, such as the tags of one file, is not taken for rows; nor is anything below `meta`
 * and the like, or an empty list when there is a filled one.
 */
export function detectRows(body: unknown, resource: string, path: string): RowsPlace {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return { keys: [], isCertain: true };
  const lists = listsIn(body, [], 0);
  const named = namesOf(resource, path);
  const byName = lists.filter(({ keys }) => named.has(plainName(keys.at(-1) ?? '')));
  const exact = filledFirst(byName);
  if (exact !== undefined) return { keys: exact.keys, isCertain: true };
  // What has an id of its own is a row, whatever lists it holds.
  const isRow = Object.keys(body).some((key) => /^_?id$/i.test(key)) && scalarId(body);
  if (isRow) return { keys: [], isCertain: true };
  const usual = lists
    .filter(({ keys }) => usualNames.includes((keys.at(-1) ?? '').toLowerCase()))
    .toSorted((a, b) => usualNames.indexOf((a.keys.at(-1) ?? '').toLowerCase()) - usualNames.indexOf((b.keys.at(-1) ?? '').toLowerCase()));
  const best = filledFirst(usual);
  if (best !== undefined) return { keys: best.keys, isCertain: best.list.length > 0 || lists.length === 1 };
  const ofObjects = lists.filter(({ list }) => list.some((item) => typeof item === 'object' && item !== null && !Array.isArray(item)));
  const [only] = ofObjects;
  if (only !== undefined) return { keys: only.keys, isCertain: ofObjects.length === 1 };
  const [empty] = lists;
  if (lists.length === 1 && empty !== undefined && empty.list.length === 0 && Object.keys(body).length <= 4 && looksLikeEnvelope(body))
    return { keys: empty.keys, isCertain: false };
  return { keys: [], isCertain: lists.length === 0 };
}

/** Lists down to the third key, outermost first. */
function listsIn(value: object, keys: readonly string[], depth: number): FoundList[] {
  const found: FoundList[] = [];
  const deeper: FoundList[] = [];
  for (const [key, member] of Object.entries(value) as [string, unknown][]) {
    if (asideNames.has(key.toLowerCase())) continue;
    if (Array.isArray(member)) found.push({ keys: [...keys, key], list: member });
    else if (typeof member === 'object' && member !== null && depth < 2) deeper.push(...listsIn(member, [...keys, key], depth + 1));
  }
  return [...found, ...deeper];
}

const filledFirst = (lists: readonly FoundList[]): FoundList | undefined => lists.find(({ list }) => list.length > 0) ?? lists[0];

function scalarId(body: object): boolean {
  const id = Object.entries(body).find(([key]) => /^_?id$/i.test(key))?.[1] as unknown;
  return typeof id === 'string' || typeof id === 'number';
}

/** Beside its list it has only what says how many there are and where more are. */
function looksLikeEnvelope(body: object): boolean {
  return Object.entries(body).every(
    ([key, value]) =>
      Array.isArray(value) || /total|count|page|next|prev|cursor|more|limit|offset|size|object|status|success|ok/i.test(key),
  );
}

const plainName = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

/** How a list of this resource may be called: by the resource, and by the last word of its path. */
function namesOf(resource: string, path: string): ReadonlySet<string> {
  const lastWord = path
    .replace(/[?#].*$/, '')
    .split('/')
    .findLast((part) => part !== '' && !part.includes('{'));
  return new Set([resource, lastWord ?? ''].map(plainName).filter((name) => name !== ''));
}
