import { compactJson, jsonText } from '../format-json.ts';
import { oneLine } from '../safe-text.ts';
import type { Paint } from '../terminal.ts';
import { shorten } from '../text-width.ts';

interface Node {
  /** `1.` of an item, `size:` of a member. */
  readonly label: string;
  readonly value: unknown;
  readonly depth: number;
  readonly parent: Node | undefined;
  isOpen: boolean;
  /** Made when the node is opened first. */
  children: readonly Node[] | undefined;
}

/**
 * What the user walks through: a tree of the items, and where the cursor is in it. Knows nothing of terminals and keys. With `single` the
 * members of the one item are the top of the tree.
 */
export function createBrowser({ single }: { readonly single: boolean }) {
  const top: Node[] = [];
  let cursor = 0;
  /** First line that is shown. */
  let scroll = 0;
  let rawScroll: number | undefined;
  /** The item itself with `single`. */
  let only: unknown;

  /** Everything that is open, in order. */
  function visible(): Node[] {
    const rows: Node[] = [];
    const walk = (nodes: readonly Node[]): void => {
      for (const node of nodes) {
        rows.push(node);
        if (node.isOpen) walk(node.children ?? []);
      }
    };
    walk(top);
    return rows;
  }

  function current(): Node | undefined {
    return visible()[cursor];
  }

  function setCursor(index: number, count = visible().length): void {
    cursor = Math.max(0, Math.min(index, count - 1));
  }

  function itemOf(node: Node): Node {
    let item = node;
    while (item.parent !== undefined) item = item.parent;
    return item;
  }

  function rawLines(): readonly string[] {
    const node = current();
    return node === undefined ? [] : jsonText(single ? only : itemOf(node).value).split('\n');
  }

  return {
    append(item: unknown): void {
      if (!single) top.push(leaf(`${top.length + 1}.`, item, undefined));
      else {
        only = item;
        for (const node of childrenOf(leaf('', item, undefined))) top.push(leaf(node.label, node.value, undefined));
      }
    },

    /** Items at the top. */
    count: () => top.length,

    /** Whether fewer than that many lines are below the cursor. */
    isNearEnd: (lines: number): boolean => visible().length - cursor <= lines,

    isRaw: () => rawScroll !== undefined,

    move(lines: number): void {
      if (rawScroll === undefined) setCursor(cursor + lines);
      else rawScroll = Math.max(0, Math.min(rawScroll + lines, rawLines().length - 1));
    },

    toFirst(): void {
      if (rawScroll === undefined) cursor = 0;
      else rawScroll = 0;
    },

    toLast(): void {
      if (rawScroll === undefined) setCursor(Infinity);
      else rawScroll = Math.max(0, rawLines().length - 1);
    },

    /** Opens what is closed; goes into what is open. */
    expand(): void {
      const node = current();
      if (node === undefined || rawScroll !== undefined || !isContainer(node.value)) return;
      if (node.isOpen) setCursor(cursor + 1);
      node.children ??= childrenOf(node);
      node.isOpen = true;
    },

    /** Closes what is open; goes out of what is closed. */
    collapse(): void {
      const node = current();
      if (node === undefined || rawScroll !== undefined) return;
      if (node.isOpen) node.isOpen = false;
      else if (node.parent !== undefined) setCursor(visible().indexOf(node.parent));
    },

    /** Shows the JSON of the item that the cursor is in, or the tree again. */
    toggleRaw(): void {
      rawScroll = rawScroll === undefined ? 0 : undefined;
    },

    /** Goes to the next open line that holds the text, in any case, from the cursor on and then from the start. False when there is none. */
    search(text: string): boolean {
      rawScroll = undefined;
      const rows = visible();
      const wanted = text.toLowerCase();
      const order = [...rows.keys()].map((step) => (cursor + 1 + step) % rows.length);
      const found = order.find((index) => lineText(rows[index]).toLowerCase().includes(wanted));
      if (found !== undefined) cursor = found;
      return found !== undefined;
    },

    selected: (): { readonly value: unknown } | undefined => {
      const node = current();
      return node === undefined ? undefined : { value: node.value };
    },

    /** The lines of a window of that size. */
    lines(columns: number, height: number, paint: Paint): readonly string[] {
      if (rawScroll !== undefined)
        return rawLines()
          .slice(rawScroll, rawScroll + height)
          .map((line) => shorten(line, columns));
      const rows = visible();
      scroll = Math.max(Math.min(scroll, cursor), cursor - height + 1, 0);
      return rows.slice(scroll, scroll + height).map((node, index) => {
        const isCurrent = scroll + index === cursor;
        const line = shorten(`${isCurrent ? '>' : ' '} ${lineText(node)}`, columns);
        return isCurrent ? paint('invert', line) : line;
      });
    },
  };
}

function leaf(label: string, value: unknown, parent: Node | undefined): Node {
  return { label, value, depth: parent === undefined ? 0 : parent.depth + 1, parent, isOpen: false, children: undefined };
}

function childrenOf(node: Node): readonly Node[] {
  const { value } = node;
  if (Array.isArray(value)) return value.map((element: unknown, index) => leaf(`${index + 1}.`, element, node));
  return typeof value === 'object' && value !== null
    ? Object.entries(value).map(([key, member]) => leaf(`${oneLine(key)}:`, member, node))
    : [];
}

function isContainer(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}

/** Enough for any window: the rest would be cut anyway. */
const longest = 1000;

function lineText(node: Node | undefined): string {
  if (node === undefined) return '';
  const mark = isContainer(node.value) ? (node.isOpen ? '▾' : '▸') : ' ';
  // An open item says its size only: what is in it stands below.
  const size = Array.isArray(node.value) ? `${node.value.length} elements` : '';
  const text = node.isOpen ? size : compactJson(node.value).slice(0, longest);
  return `${'  '.repeat(node.depth)}${mark} ${node.label} ${text}`.trimEnd();
}
