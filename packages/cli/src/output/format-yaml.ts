import { harmlessJson } from './safe-text.ts';

/**
 * A YAML document (1.2, and read the same by parsers of 1.1) that ends with a line end. An emitter of our own: the whole language is a matter
 * of parsers, whereas JSON's values need four ways to write, and quoting whatever could be read otherwise.
 */
export function yamlText(value: unknown): string {
  const text = node(value, '');
  return text.endsWith('\n') ? text : `${text}\n`;
}

/** One element of a list document: its first line starts with `- `. */
export function yamlItem(value: unknown): string {
  return yamlText([value]);
}

/** The text of a node whose further lines start with `margin`. Collections are written in lines of their own, everything else in the first. */
function node(value: unknown, margin: string): string {
  if (typeof value === 'string') return scalar(value, margin);
  if (typeof value === 'number') return numeral(value);
  if (typeof value === 'boolean') return String(value);
  if (typeof value !== 'object' || value === null) return 'null';
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    return value.map((element: unknown) => `- ${node(element, `${margin}  `)}`).join(`\n${margin}`);
  }
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  if (members.length === 0) return '{}';
  return members.map(([key, member]) => keyText(key, margin) + memberText(member, margin)).join(`\n${margin}`);
}

function memberText(value: unknown, margin: string): string {
  const text = node(value, `${margin}  `);
  const isCollection = typeof value === 'object' && value !== null && text !== '[]' && text !== '{}';
  return isCollection ? `\n${margin}  ${text}` : ` ${text}`;
}

function keyText(key: string, margin: string): string {
  const text = plain.test(key) && !words.test(key) ? key : quoted(key);
  // The specification ends simple keys at 1024 characters.
  return text.length <= 1000 ? `${text}:` : `? ${text}\n${margin}:`;
}

/** YAML 1.1 takes `1e+21` for a text: its numbers with an exponent have a point. */
function numeral(value: number): string {
  const text = JSON.stringify(value);
  return text.includes('e') && !text.includes('.') ? text.replace('e', '.0e') : text;
}

// Starts with a letter or a slash, so it is no number, time or indicator; has nothing that ends a scalar (`: `, ` #`) or is at its end.
const plain = /^[\p{L}/_](?:[\p{L}\p{N}_/.@+()-]|[ ](?![ #])|:(?=[^\s]))*(?<![ :])$/u;
// `e0` is a number of YAML 1.1 to some.
const words = /^(?:null|true|false|yes|no|on|off|y|n|nan|inf|e[-+]?\d+)$/i;
// A block shows lines as they are. Those that start or end with white space, or with an empty line, are where parsers differ.
const blockText = /^[^\s\p{C}][^\p{Cc}\p{Cs}\u2028\u2029]*(?:\n+[^\s\p{C}][^\p{Cc}\p{Cs}\u2028\u2029]*)+\n?$/u;

function scalar(text: string, margin: string): string {
  if (plain.test(text) && !words.test(text)) return text;
  if (!blockText.test(text) || harmlessJson(text) !== text) return quoted(text);
  const lines = text.endsWith('\n') ? text.slice(0, -1).split('\n') : text.split('\n');
  const indent = margin === '' ? '  ' : margin;
  return `${text.endsWith('\n') ? '|' : '|-'}\n${lines.map((line) => (line === '' ? '' : indent + line)).join('\n')}`;
}

/** JSON's escapes are YAML's. */
function quoted(text: string): string {
  return harmlessJson(JSON.stringify(text));
}
