/** The place of a row in a listing: the sort value (none when sorted by creation), then the row's number, which breaks ties. */
export type Position = readonly (string | number)[];

interface Anchor {
  /** How many rows stand before `position`. */
  index: number;
  readonly position: Position;
  /** The text of `position` as SQLite compares it. */
  readonly bytes: Buffer | undefined;
}

/** Anchors kept per listing, spread over it. A jump into a listing of n rows then passes over n / 16384 rows on average, in a covering index. */
const mostAnchors = 4096;
/** A shorter walk is not worth an anchor. */
const walkWorthAnAnchor = 100;

const bytesOf = ([first]: Position): Buffer | undefined => (typeof first === 'string' ? Buffer.from(first) : undefined);

function isAfter(anchor: Anchor, position: Position, bytes: Buffer | undefined): boolean {
  for (const [place, value] of position.entries()) {
    const own = anchor.position[place];
    if (own === value) continue;
    if (place === 0 && bytes !== undefined && anchor.bytes !== undefined) return Buffer.compare(anchor.bytes, bytes) > 0;
    return own !== undefined && own > value;
  }
  return false;
}

/**
 * Remembered places of one listing in ascending order, kept exact while rows come and go: a row that comes before an anchor
 * moves it up by one. So a page number is answered by a short walk from the nearest anchor instead of by counting from the start.
 */
export class Positions {
  /** Ascending, by index and by position alike. */
  readonly #anchors: Anchor[] = [];

  /** How many places are remembered. */
  get size(): number {
    return this.#anchors.length;
  }

  /** The anchor nearest to `index`; undefined when the start (0) or the end (`total`) is nearer. */
  nearest(index: number, total: number): Readonly<Anchor> | undefined {
    const next = this.#firstWhere((anchor) => anchor.index >= index);
    let best: Anchor | undefined;
    let distance = Math.min(index, total - index);
    for (const anchor of [this.#anchors[next - 1], this.#anchors[next]]) {
      const away = anchor === undefined ? Infinity : Math.abs(anchor.index - index);
      if (away >= distance) continue;
      best = anchor;
      distance = away;
    }
    return best;
  }

  /**
   * Whether a row that so many others lie before, as seen from the nearest anchor, should become one. Anchors three quarters of their fair
   * distance apart fill a listing just when there are as many as are kept: jumps at random then find one near, and cost no other its place.
   */
  isWorthRemembering(walked: number, total: number): boolean {
    return walked >= Math.max(walkWorthAnAnchor, (0.75 * total) / mostAnchors);
  }

  remember(index: number, position: Position): void {
    const place = this.#firstWhere((anchor) => anchor.index >= index);
    if (this.#anchors[place]?.index === index) return;
    this.#anchors.splice(place, 0, { index, position, bytes: bytesOf(position) });
    if (this.#anchors.length > mostAnchors) this.#forgetClosest();
  }

  added(position: Position): void {
    this.#shift(position, 1);
  }

  removed(position: Position): void {
    this.#shift(position, -1);
  }

  #shift(position: Position, by: 1 | -1): void {
    const bytes = bytesOf(position);
    for (let place = this.#firstWhere((anchor) => isAfter(anchor, position, bytes)); place < this.#anchors.length; place++) {
      const anchor = this.#anchors[place];
      if (anchor !== undefined) anchor.index += by;
    }
  }

  /** The place of the first anchor for which the test holds; it holds for all behind it too. */
  #firstWhere(test: (anchor: Anchor) => boolean): number {
    let low = 0;
    let high = this.#anchors.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const anchor = this.#anchors[middle];
      if (anchor !== undefined && test(anchor)) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** Forgets the anchor whose neighbours are nearest to each other: that leaves the smallest gap. */
  #forgetClosest(): void {
    let closest = 1;
    let gap = Infinity;
    for (let place = 1; place < this.#anchors.length - 1; place++) {
      const width = (this.#anchors[place + 1]?.index ?? 0) - (this.#anchors[place - 1]?.index ?? 0);
      if (width >= gap) continue;
      gap = width;
      closest = place;
    }
    this.#anchors.splice(closest, 1);
  }
}
