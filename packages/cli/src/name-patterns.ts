/** `*` is any letters, `?` one, and everything else itself; as on the server, upper and lower case are the same. */
export function wildcard(pattern: string): RegExp {
  const source = pattern
    .replace(/[\\^$+.()|[\]{}]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 'isu');
}

export const matchesAny = (patterns: readonly string[], name: string): boolean => patterns.some((pattern) => wildcard(pattern).test(name));
