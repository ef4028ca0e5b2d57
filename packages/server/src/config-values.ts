import { accessSync, constants, statSync } from 'node:fs';
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { parseAddressList } from './core/access/addresses.ts';

/** How the text of a setting becomes a value. All sources (flag, environment, file) go through the same kind. */
export interface Kind<T> {
  /** Ends the sentence "NAME must be ...". */
  readonly expected: string;
  /** Answers undefined when the text is wrong. */
  readonly parse: (text: string) => T | undefined;
  /** The text may hold a password, so it must not be shown. */
  readonly secret?: true;
}

export const path: Kind<string> = {
  expected: 'a path',
  parse: (text) => (text.trim() === '' || text.includes('\0') ? undefined : resolve(text)),
};

/** A pipe is one too: a shell hands over secrets that way. */
export const readableFile: Kind<string> = {
  expected: 'a file that can be read',
  parse(text) {
    const file = path.parse(text);
    try {
      if (file === undefined || statSync(file).isDirectory()) return undefined;
      accessSync(file, constants.R_OK);
      return file;
    } catch {
      return undefined;
    }
  },
};

export const hostName: Kind<string> = {
  expected: 'an IP address or a host name without a port',
  parse(text) {
    const bare = text.replace(/^\[(.*)\]$/, '$1');
    return isIP(bare) !== 0 || /^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/.test(text) ? bare : undefined;
  },
};

export function wholeNumber(min: number, max: number): Kind<number> {
  return {
    expected: max === Number.MAX_SAFE_INTEGER ? `a whole number of at least ${min}` : `a whole number from ${min} to ${max}`,
    parse(text) {
      const value = /^\d+$/.test(text) ? Number(text) : NaN;
      return value >= min && value <= max ? value : undefined;
    },
  };
}

export const atLeastOne = wholeNumber(1, Number.MAX_SAFE_INTEGER);

export const yesOrNo: Kind<boolean> = {
  expected: 'true or false',
  parse(text) {
    if (/^(true|yes|on|1)$/i.test(text)) return true;
    return /^(false|no|off|0)$/i.test(text) ? false : undefined;
  },
};

export function oneOf<const T extends string>(choices: readonly T[]): Kind<T> {
  return { expected: `one of ${choices.join(', ')}`, parse: (text) => choices.find((choice) => choice === text) };
}

/** A path behind a scheme: `sqlite:/var/lib/filewharf/metadata.db`, `sqlite:///var/...` and relative paths. */
export function pathUrl(scheme: string): Kind<string> {
  return {
    expected: `${scheme}:PATH (no other kind of URL is supported)`,
    parse(text) {
      const rest = text.startsWith(`${scheme}:`) ? text.slice(scheme.length + 1).replace(/^\/\/(?=\/)/, '') : '';
      // A network host (`//host/share`) and `sqlite::memory:` would look like paths.
      return rest.startsWith('//') || rest.startsWith(':') ? undefined : path.parse(rest);
    },
    // Another scheme may carry a password: postgres://name:password@host/db.
    secret: true,
  };
}

/** Answered without a slash at the end. */
export const webUrl: Kind<string> = {
  expected: 'a URL that starts with http:// or https://, without a user name, query or fragment',
  parse(text) {
    if (!URL.canParse(text)) return undefined;
    const url = new URL(text);
    const plain = url.username === '' && url.password === '' && !/[?#]/.test(text);
    return plain && /^https?:$/.test(url.protocol) ? url.href.replace(/\/+$/, '') : undefined;
  },
  secret: true,
};

export const addressList: Kind<readonly string[]> = {
  expected: 'a list of IP addresses or CIDR blocks separated by commas, such as 10.0.0.0/8,::1',
  parse: parseAddressList,
};

export const name: Kind<string> = {
  expected: 'a name',
  parse: (text) => (text.trim() === '' ? undefined : text.trim()),
};

export const password: Kind<string> = {
  expected: 'a password',
  parse: (text) => (text === '' ? undefined : text),
  secret: true,
};

export const apiKey: Kind<string> = {
  expected: 'a key of letters, digits, _ and -',
  parse: (text) => (/^[A-Za-z0-9_-]+$/.test(text) ? text : undefined),
  secret: true,
};

export const command: Kind<string> = {
  expected: 'a command',
  parse: (text) => (text.trim() === '' ? undefined : text),
  secret: true,
};

const byteUnits: Record<string, number> = {
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
};

/** A whole number of bytes. */
export const byteSize: Kind<number> = {
  expected: 'a number of bytes such as 1048576, 10MiB or 5GB',
  parse(text) {
    const match = /^(\d+) ?([KMGT]?i?B)?$/i.exec(text.trim());
    const bytes = Number(match?.[1] ?? NaN) * (byteUnits[match?.[2]?.toLowerCase() ?? 'b'] ?? NaN);
    return Number.isSafeInteger(bytes) ? bytes : undefined;
  },
};

/** The same, or `unlimited`, which is null. */
export function orUnlimited<T>(kind: Kind<T>): Kind<T | null> {
  return {
    ...kind,
    expected: `${kind.expected}, or unlimited`,
    parse: (text) => (text.trim().toLowerCase() === 'unlimited' ? null : kind.parse(text)),
  };
}
