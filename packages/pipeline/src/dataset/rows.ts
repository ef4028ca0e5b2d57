import type { QueryResult } from '../destinations/destination.ts';
import type { Column } from '../schema/schema.ts';
import { formatTime } from '../schema/temporal.ts';
import { formatDecimal, type Decimal } from '../schema/values.ts';

/**
 * A row of an answer, by the names of its columns. Whole numbers are numbers while these are exact, else bigint; decimals are numbers;
 * timestamps and dates are `Date`s, times of day text (`23:59:59.500000`); json is its text.
 */
export type AnswerRow = Record<string, unknown>;

/** Rows as objects, in pieces. */
export async function* rowsOf({ columns, rows }: QueryResult): AsyncGenerator<AnswerRow[]> {
  const members = columns.map((column) => [column.name, plainValue(column)] as const);
  for await (const batch of rows)
    yield batch.map((row) =>
      Object.fromEntries(members.map(([name, plain], index) => [name, row[index] === null ? null : plain(row[index])])),
    );
}

/** A value of the column as JavaScript has it. */
function plainValue({ data_type: type }: Column): (value: unknown) => unknown {
  switch (type) {
    case 'timestamp':
      // Rounded down, also before 1970.
      return (value) => new Date(Number(floorDiv(value as bigint, 1000n)));
    case 'date':
      return (value) => new Date((value as number) * 86_400_000);
    case 'time':
      return (value) => formatTime(value as number);
    case 'decimal':
      return (value) => (typeof value === 'number' ? value : Number(formatDecimal(value as Decimal)));
    case 'wei':
      return (value) => {
        const { digits, scale } = value as Decimal;
        return wholeNumber(digits / 10n ** BigInt(scale));
      };
    default:
      return (value) => (typeof value === 'bigint' ? wholeNumber(value) : value);
  }
}

function wholeNumber(value: bigint): number | bigint {
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
}

function floorDiv(value: bigint, by: bigint): bigint {
  return (value - (((value % by) + by) % by)) / by;
}
