import { eastAsianWidth } from 'get-east-asian-width';

/**
 * Columns that a text takes in a terminal. Characters as people see them (grapheme clusters) are measured: a letter with its combining
 * marks is one column, CJK and emoji are two, also emoji of several code points. The text holds no control characters (`oneLine`).
 */
export function textWidth(text: string): number {
  if (plain.test(text)) return text.length;
  let width = 0;
  for (const { segment } of segments(text)) width += clusterWidth(segment);
  return width;
}

/** The text in at most that many columns, cut with an ellipsis at its end, or at its start (paths: the name is what tells). */
export function shorten(text: string, columns: number, at: 'end' | 'start' = 'end'): string {
  if (textWidth(text) <= columns) return text;
  if (columns < 1) return '';
  const clusters = Array.from(segments(text), ({ segment }) => segment);
  if (at === 'start') clusters.reverse();
  let kept = 0;
  let width = 0;
  for (const cluster of clusters) {
    width += clusterWidth(cluster);
    if (width > columns - 1) break;
    kept += 1;
  }
  const rest = clusters.slice(0, kept);
  return at === 'start' ? `…${rest.reverse().join('')}` : `${rest.join('')}…`;
}

/** The text filled with spaces to that many columns, behind it or before it. */
export function pad(text: string, columns: number, align: 'left' | 'right' = 'left'): string {
  const spaces = ' '.repeat(Math.max(0, columns - textWidth(text)));
  return align === 'left' ? text + spaces : spaces + text;
}

const plain = /^[\x20-\x7e]*$/;
let segmenter: Intl.Segmenter | undefined;

function segments(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return segmenter.segment(text);
}

function clusterWidth(cluster: string): number {
  if (plain.test(cluster)) return cluster.length;
  // Here and not above, as the first such expression loads tables that only few runs need. Emoji are wide by themselves, by the selector behind
  // them, or joined to one; \p{RGI_Emoji} would say it exactly and takes 80 ms.
  if (/^(?:\p{Emoji_Presentation}|\p{Emoji}\ufe0f|\p{Extended_Pictographic}.*\u200d)/u.test(cluster)) return 2;
  let width = 0;
  for (const character of cluster) {
    // Marks that sit on a letter, format characters, the vowels and finals of decomposed Hangul. Spacing marks (Mc) do take a column.
    const isWithout = /[\p{Mn}\p{Me}\p{Default_Ignorable_Code_Point}\p{Cf}\u1160-\u11ff\ud7b0-\ud7ff]/u.test(character);
    if (!isWithout) width += eastAsianWidth(character.codePointAt(0) ?? 0);
  }
  return width;
}
