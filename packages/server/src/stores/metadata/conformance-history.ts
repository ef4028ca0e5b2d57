import * as fc from 'fast-check';
import { expect } from 'vitest';
import { newId } from '../../core/ids.ts';
import type { FileListQuery, FileNode, FolderNode, ListScope, MetadataReads, MetadataStore, MetadataWrites } from '../../core/metadata.ts';
import { comparisonKey } from '../../core/tree/names.ts';
import { byCreation, all, sorts, makeTop, newFolder, newFile, summaryOf, page, type Summary } from './conformance-records.ts';

/** The tree as it should be: parents and marks only, everything else is worked out from them. */
export class TreeModel {
  readonly top: FolderNode;
  readonly folders = new Map<string, FolderNode>();
  /** In the order they were created. */
  readonly files = new Map<string, FileNode>();
  #roots: ReadonlySet<string>;

  constructor(top: FolderNode) {
    this.top = top;
    this.folders.set(top.id, top);
    this.#roots = new Set([top.id]);
  }

  copy(): TreeModel {
    const copy = new TreeModel(this.top);
    for (const [id, folder] of this.folders) copy.folders.set(id, folder);
    for (const [id, file] of this.files) copy.files.set(id, file);
    copy.#roots = this.#roots;
    return copy;
  }

  folder(id: string): FolderNode {
    const folder = this.folders.get(id);
    if (folder === undefined) throw new Error(`the model has no folder ${id}`);
    return folder;
  }

  isRoot(id: string): boolean {
    return this.#roots.has(id);
  }

  addFolder(parentId: string, name: string, isRoot = false): FolderNode {
    const folder = newFolder(this.folder(parentId), name);
    const made = isRoot ? { ...folder, rootId: folder.id } : folder;
    this.folders.set(folder.id, made);
    if (isRoot) this.#roots = new Set([...this.#roots, folder.id]);
    return made;
  }

  addFile(parentId: string, name: string, sizeBytes: number): FileNode {
    const file = newFile(this.folder(parentId), name, sizeBytes);
    this.files.set(file.id, file);
    return file;
  }

  updateFile(id: string, change: Partial<FileNode>): FileNode {
    const file = this.files.get(id);
    if (file === undefined) throw new Error(`the model has no file ${id}`);
    const updated = { ...file, ...change };
    const placed = { ...updated, rootId: this.folder(updated.parentId).rootId };
    this.files.set(id, placed);
    return placed;
  }

  remove(id: string): void {
    this.files.delete(id);
    this.folders.delete(id);
    this.#roots = new Set([...this.#roots].filter((root) => root !== id));
  }

  makeRoot(id: string): void {
    this.#roots = new Set([...this.#roots, id]);
    this.#place();
  }

  moveFolder(id: string, parentId: string, updatedAt: number): void {
    this.folders.set(id, { ...this.folder(id), parentId, updatedAt });
    this.#place();
  }

  isInside(id: string, ancestorId: string): boolean {
    return this.folder(id).chain.startsWith(this.folder(ancestorId).chain);
  }

  /** Chains and roots of everything, from the parents. */
  #place(): void {
    const chainOf = (folder: FolderNode): string =>
      `${folder.parentId === null ? '/' : chainOf(this.folder(folder.parentId))}${folder.id}/`;
    const rootOf = (id: string): string => (this.#roots.has(id) ? id : rootOf(this.folder(id).parentId ?? ''));
    for (const [id, folder] of this.folders) this.folders.set(id, { ...folder, chain: chainOf(folder), rootId: rootOf(id) });
    for (const [id, file] of this.files) this.files.set(id, { ...file, rootId: rootOf(file.parentId) });
  }

  /** The files of a scope in ascending order. */
  sorted(scope: ListScope, sort: FileListQuery['sort']): FileNode[] {
    const inScope = (file: FileNode): boolean => {
      if ('folderId' in scope) return file.parentId === scope.folderId;
      return scope.rootIds === 'all' || scope.rootIds.includes(file.rootId);
    };
    // The map is in the order of creation and the sort is stable, so files that are equal stay in that order.
    return [...this.files.values()].filter(inScope).sort((a, b) => compareFiles(a, b, sort));
  }

  list({ scope, sort, descending, offset, limit }: FileListQuery): { items: Summary[]; total: number } {
    const files = this.sorted(scope, sort);
    if (descending) files.reverse();
    return { items: files.slice(offset, offset + limit).map(summaryOf), total: files.length };
  }
}

function compareFiles(a: FileNode, b: FileNode, sort: FileListQuery['sort']): number {
  if (sort === 'name') return Buffer.compare(Buffer.from(a.nameKey), Buffer.from(b.nameKey));
  return sort === 'size' ? a.sizeBytes - b.sizeBytes : 0;
}

