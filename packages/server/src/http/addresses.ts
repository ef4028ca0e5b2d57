import { BlockList, isIPv4 } from 'node:net';
import { ipAddress } from '../core/access/addresses.ts';

/** 127.0.0.0/8 and ::1. */
export function isLoopback(address: string): boolean {
  const own = ipAddress(address);
  return own !== undefined && loopback.check(own, isIPv4(own) ? 'ipv4' : 'ipv6');
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');
