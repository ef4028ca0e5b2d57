/** The place of a row in a listing: the sort value (none when sorted by creation), then the row's number, which breaks ties. */
export type Position = readonly (string | number)[];

function comparePositions(a: Position, b: Position): number {
  for (let i = 0; i < a.length; i++) {
    const x = a[i];
    const y = b[i];
    if (x === y || x === undefined || y === undefined) continue;
    if (typeof x === 'string' && typeof y === 'string') return Buffer.compare(Buffer.from(x), Buffer.from(y));
    return x < y ? -1 : 1;
  }
  return 0;
}

interface Anchor {
  /** How many rows stand before `position`. */
  index: number;
  readonly position: Position;
}

/** Anchors kept per listing. A jump into a listing of n rows then passes over n / 64 rows on average, in a covering index. */
const anchorsPerListing = 64;

/**
 * Remembered places of one listing in ascending order, kept exact while rows come and go: a row that comes before an anchor
 * moves it up by one. So a page number is answered by a short walk from the nearest anchor instead of by counting from the start.
 */
export class Positions {
  readonly #anchors: Anchor[] = [];

  /** The anchor nearest to `index`; undefined when the start (0) or the end (`total`) is nearer. */
  nearest(index: number, total: number): Readonly<Anchor> | undefined {
    let best: Anchor | undefined;
    let distance = Math.min(index, total - index);
    for (const anchor of this.#anchors) {
      const away = Math.abs(anchor.index - index);
      if (away < distance) {
        best = anchor;
        distance = away;
      }
    }
    return best;
  }

  remember(index: number, position: Position): void {
    if (this.#anchors.some((anchor) => anchor.index === index)) return;
    if (this.#anchors.length >= anchorsPerListing) this.#anchors.splice(Math.floor(Math.random() * anchorsPerListing), 1);
    this.#anchors.push({ index, position });
  }

  added(position: Position): void {
    for (const anchor of this.#anchors) if (comparePositions(position, anchor.position) < 0) anchor.index += 1;
  }

  removed(position: Position): void {
    for (const anchor of this.#anchors) if (comparePositions(position, anchor.position) < 0) anchor.index -= 1;
  }
}
