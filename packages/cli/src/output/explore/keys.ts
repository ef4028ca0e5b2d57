/** A key as `emitKeypressEvents` of node:readline says it. */
export interface Key {
  readonly name?: string;
  readonly ctrl?: boolean;
  readonly meta?: boolean;
  readonly shift?: boolean;
  readonly sequence?: string;
}

export type BrowseCommand =
  'up' | 'down' | 'page up' | 'page down' | 'first' | 'last' | 'expand' | 'collapse' | 'raw' | 'search' | 'next' | 'print' | 'quit';

/** What a key does; undefined for nothing. */
export function commandOf(key: Key): BrowseCommand | undefined {
  if (key.ctrl === true) return controlKeys[key.name ?? ''];
  if (key.meta === true) return undefined;
  return (key.sequence === undefined ? undefined : characters[key.sequence]) ?? namedKeys[key.name ?? ''];
}

const characters: Readonly<Record<string, BrowseCommand | undefined>> = {
  k: 'up',
  j: 'down',
  l: 'expand',
  h: 'collapse',
  g: 'first',
  G: 'last',
  r: 'raw',
  '/': 'search',
  n: 'next',
  p: 'print',
  q: 'quit',
  ' ': 'page down',
};

const namedKeys: Readonly<Record<string, BrowseCommand | undefined>> = {
  up: 'up',
  down: 'down',
  right: 'expand',
  return: 'expand',
  left: 'collapse',
  pageup: 'page up',
  pagedown: 'page down',
  home: 'first',
  end: 'last',
};

const controlKeys: Readonly<Record<string, BrowseCommand | undefined>> = { f: 'page down', b: 'page up', n: 'down', p: 'up' };
