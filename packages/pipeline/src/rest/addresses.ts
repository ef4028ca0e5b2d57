import { lookup as systemLookup, type LookupAddress, type LookupOptions } from 'node:dns';
import { BlockList, isIP } from 'node:net';

/** Where requests may go: `any` for what the operator set up, `public` for what somebody else did. */
export type AddressPolicy = 'any' | 'public';

/** The address that would be connected to is inside of the operator's network. */
export class ForbiddenAddressError extends Error {
  override readonly name = 'ForbiddenAddressError';
  readonly code = 'FORBIDDEN_ADDRESS';
}

/** Everything that IANA's registries of special-purpose addresses do not call globally reachable. */
const notPublic = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  notPublic.addSubnet(network, prefix, 'ipv4');

/** Only 2000::/3 is handed out to hosts of the internet; of it, these lead elsewhere: Teredo, documentation, 6to4 and the like. */
const globalIpv6 = new BlockList();
globalIpv6.addSubnet('2000::', 3, 'ipv6');
const specialIpv6 = new BlockList();
for (const [network, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  specialIpv6.addSubnet(network, prefix, 'ipv6');

/** Whether an IP address is one of the public internet. IPv4 inside IPv6 is not: there is always the plain form. */
export function isPublicAddress(address: string): boolean {
  const bare = address.replace(/%.*$/, '');
  if (isIP(bare) === 4) return !notPublic.check(bare, 'ipv4');
  return isIP(bare) === 6 && globalIpv6.check(bare, 'ipv6') && !specialIpv6.check(bare, 'ipv6');
}

/** @throws ForbiddenAddressError for a URL whose host is an address, since that one is never looked up. */
export function refuseLiteral(url: URL, policy: AddressPolicy): void {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  if (policy === 'public' && isIP(host) !== 0 && !isPublicAddress(host)) throw forbidden(url.hostname, host);
}

type LookupCallback = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void;

/** Resolves a name once and answers what was checked, so that nothing can change between the check and the connection. */
export function guardedLookup(policy: AddressPolicy): (host: string, options: LookupOptions, callback: LookupCallback) => void {
  return (host, options, callback) => {
    systemLookup(host, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, []);
      const refused = policy === 'public' ? addresses.find(({ address }) => !isPublicAddress(address)) : undefined;
      if (refused !== undefined) return callback(forbidden(host, refused.address), []);
      if (options.all === true) return callback(null, addresses);
      const [first] = addresses;
      if (first === undefined) return callback(Object.assign(new Error(`${host} has no address`), { code: 'ENOTFOUND' }), []);
      return callback(null, first.address, first.family);
    });
  };
}

function forbidden(host: string, address: string): ForbiddenAddressError {
  return new ForbiddenAddressError(
    `${host} is ${address === host ? 'an' : `${address}, an`} address inside of the network, where this source may not go`,
  );
}
