type Evaluate = (value: unknown, path: string) => unknown;

type Modifier = (value: unknown, argument: string, evaluate: Evaluate) => unknown;

type JsonObject = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isArray(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

/** What a modifier makes of a value; undefined for nothing. Modifiers leave alone what they are not for. */
const modifiers: Readonly<Record<string, Modifier>> = {
  '@this': (value) => value,
  '@valid': (value) => value,
  // White space is the matter of the output's format.
  '@ugly': (value) => value,
  '@pretty': (value, argument) => (option(argument, 'sortKeys') ? sorted(value) : value),
  '@reverse': (value) => {
    if (isArray(value)) return [...value].reverse();
    return isObject(value) ? Object.fromEntries(Object.entries(value).reverse()) : value;
  },
  '@keys': (value) => {
    if (isObject(value)) return Object.keys(value);
    return isArray(value) ? value.map(() => null) : [null];
  },
  '@values': (value) => {
    if (isObject(value)) return Object.values(value);
    return isArray(value) ? value : [value];
  },
  '@flatten': (value, argument) => (isArray(value) ? flat(value, option(argument, 'deep')) : value),
  '@join': (value) => (isArray(value) ? Object.fromEntries(value.filter(isObject).flatMap((element) => Object.entries(element))) : value),
  '@tostr': (value) => JSON.stringify(value),
  '@fromstr': (value) => {
    if (typeof value !== 'string') return value ?? undefined;
    try {
      return JSON.parse(value) as unknown;
    } catch {
      // A text that is no JSON stands for nothing.
      return undefined;
    }
  },
  '@group': (value) => (isObject(value) ? group(value) : undefined),
  '@dig': (value, path, evaluate) => dig(value, path, evaluate),
};

export function isModifier(name: string): boolean {
  return Object.hasOwn(modifiers, name);
}

/** Applies `@name` or `@name:argument`. */
export function modify(value: unknown, text: string, evaluate: Evaluate): unknown {
  const colon = text.indexOf(':');
  const name = colon === -1 ? text : text.slice(0, colon);
  return modifiers[name]?.(value, colon === -1 ? '' : text.slice(colon + 1), evaluate);
}

function option(argument: string, name: string): boolean {
  try {
    const options = JSON.parse(argument) as unknown;
    return isObject(options) && options[name] === true;
  } catch {
    return false;
  }
}

function flat(elements: readonly unknown[], deep: boolean): unknown[] {
  return elements.flatMap((element) => (isArray(element) ? (deep ? flat(element, true) : element) : [element]));
}

function sorted(value: unknown): unknown {
  if (isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  const names = Object.keys(value).sort((a, b) => (a < b ? -1 : 1));
  return Object.fromEntries(names.map((name) => [name, sorted(value[name])]));
}

/** `{"a":[1,2],"b":[3,4]}` becomes `[{"a":1,"b":3},{"a":2,"b":4}]`. Members that are no arrays are left out. */
function group(value: JsonObject): unknown[] {
  const rows: Map<string, unknown>[] = [];
  for (const [key, column] of Object.entries(value)) {
    if (!isArray(column)) continue;
    for (const [index, element] of column.entries()) (rows[index] ??= new Map()).set(key, element);
  }
  return rows.map((row) => Object.fromEntries(row));
}

/** What is at a path in the value and in everything below it. */
function dig(value: unknown, path: string, evaluate: Evaluate): unknown[] {
  const found = evaluate(value, path);
  const below = typeof value === 'object' && value !== null ? Object.values(value) : [];
  return [...(found === undefined ? [] : [found]), ...below.flatMap((member) => dig(member, path, evaluate))];
}