export async function expectListing(reads: MetadataReads, model: TreeModel, query: FileListQuery): Promise<void> {
  expect(await page(reads, query), JSON.stringify(query)).toEqual(model.list(query));
}

/** Everything about the tree that can be read without listings. */
async function expectTree(store: MetadataStore, model: TreeModel): Promise<void> {
  for (const file of model.files.values()) expect(await store.findNode(file.id)).toEqual(file);
  for (const folder of model.folders.values()) {
    expect(await store.findNode(folder.id)).toEqual(folder);
    const children = [...model.folders.values()].filter((child) => child.parentId === folder.id);
    const { items, total } = await store.listFolders(folder.id, all);
    expect(items).toEqual(children.sort((a, b) => (a.nameKey < b.nameKey ? -1 : 1)));
    expect(total).toBe(children.length);
    const roots = [...model.folders.values()].filter((below) => model.isRoot(below.id) && below.chain.startsWith(folder.chain));
    expect([...(await store.rootsBelow(folder.id))].sort()).toEqual(roots.map((root) => root.id).sort());
    await expectListing(store, model, { ...byCreation, scope: { folderId: folder.id } });
    if (model.isRoot(folder.id)) await expectListing(store, model, { ...byCreation, scope: { rootIds: [folder.id] } });
  }
  await expectListing(store, model, { ...byCreation, scope: { rootIds: 'all' } });
}

/** Numbers choose among what is there at that moment. */
type Step =
  | {
      readonly do: 'list';
      readonly again: boolean;
      readonly scope: number;
      readonly pick: number;
      readonly sort: number;
      readonly descending: boolean;
      readonly at: number;
      readonly limit: number;
      readonly inWrite: boolean;
    }
  | { readonly do: 'write'; readonly fails: boolean; readonly edits: readonly Edit[] };

interface Edit {
  readonly do: 'add' | 'rename' | 'resize' | 'move' | 'delete' | 'addFolder' | 'moveFolder' | 'makeRoot' | 'deleteFolder' | 'renameFolder';
  readonly pick: number;
  readonly to: number;
}

const choice = fc.nat({ max: 1_000_000 });
const edit: fc.Arbitrary<Edit> = fc.record({
  do: fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom('add', 'rename', 'resize', 'move', 'delete') },
    { weight: 2, arbitrary: fc.constantFrom('addFolder', 'moveFolder', 'makeRoot', 'deleteFolder', 'renameFolder') },
  ),
  pick: choice,
  to: choice,
});
const list: fc.Arbitrary<Step> = fc.record({
  do: fc.constant('list'),
  /** A page that was shown before, from the front or from the back. */
  again: fc.boolean(),
  scope: fc.nat({ max: 4 }),
  pick: choice,
  sort: fc.nat({ max: 2 }),
  descending: fc.boolean(),
  at: fc.nat({ max: 1000 }),
  limit: fc.integer({ min: 1, max: 30 }),
  inWrite: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
});
const writeStep: fc.Arbitrary<Step> = fc.record({
  do: fc.constant('write'),
  fails: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
  edits: fc.array(edit, { minLength: 1, maxLength: 8 }),
});
export const history = fc.array(fc.oneof({ weight: 4, arbitrary: list }, { weight: 1, arbitrary: writeStep }), {
  minLength: 200,
  maxLength: 300,
  size: 'max',
});

/** Enough that listings remember positions. */
const firstFiles = 900;

function pickOf<T>(values: Iterable<T>, pick: number): T | undefined {
  const array = [...values];
  return array[pick % array.length];
}

