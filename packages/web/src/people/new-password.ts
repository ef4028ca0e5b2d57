/** 32, so that five bits of chance choose one; without those that look like another. */
const characters = 'abcdefghijkmnpqrstuvwxyz23456789';

/** A password that nobody can guess (80 bits of chance) and that can be read out: `k7pm-x3qd-9vca-hw2t`. */
export function newPassword(): string {
  const chance = crypto.getRandomValues(new Uint8Array(16));
  const text = Array.from(chance, (byte) => characters[byte % characters.length]).join('');
  return text.replace(/.{4}(?=.)/g, '$&-');
}
