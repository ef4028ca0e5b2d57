import type { ListQuery as CoreQuery } from '../../core/list-query.ts';
import type { ListQuery } from './paging.ts';

/** What the core is asked for. Fields that `fields` does not name are the same in all rows: they do not sort, and the caller filters by them. */
export function coreQuery<Field extends string>(
  list: Pick<ListQuery, 'sort' | 'filters' | 'after' | 'limit'>,
  fields: Readonly<Record<string, Field>>,
): CoreQuery<Field | 'number'> {
  return {
    sort: { field: fields[list.sort.field] ?? 'number', descending: list.sort.descending },
    filters: list.filters.flatMap((filter) => {
      const field = fields[filter.field];
      return field === undefined ? [] : [{ ...filter, field }];
    }),
    after: list.after,
    limit: list.limit,
  };
}
