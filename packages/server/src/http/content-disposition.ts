/**
 * The Content-Disposition header of a download (RFC 6266): `filename` for everyone, in ASCII with `_` for what is not safe there, and
 * `filename*` (RFC 8187) with the exact name where the two differ. Any string is safe to pass: line ends, quotes and
 * control characters cannot leave their place, a lone surrogate becomes U+FFFD.
 */
export function contentDisposition(type: 'attachment' | 'inline', filename: string): string {
  // RFC 6266 appendix D: some clients undo percent signs and backslashes, and cut names at slashes.
  const fallback = filename.replace(/[^\x20-\x7e]|["\\/%]/gu, '_');
  const plain = `${type}; filename="${fallback}"`;
  return fallback === filename ? plain : `${plain}; filename*=UTF-8''${percentEncoded(filename)}`;
}

/** Everything but RFC 8187's attr-char. */
function percentEncoded(text: string): string {
  const wellFormed = Buffer.from(text, 'utf8').toString('utf8');
  return encodeURIComponent(wellFormed).replace(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
