import type { ActiveFile, Standing } from './progress-state.ts';
import { oneLine } from './safe-text.ts';
import { shorten, textWidth } from './text-width.ts';
import { humanBytes, humanDuration } from './units.ts';

/** How many files under way have a line of their own. */
const fileLines = 8;

/**
 * What the block shows, in lines that are narrower than the window and together lower: an overall line, and one for each file under way. In
 * narrow windows what matters least is left out.
 */
export function blockLines(standing: Standing, columns: number, rows: number): readonly string[] {
  // The last column stays free, as terminals wrap at it in different ways; and the cursor has a row of its own.
  const width = columns - 1;
  const room = Math.max(0, Math.min(fileLines, rows - 2));
  const { active } = standing;
  const shown = active.length > room ? active.slice(0, Math.max(0, room - 1)) : active;
  const more = active.length - shown.length;
  return [
    overallLine(standing, width),
    ...shown.map((file) => fileLine(file, width)),
    ...(more > 0 && room > 0 ? [shorten(`  and ${more} more`, width)] : []),
  ];
}

function overallLine(standing: Standing, width: number): string {
  const { bytes, files, totals, speed, etaSeconds, failed } = standing;
  const percent =
    totals.known && totals.bytes > 0 ? `${String(Math.floor((Math.min(bytes, totals.bytes) / totals.bytes) * 100)).padStart(3)}%` : '';
  const total = totals.known ? `/${humanBytes(totals.bytes)}` : '';
  const fileTotal = totals.known ? `/${totals.files}` : totals.files > 0 ? ` of ${totals.files}+` : '';
  // In the order of the line; the rank says what matters most.
  const parts: readonly (readonly [text: string, rank: number])[] = [
    [percent, 0],
    [percent === '' ? '' : bar(bytes / totals.bytes, 20), 6],
    [`${humanBytes(bytes)}${total}`, 1],
    [`${humanBytes(speed)}/s`, 3],
    [etaSeconds === undefined ? (totals.known ? '' : 'counting') : `ETA ${humanDuration(etaSeconds)}`, 2],
    [`${files}${fileTotal} files`, 5],
    [failed === 0 ? '' : `${failed} failed`, 4],
  ];
  return fitting(parts, width);
}

/** The parts that fit, the most important ones first, in their own order. */
function fitting(parts: readonly (readonly [text: string, rank: number])[], width: number): string {
  const kept = new Set<number>();
  let used = -2;
  for (const index of parts.map((_part, at) => at).sort((a, b) => (parts[a]?.[1] ?? 0) - (parts[b]?.[1] ?? 0))) {
    const text = parts[index]?.[0] ?? '';
    if (text === '' || used + 2 + text.length > width) continue;
    used += 2 + text.length;
    kept.add(index);
  }
  return parts.flatMap(([text], index) => (kept.has(index) ? [text] : [])).join('  ');
}

function bar(share: number, width: number): string {
  const full = Math.round(Math.min(1, Math.max(0, share)) * width);
  return `[${'='.repeat(full)}${' '.repeat(width - full)}]`;
}

function fileLine({ name, bytes, sizeBytes }: ActiveFile, width: number): string {
  const percent =
    sizeBytes === undefined || sizeBytes === 0 ? '' : `${String(Math.floor((Math.min(bytes, sizeBytes) / sizeBytes) * 100)).padStart(3)}%`;
  const size = sizeBytes === undefined ? humanBytes(bytes) : humanBytes(sizeBytes);
  const tail = [percent, width >= 40 ? size : ''].filter((text) => text !== '').join('  ');
  const room = width - 2 - (tail === '' ? 0 : textWidth(tail) + 2);
  // Names of a few letters tell nothing.
  if (room < 6) return shorten(`  ${oneLine(name)}`, width, 'start');
  return `  ${shorten(oneLine(name), room, 'start')}${tail === '' ? '' : `  ${tail}`}`;
}
