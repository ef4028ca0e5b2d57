/**
 * How a value looks in `--format auto`: on a terminal | when piped.
 * - `text`, `id`: as it is; an `id` is never shortened.
 * - `bytes`: `1.5 MiB` | the exact number.
 * - `time` (ISO text, Date or milliseconds since 1970): local and short | ISO 8601 in UTC.
 * - `number`: right-aligned | as it is.
 * Absent values (undefined, null) are `-` | empty; booleans are `yes`, `no` | `true`, `false`; objects are compact JSON.
 */
export type CellKind = 'text' | 'id' | 'bytes' | 'time' | 'number';

export interface Column<Item> {
  /** Heading on a terminal: `Size`. */
  readonly title: string;
  readonly value: (item: Item) => unknown;
  /** Default: `text`. */
  readonly kind?: CellKind;
  /** Left out of a table that is wider than the window: 1 goes first, then 2. A column without stays, and is shortened if it is `text`. */
  readonly drop?: number;
  /** Where the value is in the object, as `--fields` names it (`size`, `owner.id`): `--fields` then uses this column's title and kind. */
  readonly field?: string;
}

/** The bytes of an answer, as the server sent them. */
export type RawBody = string | Uint8Array | AsyncIterable<Uint8Array>;

/** What the formats have to know about the objects of a command. */
export interface View<Item> {
  /** The command: `files list`. Heading of `pretty` and `explore`. */
  readonly title: string;
  /** `auto`: the columns of the table, and of the row that a single object is when piped. */
  readonly columns: readonly Column<Item>[];
  /** `auto`: the lines for a single object on a terminal. Default: `columns`. */
  readonly details?: readonly Column<Item>[];
  /** `auto`: the one value that is printed alone with `--quiet` (the secret of a key), and when piped if `whenPiped` (the URL of a share). */
  readonly alone?: { readonly value: (item: Item) => unknown; readonly whenPiped?: boolean };
  /** `auto` is JSON: for what has no columns, such as the answer to any request. */
  readonly isJson?: boolean;
  /**
   * `raw`: fetches the answer's bytes (of a list: the first page). Called instead of iterating or calling the source, so that nothing is
   * requested twice. Without it, raw prints each object as compact JSON.
   */
  readonly raw?: () => Promise<RawBody> | RawBody;
  /** Said on stderr when a list is empty and stdout is a terminal: `No files in /reports`. */
  readonly empty?: string;
}
