import { UsageError } from './failures.ts';
import { parseFields, pickFields, unknownFields, unknownFieldsError, type Field } from './fields.ts';
import { gjson } from './transform/gjson.ts';
import type { Column } from './view.ts';

/** What `--fields` and `--transform` leave of each object. */
export interface Selection {
  readonly fields: readonly Field[] | undefined;
  readonly transforms: boolean;
  of(item: unknown): unknown;
  /** Throws `UsageError` when the fields are none of this object. Asked with the first object. */
  check<Item>(item: unknown, columns: readonly Column<Item>[]): void;
}

/** Throws `UsageError`. */
export function createSelection(flags: { readonly fields?: string; readonly transform?: string }): Selection {
  const { transform } = flags;
  if (flags.fields !== undefined && transform !== undefined) {
    throw new UsageError('--fields and --transform cannot be used together', 'a transform can pick fields as well: --transform {id,size}');
  }
  const fields = flags.fields === undefined ? undefined : parseFields(flags.fields);
  return {
    fields,
    transforms: transform !== undefined,
    of(item) {
      if (fields !== undefined) return pickFields(item, fields);
      // A path that leads nowhere leaves the data as it is, as in the DeepTable command line.
      return transform === undefined ? item : (gjson(item, transform) ?? item);
    },
    check(item, columns) {
      if (fields === undefined) return;
      const unknown = unknownFields(item, fields, columns);
      if (unknown.length > 0) throw unknownFieldsError(item, unknown);
    },
  };
}
