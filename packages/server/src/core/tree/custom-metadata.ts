import { invalidField } from '../errors.ts';
import type { CustomMetadata } from '../metadata-tree.ts';

/** What the Files.com clients know of custom metadata (reference/filescom/protocol.md section 11); characters, not bytes. */
const maxMetadataKeys = 32;
export const maxMetadataKeyLength = 256;
export const maxMetadataValueLength = 1024;
const maxColorLength = 255;

const lengthOf = (text: string): number => [...text].length;

/** Texts by their keys, as they are kept: null when there are none. Numbers and flags become texts. Undefined stays undefined. */
export function checkCustomMetadata(given: Readonly<Record<string, unknown>> | null | undefined): CustomMetadata | null | undefined {
  if (given === undefined || given === null) return given;
  const field = 'custom_metadata';
  const entries = Object.entries(given);
  if (entries.length === 0) return null;
  if (entries.length > maxMetadataKeys) throw invalidField(field, `at most ${maxMetadataKeys} keys`);
  const checked = entries.map(([key, value]): [string, string] => {
    const text = typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
    if (typeof text !== 'string') throw invalidField(field, 'each value has to be a text');
    if (key === '' || lengthOf(key) > maxMetadataKeyLength) throw invalidField(field, `a key has 1 to ${maxMetadataKeyLength} characters`);
    if (lengthOf(text) > maxMetadataValueLength) throw invalidField(field, `a value has at most ${maxMetadataValueLength} characters`);
    return [key, text];
  });
  return Object.fromEntries(checked);
}

/** Any word; empty is none. */
export function checkPriorityColor(given: string | null | undefined): string | null | undefined {
  if (given === '') return null;
  if (typeof given === 'string' && lengthOf(given) > maxColorLength)
    throw invalidField('priority_color', `at most ${maxColorLength} characters`);
  return given;
}
