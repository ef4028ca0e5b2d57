/**
 * Names come from strangers, and a terminal obeys what is in them: escape sequences move the cursor, change the title, paste. So nothing
 * that is not ours is printed before it went through here.
 */

// C0, DEL and C1 drive terminals; U+2028 and U+2029 end lines; the bidirectional overrides and isolates make a text look like another;
// byte order marks and noncharacters are nothing that anybody can see; lone surrogates cannot be written as UTF-8.
const harmful = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]|\p{Cs}/gu;
const harmfulInJson = /[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/g;

const shortEscapes: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r' };

function escapeOf(character: string): string {
  const code = character.charCodeAt(0);
  return shortEscapes[character] ?? (code < 0x100 ? `\\x${hex(code, 2)}` : `\\u${hex(code, 4)}`);
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0');
}

/** The text as one harmless line: what would drive a terminal, end a line or reorder the text is shown as `\n`, `\x1b`, `\u202e`. */
export function oneLine(text: string): string {
  return text.replace(harmful, escapeOf);
}

/** `oneLine` that can be read back: backslashes are doubled. For cells of tab-separated rows. */
export function cellText(text: string): string {
  return oneLine(text.replaceAll('\\', '\\\\'));
}

/** Several lines, such as an answer's body on a terminal: as `oneLine`, but line ends and tabs stay. */
export function manyLines(text: string): string {
  return text.replace(harmful, (character) => (character === '\n' || character === '\t' ? character : escapeOf(character)));
}

/** The same value as JSON text, with the harmful characters that JSON allows in strings written as `\uXXXX`. */
export function harmlessJson(json: string): string {
  return json.replace(harmfulInJson, (character) => `\\u${hex(character.charCodeAt(0), 4)}`);
}
