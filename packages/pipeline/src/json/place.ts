/** One step of a JSONPath: `.name`, `['any name']`, `[3]`. */
function pathStep(key: string | number): string {
  if (typeof key === 'number') return `[${key}]`;
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(key)) return `.${key}`;
  return `['${key.replace(/['\\\p{Cc}]/gu, (character) => (character < ' ' ? JSON.stringify(character).slice(1, -1) : `\\${character}`))}']`;
}

/** Paths are for people, and hostile ones have no end: what is longer loses its middle. */
export function shownPath(steps: readonly (string | number)[]): string {
  const path = `$${steps.map(pathStep).join('')}`;
  return path.length <= 200 ? path : `${path.slice(0, 120)}...${path.slice(-60)}`;
}

/**
 * Which value of a JSON text a position belongs to, as a JSONPath. The text may be broken from there on; before, only its outline is
 * looked at. Slow: for messages.
 */
export function pathAt(text: Uint8Array, position: number): string {
  const steps: (string | number | undefined)[] = [];
  let isKey = false;
  for (let at = 0; at < position && at < text.length; at += 1) {
    switch (text[at]) {
      case 0x22: {
        const end = stringEnd(text, at, Math.min(position, text.length));
        if (isKey && end !== undefined) steps[steps.length - 1] = textOf(text.subarray(at, end + 1));
        at = end ?? position;
        break;
      }
      case 0x7b:
        steps.push(undefined);
        isKey = true;
        break;
      case 0x5b:
        steps.push(0);
        isKey = false;
        break;
      case 0x3a:
        isKey = false;
        break;
      case 0x7d:
      case 0x5d:
        steps.pop();
        isKey = false;
        break;
      case 0x2c: {
        const last = steps.at(-1);
        isKey = typeof last !== 'number';
        if (steps.length > 0) steps[steps.length - 1] = typeof last === 'number' ? last + 1 : undefined;
        break;
      }
      default:
    }
  }
  // An object whose key has not come yet is the place itself.
  return shownPath(steps.filter((step) => step !== undefined));
}

function stringEnd(text: Uint8Array, start: number, limit: number): number | undefined {
  for (let at = start + 1; at < limit; at += 1) {
    if (text[at] === 0x5c) at += 1;
    else if (text[at] === 0x22) return at;
  }
  return undefined;
}

function textOf(quoted: Uint8Array): string {
  const source = Buffer.from(quoted.buffer, quoted.byteOffset, quoted.byteLength).toString('utf8');
  try {
    return JSON.parse(source) as string;
  } catch {
    return source.slice(1, -1);
  }
}
