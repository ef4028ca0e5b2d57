import { BlockList, isIP, isIPv4, isIPv6 } from 'node:net';
import { AppError } from '../errors.ts';

/** The address as text that compares: IPv4 inside IPv6 (`::ffff:192.0.2.1`) as IPv4, no zone, lower case. `undefined` for no IP address. */
export function ipAddress(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const [bare = ''] = text.split('%');
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1];
  const address = mapped ?? bare.toLowerCase();
  return isIP(address) === 0 ? undefined : address;
}

/**
 * Who counts as one client: an IPv4 address, or the /64 of an IPv6 address, which is what a single customer of a provider gets at least.
 * Limits count by it, as whoever has a /64 has an address for every try. Text that is no address counts as itself.
 */
export function clientNetwork(address: string): string {
  const own = ipAddress(address) ?? address;
  if (!isIPv6(own)) return own;
  const [head = '', tail] = own.split('::');
  const groups = head === '' ? [] : head.split(':');
  if (tail !== undefined) {
    const last = tail === '' ? [] : tail.split(':');
    // An embedded IPv4 address stands for two groups; only the first four groups matter.
    while (groups.length + last.length + (tail.includes('.') ? 1 : 0) < 8) groups.push('0');
    groups.push(...last);
  }
  return `${groups.slice(0, 4).join(':')}::/64`;
}

/** An address, or a block of them in CIDR form. */
interface Block {
  readonly address: string;
  readonly prefix: number;
  readonly family: 'ipv4' | 'ipv6';
}

function blockOf(entry: string): Block | undefined {
  const [, text = '', bits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(entry.trim()) ?? [];
  const address = text.includes('%') ? undefined : ipAddress(text);
  if (address === undefined) return undefined;
  const family = isIPv4(address) ? 'ipv4' : 'ipv6';
  const most = family === 'ipv4' ? 32 : 128;
  const prefix = bits === undefined ? most : Number(bits);
  return prefix > most ? undefined : { address, prefix, family };
}

/** Splits a list written with commas or spaces. Answers undefined when an entry is neither an IP address nor a CIDR block. */
export function parseAddressList(text: string): readonly string[] | undefined {
  const entries = text.split(/[\s,]+/).filter((entry) => entry !== '');
  return entries.every((entry) => blockOf(entry) !== undefined) ? entries : undefined;
}

/**
 * A predicate from a list of addresses and CIDR ranges (`10.0.0.0/8`, `fd00::/8`, `192.0.2.1`). IPv4 inside IPv6 is
 * seen as IPv4. Throws `invalid` naming the first entry that is neither.
 */
export function addressMatcher(entries: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const entry of entries) {
    const block = blockOf(entry);
    if (block === undefined) throw new AppError('invalid', `"${entry}" is not an IP address or a range such as 10.0.0.0/8.`);
    list.addSubnet(block.address, block.prefix, block.family);
  }
  return (address) => {
    const own = ipAddress(address);
    return own !== undefined && list.check(own, isIPv4(own) ? 'ipv4' : 'ipv6');
  };
}
