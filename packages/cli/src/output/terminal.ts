/** What a stream can show. The window may change its size at any time, so sizes are asked for when they are needed. */
export interface Terminal {
  readonly isTerminal: boolean;
  readonly color: boolean;
  /** Columns of the window; 80 when nobody says. */
  columns(): number;
  /** Rows of the window; 24 when nobody says. */
  rows(): number;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Looks at a stream. `color` is false with `--no-color`. */
export function terminalOf(stream: NodeJS.WriteStream, env: Environment, flags: { readonly color?: boolean }): Terminal {
  const isTerminal = stream.isTTY === true;
  return {
    isTerminal,
    color: flags.color !== false && wantsColor(env, isTerminal),
    columns: () => size(stream.columns, env['COLUMNS'], 80),
    rows: () => size(stream.rows, env['LINES'], 24),
  };
}

/** NO_COLOR before FORCE_COLOR, as the help texts of Commander have it; `FORCE_COLOR=0` is no color. */
function wantsColor(env: Environment, isTerminal: boolean): boolean {
  const force = env['FORCE_COLOR'];
  if ((env['NO_COLOR'] ?? '') !== '' || force === '0' || force === 'false') return false;
  return force !== undefined || (isTerminal && env['TERM'] !== 'dumb');
}

function size(ofStream: number | undefined, ofEnvironment: string | undefined, fallback: number): number {
  const stated = Number(ofEnvironment);
  // A pseudo terminal that nobody sized says 0.
  if (ofStream !== undefined && ofStream > 0) return ofStream;
  return Number.isInteger(stated) && stated > 0 ? stated : fallback;
}

/** Marks a text with a style (`bold`) where color is wanted. */
export type Paint = (style: Style, text: string) => string;

export type Style = keyof typeof codes;

const codes = { bold: 1, dim: 2, invert: 7, red: 31, green: 32, yellow: 33, blue: 34, cyan: 36 };

export function painter(color: boolean): Paint {
  return color ? (style, text) => `\x1b[${String(codes[style])}m${text}\x1b[0m` : (_style, text) => text;
}
