import { BlockList, isIPv4, isIPv6 } from 'node:net';
import { ipAddress } from '../core/access/addresses.ts';

/** 127.0.0.0/8 and ::1. */
export function isLoopback(address: string): boolean {
  const own = ipAddress(address);
  return own !== undefined && loopback.check(own, isIPv4(own) ? 'ipv4' : 'ipv6');
}

/**
 * Who counts as one client: an IPv4 address, or the /64 of an IPv6 address, which is what a single customer of a provider gets at least.
 * Text that is no address counts as itself.
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

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');
