import { RefusedError, type ItemFailure } from '../output/failures.ts';
import { comparisonKey } from './comparison-key.ts';

export interface Places<Item> {
  /** Where it goes. */
  readonly placeOf: (item: Item) => string;
  /** The same for places that are one. Default: as names compare on the server. */
  readonly keyOf?: (place: string) => string;
  /** What the user calls it. */
  readonly nameOf: (item: Item) => string;
  /** Whether two that go to one place are the same thing, named twice. Default: never. */
  readonly isSame?: (one: Item, other: Item) => boolean;
}

/**
 * Several sources may want the same place: the first one has it, the others become failures. Otherwise each
 * would replace the one before.
 */
export function withoutClashes<Item>(
  items: readonly Item[],
  { placeOf, keyOf = comparisonKey, nameOf, isSame = () => false }: Places<Item>,
  failures: ItemFailure[],
): readonly Item[] {
  const taken = new Map<string, Item>();
  return items.filter((item) => {
    const place = placeOf(item);
    const key = keyOf(place);
    const other = taken.get(key);
    if (other === undefined) {
      taken.set(key, item);
      return true;
    }
    if (!isSame(item, other)) failures.push({ name: nameOf(item), error: new RefusedError(`${nameOf(other)} goes to ${place} too`) });
    return false;
  });
}