export async function followHistory(store: MetadataStore, steps: readonly Step[]): Promise<void> {
  let model = new TreeModel(await makeTop(store));
  let names = 0;
  const newName = (pick: number): string => `${(pick * 7) % 53} é${(names += 1)}`;

  const outer = model.addFolder(model.top.id, 'outer', true);
  const plain = model.addFolder(outer.id, 'plain');
  const inner = model.addFolder(plain.id, 'inner', true);
  const other = model.addFolder(model.top.id, 'other');
  await store.write(async (tx) => {
    for (const folder of [outer, plain, inner, other]) await tx.insertFolder(folder);
    for (let i = 0; i < firstFiles; i++) {
      const parent = i % 3 === 0 ? model.top : (pickOf([outer, plain, plain, inner, other], i) ?? outer);
      await tx.insertFile(model.addFile(parent.id, newName(i), (i * 31) % 40));
    }
  });

  async function apply(tx: MetadataWrites, edited: TreeModel, { do: what, pick, to }: Edit): Promise<void> {
    const file = edited.files.get(pickOf(shown, pick)?.file.id ?? '') ?? pickOf(edited.files.values(), pick);
    const folder = pickOf(edited.folders.values(), pick) ?? edited.top;
    const target = pickOf(edited.folders.values(), to) ?? edited.top;
    switch (what) {
      case 'add':
        return tx.insertFile(edited.addFile(target.id, newName(pick), to % 40));
      case 'rename': {
        const name = newName(to);
        return file && tx.updateFile(edited.updateFile(file.id, { name, nameKey: comparisonKey(name), updatedAt: to }));
      }
      case 'resize':
        return file && tx.updateFile(edited.updateFile(file.id, { sizeBytes: to % 40, blobId: newId('blob'), encrypted: false }));
      case 'move':
        return file && tx.updateFile(edited.updateFile(file.id, { parentId: target.id }));
      case 'delete':
        if (file !== undefined) edited.remove(file.id);
        return file && tx.deleteNode(file);
      case 'addFolder':
        return tx.insertFolder(edited.addFolder(target.id, newName(pick), to % 4 === 0));
      case 'renameFolder': {
        if (folder.parentId === null) return;
        const renamed = { name: newName(to), nameKey: newName(to), updatedAt: to };
        edited.folders.set(folder.id, { ...folder, ...renamed });
        return tx.updateFolder(folder.id, renamed);
      }
      case 'moveFolder':
        if (folder.parentId === null || edited.isInside(target.id, folder.id)) return;
        edited.moveFolder(folder.id, target.id, to);
        return tx.moveFolder(folder, target, { updatedAt: to });
      case 'makeRoot':
        edited.makeRoot(folder.id);
        return tx.makeRoot(folder);
      case 'deleteFolder': {
        const isEmpty = ![...edited.folders.values(), ...edited.files.values()].some((node) => node.parentId === folder.id);
        if (!isEmpty || folder.parentId === null) return;
        edited.remove(folder.id);
        return tx.deleteNode(folder);
      }
    }
  }

  /** The first rows of pages as they were, gone or changed since or not: a store may have remembered their places. */
  const shown: { readonly scope: ListScope; readonly sort: FileListQuery['sort']; readonly file: FileNode }[] = [];

  /** Where a row that was shown stands, or would stand if it were still there. Ids are in the order of creation. */
  function placeOf({ scope, sort, file }: (typeof shown)[number]): number {
    const isBefore = (other: FileNode): boolean => (compareFiles(other, file, sort) || (other.id < file.id ? -1 : 1)) < 0;
    return model.sorted(scope, sort).filter((other) => other.id !== file.id && isBefore(other)).length;
  }

  function queryOf(step: Extract<Step, { do: 'list' }>): FileListQuery {
    const again = pickOf(shown, step.pick);
    if (step.again && again !== undefined) {
      const { scope, sort } = again;
      const last = model.sorted(scope, sort).length - 1;
      const place = placeOf(again);
      return { scope, sort, descending: step.descending, offset: Math.max(0, step.descending ? last - place : place), limit: step.limit };
    }
    const roots = [...model.folders.keys()].filter((id) => model.isRoot(id));
    const scopes: readonly ListScope[] = [
      { folderId: pickOf(model.folders.keys(), step.pick) ?? '' },
      { folderId: model.top.id },
      { rootIds: [pickOf(roots, step.pick) ?? ''] },
      { rootIds: roots },
      { rootIds: 'all' },
    ];
    const query = {
      scope: scopes[step.scope] ?? { rootIds: 'all' },
      sort: sorts[step.sort] ?? 'name',
      descending: step.descending,
      limit: step.limit,
    };
    const total = model.list({ ...query, offset: 0 }).total;
    // Anywhere in the listing, and a little behind its end.
    return { ...query, offset: Math.floor((step.at * (total + 20)) / 1000) };
  }

  for (const step of steps) {
    if (step.do === 'list') {
      const query = queryOf(step);
      if (step.inWrite) await store.write((tx) => expectListing(tx, model, query));
      else await expectListing(store, model, query);
      const { scope, sort } = query;
      const sorted = model.sorted(scope, sort);
      const file = sorted[query.descending ? sorted.length - 1 - query.offset : query.offset];
      if (file !== undefined) shown.unshift({ scope, sort, file });
      shown.splice(12);
      continue;
    }
    let edited = model;
    const written = store.write(async (tx) => {
      // Anew each time: a job may be run again.
      edited = model.copy();
      for (const change of step.edits) await apply(tx, edited, change);
      if (step.fails) throw new Error('gives up');
    });
    if (step.fails) {
      await expect(written).rejects.toThrow('gives up');
    } else {
      await written;
      model = edited;
    }
  }
  await expectTree(store, model);
}
