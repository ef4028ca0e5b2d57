import { createHash } from 'node:crypto';

/** Text from the first `bytes` bytes of SHAKE-128, in base64 without padding. */
export function digest128(text: string | Uint8Array, bytes: number): string {
  return createHash('shake128', { outputLength: bytes }).update(text).digest('base64').replace(/=+$/, '');
}

const replacements: Readonly<Record<string, string>> = { '+': 'x', '*': 'x', '-': '_', '@': 'a', '|': 'l' };

/** One name in snake_case, by dlt's rules; not shortened. */
function snakeCase(name: string): string {
  const reduced = name
    .trim()
    .replace(/[+*\-@|]/g, (character) => replacements[character] as string)
    .replace(/[^a-zA-Z\d_]+/g, '_')
    .replace(/([^_])([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase();
  const prefixed = /^\d/.test(reduced) ? `_${reduced}` : reduced;
  return prefixed.replace(/_+$/, (underscores) => 'x'.repeat(underscores.length)).replace(/_+/g, '_');
}

/** Names that are too long get a tag of 6 characters in their middle, made from `original`: as dlt makes it. */
export function shorten(name: string, original: string, limit: number): string {
  if (name.length <= limit) return name;
  const tag = digest128(original, 4).replaceAll('/', 'a').replaceAll('+', 'b').toLowerCase();
  const room = limit - tag.length;
  const right = Math.floor(room / 2);
  return name.slice(0, room - right) + tag + name.slice(name.length - right);
}

/** How keys of the data become names of tables and columns. */
export interface Naming {
  /** One name, such as that of a dataset. */
  identifier(name: string): string;
  /** A key or a table name: `__` separates parts. */
  path(name: string): string;
  /** Parts that are normalised already, as one name. */
  join(parts: readonly string[]): string;
  readonly maxLength: number;
}

/** dlt's `snake_case`, with names of at most `maxLength` characters. */
export function snakeCaseNaming(maxLength: number): Naming {
  const paths = new Map<string, string>();
  const joined = new Map<string, string>();
  const identifier = (name: string) => shorten(snakeCase(name), name.trim(), maxLength);
  const remembered = (cache: Map<string, string>, key: string, make: () => string): string => {
    const known = cache.get(key);
    if (known !== undefined) return known;
    const made = make();
    // Hostile data has new keys in every row.
    if (cache.size > 20_000) cache.clear();
    cache.set(key, made);
    return made;
  };
  return {
    maxLength,
    identifier,
    path: (name) =>
      remembered(paths, name, () => {
        const parts = name
          .trim()
          .split('__')
          .filter((part) => part !== '')
          .map(identifier);
        return shorten(parts.join('__'), name.trim(), maxLength);
      }),
    join(parts) {
      if (parts.length === 1 && (parts[0] as string).length <= maxLength) return parts[0] as string;
      const path = parts.join('__');
      return path.length <= maxLength ? path : remembered(joined, path, () => shorten(path, path, maxLength));
    },
  };
}
