/**
 * Which files of a folder are transferred. The rules, as rclone has them:
 *
 * - Rules are tried in the order in which they were given (`--include`, `--exclude` and the lines of `--filter-from`); the first whose
 *   pattern matches decides. What no rule matches is transferred, unless there is an `--include`: then it is not.
 * - A pattern is compared with the path below the folder, `/` between names, letters as they are spelled.
 *   `*` stands for any characters but `/`, `**` for any characters, `?` for one character but `/`, `[a-z]` for one of these and `[!a-z]`
 *   for one of the others, `{a,b}` for either; a backslash takes the meaning from the character behind it.
 * - A pattern with `/` in front is compared with the whole path; any other with the end of it, beginning at a name:
 *   `*.log` is every log, `/*.log` only those at the top.
 * - A pattern with `/` at its end is a folder and all that is in it: `tmp/` is `tmp/**`. Rules without it do not speak of folders, so
 *   an empty folder that no rule names goes the way of what no rule matches.
 */

export interface FilterRule {
  readonly includes: boolean;
  readonly pattern: string;
}

export interface Filter {
  /** Whether the file at `path` is transferred; `path` is relative, such as `a/b.txt`. Folders are asked for with `/` at their end. */
  includes(path: string): boolean;
  /** False when nothing in the folder can be included, so that it need not be read. `folder` has `/` at its end. */
  enters(folder: string): boolean;
}

/** A pattern or a filter file that cannot be understood. */
export class FilterError extends Error {
  override readonly name = 'FilterError';
}

export const everything: Filter = { includes: () => true, enters: () => true };

/** `otherwise`: what happens to paths that no rule matches. */
export function createFilter(rules: readonly FilterRule[], otherwise: boolean): Filter {
  const tests = rules.map(({ includes, pattern }) => {
    const full = pattern.endsWith('/') ? `${pattern}**` : pattern;
    return { includes, expression: compileGlob(full), covers: full.endsWith('**') && !full.endsWith('\\**') };
  });
  return {
    includes: (path) => tests.find(({ expression }) => expression.test(path))?.includes ?? otherwise,
    enters(folder) {
      for (const { includes, expression, covers } of tests) {
        // It may include something below the folder before a later rule excludes the rest.
        if (includes) return true;
        if (covers && expression.test(folder)) return false;
      }
      return true;
    },
  };
}

/**
 * The rules of a `--filter-from` file: one a line, `+ pattern` or `- pattern`; empty lines and lines that begin with `#` or `;` say
 * nothing. `source` names the file in errors.
 */
export function parseFilterFile(text: string, source: string): FilterRule[] {
  const rules: FilterRule[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const rule = line.trim();
    if (rule === '' || rule.startsWith('#') || rule.startsWith(';')) continue;
    const found = /^([+-])\s+(.+)$/.exec(rule);
    if (found?.[2] === undefined)
      throw new FilterError(`${source}, line ${index + 1}: a rule is "+ pattern" or "- pattern", not "${rule}"`);
    rules.push({ includes: found[1] === '+', pattern: found[2] });
  }
  return rules;
}

/** The pattern as a regular expression over a whole relative path. */
export function compileGlob(pattern: string): RegExp {
  if (pattern === '' || pattern === '/') throw new FilterError(`"${pattern}" is no pattern`);
  const anchored = pattern.startsWith('/');
  let source = '';
  let inBraces = false;
  const glob = anchored ? pattern.slice(1) : pattern;
  for (let at = 0; at < glob.length;) {
    const character = String.fromCodePoint(glob.codePointAt(at) ?? 0);
    at += character.length;
    switch (character) {
      case '*': {
        const stars = /^\**/.exec(glob.slice(at))?.[0].length ?? 0;
        at += stars;
        source += stars === 0 ? '[^/]*' : '.*';
        break;
      }
      case '?':
        source += '[^/]';
        break;
      case '[': {
        const close = classEnd(glob, at);
        if (close === -1) throw new FilterError(`"${pattern}": the bracket is not closed`);
        source += characterClass(glob.slice(at, close), pattern);
        at = close + 1;
        break;
      }
      case '{':
        if (inBraces) throw new FilterError(`"${pattern}": braces in braces are not understood`);
        inBraces = true;
        source += '(?:';
        break;
      case '}':
        source += inBraces ? ')' : '\\}';
        inBraces = false;
        break;
      case ',':
        source += inBraces ? '|' : ',';
        break;
      case '\\': {
        if (at >= glob.length) throw new FilterError(`"${pattern}" ends with a backslash`);
        const escaped = String.fromCodePoint(glob.codePointAt(at) ?? 0);
        at += escaped.length;
        source += literal(escaped);
        break;
      }
      default:
        source += literal(character);
    }
  }
  if (inBraces) throw new FilterError(`"${pattern}": the brace is not closed`);
  return new RegExp(`${anchored ? '^' : '(?:^|/)'}${source}$`, 'su');
}

/** The place of the bracket that closes a class; a bracket right at its beginning is one of its characters. */
function classEnd(glob: string, start: number): number {
  let at = start;
  if (glob[at] === '!' || glob[at] === '^') at += 1;
  if (glob[at] === ']') at += 1;
  for (; at < glob.length; at++) {
    if (glob[at] === '\\') at += 1;
    else if (glob[at] === ']') return at;
  }
  return -1;
}

function characterClass(inside: string, pattern: string): string {
  const negated = inside.startsWith('!') || inside.startsWith('^');
  const members = (negated ? inside.slice(1) : inside).replace(/\\(.)|([[\]^&|~])/gsu, (_whole, escaped?: string, special?: string) =>
    classLiteral(escaped ?? special ?? ''),
  );
  try {
    // A class never stands for the separator.
    return `(?!/)${new RegExp(`[${negated ? '^' : ''}${members}]`, 'u').source}`;
  } catch {
    throw new FilterError(`"${pattern}": [${inside}] is no set of characters`);
  }
}

function literal(character: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character;
}

function classLiteral(character: string): string {
  return /[\\^\][-]/.test(character) ? `\\${character}` : character;
}
