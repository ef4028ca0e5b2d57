import { addressMatcher, parseAddressList } from './addresses.ts';
import type { Member } from './principal.ts';
import { AppError, invalidField } from '../errors.ts';
import type { EntryRules } from '../metadata-people.ts';

/** What holds for a user of whom nobody has said anything else. */
export const noEntryRules: EntryRules = { allowedIps: null, bypassesSiteIps: false, mayUseApi: true, secondFactorRequired: null };

const mostAddressCharacters = 16 * 1024;

/** Addresses and blocks as they are kept: one in a line; null for none. Throws `invalid` for anything else. */
export function checkAllowedIps(text: string | null): string | null {
  const entries = parseAddressList(text ?? '');
  if (entries === undefined) throw invalidField('allowed_ips', 'IP addresses or ranges such as 10.0.0.0/8, one in a line');
  const kept = entries.join('\n');
  if (kept.length > mostAddressCharacters) throw invalidField('allowed_ips', `at most ${mostAddressCharacters} characters`);
  return kept === '' ? null : kept;
}

/** Whether an address is in all of these lists; undefined when none of them says anything, and every address is. */
export function allowedBy(...lists: readonly (string | null)[]): ((address: string) => boolean) | undefined {
  const matchers = lists.filter((list) => list !== null).map((list) => addressMatcher(list.split('\n')));
  return matchers.length === 0 ? undefined : (address) => matchers.every((matches) => matches(address));
}

/** Throws `forbidden` for a list that would keep out whoever gives it. */
export function requireHolds(allowedIps: string | null, address: string | undefined): void {
  const allows = allowedBy(allowedIps);
  if (allows === undefined || address === undefined || allows(address)) return;
  throw invalidField('allowed_ips', `your own address ${address} is not in it`);
}

/**
 * Throws `forbidden` for somebody who may not come in by the API, or not from this address. `address`: undefined when it is not a request
 * that comes in; then nobody does who may only come from some addresses.
 */
export function requireEntry({ mayUseApi, allowsAddress }: Pick<Member, 'mayUseApi' | 'allowsAddress'>, address: string | undefined): void {
  if (!mayUseApi) throw new AppError('forbidden', 'This user may not use the API. An administrator can allow it.');
  if (allowsAddress === undefined || (address !== undefined && allowsAddress(address))) return;
  throw new AppError('forbidden', 'This user may not come in from this address. An administrator can allow it.');
}
