import type { FolderNode, MetadataReads, Node, User } from '../metadata.ts';

/**
 * What is granted on a folder, in Files.com's words (reference/filescom/protocol.md section 15), and what each implies. `full` is also
 * what renames, moves and deletes; `writeonly` only puts things in; nothing is ever taken away by a grant further down.
 */
export const permissionNames = ['admin', 'full', 'readonly', 'writeonly', 'list', 'history', 'bundle', 'previewonly'] as const;
export type PermissionName = (typeof permissionNames)[number];

/** A set of rights as bits. */
export type Rights = number;

export const right = { list: 1, read: 2, write: 4, remove: 8, share: 16, history: 32, administer: 64, preview: 128 } as const;
const everything: Rights = Object.values(right).reduce((all, bit) => all | bit, 0);

const { list, read, write, remove, share, history, preview } = right;
const rightsOf: Readonly<Record<PermissionName, Rights>> = {
  admin: everything,
  full: list | read | write | remove,
  readonly: list | read,
  writeonly: write,
  list,
  history: history | list,
  bundle: share | read | list,
  previewonly: preview | list,
};

/** What a read-only administrator has everywhere. */
const looking: Rights = list | read | history | preview;

export function isPermissionName(text: string): text is PermissionName {
  return permissionNames.some((name) => name === text);
}

/** What a member has in the part of the tree that the member sees. Every folder with a grant is a root (see `NodeFields.rootId`). */
export interface Grants {
  /** By root: what holds for everything whose nearest root it is. */
  readonly below: ReadonlyMap<string, Rights>;
  /** By folder: what holds only for it and the files directly in it, besides. */
  readonly here: ReadonlyMap<string, Rights>;
  /** Folders above the granted ones: they are shown, with nothing else in them, so that people find the way. */
  readonly ways: ReadonlySet<string>;
}

export type Access = 'all' | Grants;

const nothing: Grants = { below: new Map(), here: new Map(), ways: new Set() };

const idsOf = (chain: string): string[] => chain.split('/').filter((id) => id !== '');

/**
 * What a user has below `viewId`: the user's root, or the folder that a key is limited to. A view outside of the user's root shows
 * nothing: its folder was moved away.
 */
export async function accessOf(reads: MetadataReads, user: User, viewId: string): Promise<Access> {
  const view = await reads.findNode(viewId);
  const root = await reads.findNode(user.rootId);
  if (view?.kind !== 'folder' || root?.kind !== 'folder' || !view.chain.startsWith(root.chain)) return nothing;
  if (user.isAdmin && view.parentId === null) return 'all';
  const below = new Map<string, Rights>();
  const here = new Map<string, Rights>();
  const ways = new Set<string>();
  const add = (to: Map<string, Rights>, id: string, rights: Rights): unknown => to.set(id, (to.get(id) ?? 0) | rights);
  async function addBelow(folder: Pick<FolderNode, 'id'>, rights: Rights): Promise<void> {
    for (const id of await reads.rootsBelow(folder.id)) add(below, id, rights);
  }

  if (user.isAdmin) await addBelow(view, everything);
  else if (user.isReadonlyAdmin) await addBelow(view, looking);
  for (const grant of await reads.grantsOf(user.id)) {
    const rights = rightsOf[grant.permission];
    const inside = grant.folder.chain.startsWith(view.chain);
    if (inside) {
      const ids = idsOf(grant.folder.chain);
      for (const id of ids.slice(ids.indexOf(view.id), -1)) ways.add(id);
    }
    if (!grant.recursive && inside) add(here, grant.folder.id, rights);
    else if (grant.recursive && inside) await addBelow(grant.folder, rights);
    else if (grant.recursive && view.chain.startsWith(grant.folder.chain)) await addBelow(view, rights);
  }
  // Somebody's own root is there even when nothing is granted in it.
  ways.add(view.id);
  return { below, here, ways };
}

/** The rights on a node, by the root that it carries; undefined for a root that was made after the access was looked up. */
function rightsByRoot(access: Grants, node: Node): Rights | undefined {
  const inherited = access.below.get(node.rootId);
  const own = access.here.get(node.kind === 'file' ? node.parentId : node.id);
  return inherited === undefined && own === undefined ? undefined : (inherited ?? 0) | (own ?? 0);
}

/** The rights that hold for everything below the folder with these ids above it: those of the nearest folder with a grant. */
function inheritedRights({ below }: Grants, ids: readonly string[]): Rights {
  for (let place = ids.length - 1; place >= 0; place--) {
    const rights = below.get(ids[place] ?? '');
    if (rights !== undefined) return rights;
  }
  return 0;
}

/** The rights on what lies directly in the folder with this chain. */
export function rightsInside(access: Access, chain: string): Rights {
  if (access === 'all') return everything;
  const ids = idsOf(chain);
  return inheritedRights(access, ids) | (access.here.get(ids.at(-1) ?? '') ?? 0);
}

/** The rights on a node. */
export async function rightsOn(reads: MetadataReads, access: Access, node: Node): Promise<Rights> {
  if (access === 'all') return everything;
  const known = rightsByRoot(access, node);
  if (known !== undefined) return known;
  // Its root has no grant: it is out of sight, or a folder became a root since the access was looked up.
  if (node.kind === 'folder') return rightsInside(access, node.chain);
  const parent = await reads.findNode(node.parentId);
  return parent?.kind === 'folder' ? rightsInside(access, parent.chain) : 0;
}

/** The roots whose files are all to be listed; `all` for every file there is. */
export function listedRoots(access: Access): readonly string[] | 'all' {
  return access === 'all' ? 'all' : [...access.below].filter(([, rights]) => (rights & list) !== 0).map(([id]) => id);
}

/** True when the folder is shown: something is granted on it or below it. */
export function isShown(access: Access, folder: FolderNode, rights: Rights): boolean {
  return access === 'all' || rights !== 0 || access.ways.has(folder.id);
}

/** The rights that hold for the folders in a folder as well. */
export function rightsBelow(access: Access, folder: FolderNode): Rights {
  if (access === 'all') return everything;
  return access.below.get(folder.rootId) ?? inheritedRights(access, idsOf(folder.chain));
}

/**
 * True when the folder is in the listing of the one above it. A folder that merely inherits the right to put things in is shown no more than
 * its neighbours.
 */
export function isListed(access: Access, folder: FolderNode): boolean {
  if (access === 'all') return true;
  const ids = idsOf(folder.chain);
  const inherited = inheritedRights(access, ids.slice(0, -1));
  const own = inheritedRights(access, ids) | (access.here.get(folder.id) ?? 0);
  return (inherited & list) !== 0 || access.ways.has(folder.id) || (own & ~inherited) !== 0;
}

/** True when all folders directly in this one are shown. */
export function showsAllFolders(access: Access, folder: FolderNode): boolean {
  return (rightsBelow(access, folder) & list) !== 0;
}

/** The folders directly in this one that are shown, by name, where not all are. */
export async function shownFolders(reads: MetadataReads, access: Access, parent: FolderNode): Promise<readonly FolderNode[]> {
  if (access === 'all') throw new Error('all folders are shown');
  const shown: FolderNode[] = [];
  for (const id of new Set([...access.ways, ...access.below.keys(), ...access.here.keys()])) {
    const node = await reads.findNode(id);
    if (node?.kind !== 'folder' || node.parentId !== parent.id) continue;
    if (isListed(access, node)) shown.push(node);
  }
  return shown.sort((one, other) => (one.nameKey < other.nameKey ? -1 : 1));
}
