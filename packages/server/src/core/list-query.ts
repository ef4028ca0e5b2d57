/** How one page of a long list is asked for: by place, never by counting through what comes before. */
export interface ListQuery<Field extends string> {
  /** All of them have to hold. */
  readonly filters: readonly Filter<Field>[];
  /** Default: in the order of creation. What has no value sorts before all others. */
  readonly sort?: { readonly field: Field; readonly descending: boolean } | undefined;
  /** Only what comes behind this place. */
  readonly after?: ListPlace | undefined;
  readonly limit: number;
}

/** `contains` and `prefix` compare text without regard to case, like `eq`. */
export interface Filter<Field extends string> {
  readonly field: Field;
  readonly op: 'eq' | 'prefix' | 'contains' | 'gt' | 'gteq' | 'lt' | 'lteq';
  /** A time is milliseconds since 1970, a flag 1 or 0. null: has no value (with `eq` only). */
  readonly value: string | number | null;
}

/** Where a row stands in a list: the value that the list is sorted by, as the store compares it, and the number of the row. */
export interface ListPlace {
  readonly value: string | number;
  readonly number: number;
}

/** A row of a list, and where it stands there. */
export interface Placed<T> {
  readonly item: T;
  readonly place: ListPlace;
}
