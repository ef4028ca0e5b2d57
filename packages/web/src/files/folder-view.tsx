import { NotFoundError } from '@filewharf/sdk';
import { useQueryClient } from '@tanstack/react-query';
import {
  lazy,
  Suspense,
  useContext,
  useEffect,
  useRef,
  useState,
  type ClipboardEvent,
  type ComponentType,
  type KeyboardEvent,
  type ReactNode,
} from 'react';
import { Button, IconButton } from '../base/button.tsx';
import { shownName } from '../base/format.ts';
import type { MenuItems } from '../base/menu.tsx';
import { problemText } from '../base/problem-text.ts';
import { Empty, Loading, Problem } from '../base/states.tsx';
import { useToast } from '../base/toast.tsx';
import { refresh } from '../session/live.ts';
import { client } from '../session/session.ts';
import { texts } from '../texts.ts';
import { copy, each, hasNoTrash, move, trash, type Failure } from './changing.ts';
import { clipboard } from './clipboard.ts';
import { DropZone } from './drop-zone.tsx';
import type { FolderDialogKind, FolderDialogsProps } from './folder-dialogs.tsx';
import { FileGrid } from './file-grid.tsx';
import './folder-view.css';
import { FolderHeader, useUploadPickers } from './folder-header.tsx';
import { useListing, type Entry, type Sorting } from './listing.ts';
import { useOpening } from './opening.ts';
import { parentPath, topmost } from './paths.ts';
import { usePageKeys } from './page-keys.ts';
import { useSelection } from './selection.ts';
import { keptSorting, keepSorting } from './kept-sorting.ts';
import { download } from './downloading.ts';
import { pickedFromTransfer } from './uploads/picked-files.ts';
import { UploadsContext } from './uploads/uploads-context.ts';
import { Welcome } from './welcome.tsx';

const loadDialogs = async (): Promise<{ readonly default: ComponentType<FolderDialogsProps> }> => import('./folder-dialogs.tsx');
const FolderDialogs = lazy(loadDialogs);
const Details = lazy(() => import('./details.tsx'));

/** So many can be downloaded or shared at once. */
const mostAtOnce = 1000;

export interface FolderViewProps {
  readonly path: string;
  /** What is looked for below it; nothing: what is in it. */
  readonly query: string;
}

/** A folder: what is in it or found below it, and everything that can be done with that. */
export function FolderView({ path, query }: FolderViewProps): ReactNode {
  const [sorting, setSorting] = useState<Sorting>(keptSorting);
  const [dialog, setDialog] = useState<FolderDialogKind>();
  const [isDetailed, setIsDetailed] = useState(false);
  const [problem, setProblem] = useState<string>();
  const listing = useListing(path, sorting, query);
  const moves = useSelection();
  const { entries } = listing;
  const uploads = useContext(UploadsContext);
  const queries = useQueryClient();
  const toast = useToast();
  const opening = useOpening((entry) => setDialog({ kind: 'preview', entry }));
  const pickers = useUploadPickers(path);
  const view = useRef<HTMLDivElement>(null);

  const { isLoading } = listing;
  useEffect(() => {
    // After a folder was opened by the keyboard, the keyboard is in it.
    if (!isLoading && document.activeElement === document.body) view.current?.querySelector<HTMLElement>('[role=grid]')?.focus();
  }, [isLoading]);

  useEffect(() => {
    // When the list is there, so that what is typed right after F2 is typed into the dialog. A failure shows when it is needed.
    if (!isLoading) loadDialogs().catch(() => undefined);
  }, [isLoading]);

  /** Says which of them it did not work for, and shows what there is now. */
  function report(failures: readonly Failure[], total: number): void {
    const [first] = failures;
    setProblem(
      first === undefined ? undefined : texts.files.failed(failures.length, total, shownName(first.entry.name), problemText(first.error)),
    );
    refresh(queries);
  }

  async function paste(): Promise<void> {
    const { entries: taken, isCut } = clipboard.take();
    if (taken.length === 0) return;
    const failures = await each(taken, (entry) => (isCut ? move(entry, path) : copy(entry, path)));
    report(failures, taken.length);
    if (failures.length < taken.length)
      toast(isCut ? texts.files.moved(taken.length - failures.length) : texts.files.copied(taken.length - failures.length));
  }

  async function toTrash(chosen: readonly Entry[]): Promise<void> {
    // What is below a folder goes with it; a search finds both.
    const wanted = topmost(chosen);
    // First of all: the details of what is gone are not there to be asked for.
    moves.clear();
    // The keyboard stays where it is in the list: at what comes after what goes, else before.
    const at = Math.max(
      0,
      entries.findIndex(({ id }) => id === moves.selection.current),
    );
    const goes = new Set(chosen);
    const next = entries.find((entry, index) => index >= at && !goes.has(entry)) ?? entries.findLast((entry) => !goes.has(entry));
    if (next !== undefined) moves.go(next.id);
    const trashed: { readonly name: string; readonly id: string }[] = [];
    const failures = await each(wanted, async (entry) => {
      const id = await trash(entry);
      if (id !== undefined) trashed.push({ name: entry.name, id });
    });
    const others = failures.filter(({ error }) => !hasNoTrash(error));
    if (others.length > 0) report(others, wanted.length);
    // Where there is no trash it has to be asked whether they may go for good.
    else if (failures.length > 0) setDialog({ kind: 'delete', entries: failures.map(({ entry }) => entry) });
    if (trashed.length === 0) return;
    refresh(queries);
    const undo = async (): Promise<void> => report(await each(trashed, ({ id }) => client.trash.restore(id)), trashed.length);
    toast({ text: texts.files.trashed(trashed.length), action: { label: texts.undo, onClick: () => void undo() } });
  }

  async function pasteFiles(event: ClipboardEvent): Promise<void> {
    if (event.clipboardData.files.length === 0) return;
    event.preventDefault();
    await uploads?.add(path, await pickedFromTransfer(event.clipboardData));
  }

  /** Says so where they are more than the server takes at once. */
  function isFew(selected: readonly Entry[]): boolean {
    setProblem(selected.length > mostAtOnce ? texts.files.tooMany(mostAtOnce) : undefined);
    return selected.length <= mostAtOnce;
  }

  async function selectAll(): Promise<void> {
    try {
      moves.all(await listing.loadAll());
    } catch (error) {
      setProblem(problemText(error));
    }
  }

  function toClipboard(selected: readonly Entry[], isCut: boolean): void {
    clipboard.put(selected, isCut);
    toast(isCut ? texts.files.cut(selected.length) : texts.files.copiedToPaste(selected.length));
  }

  function menu(selected: readonly Entry[]): MenuItems {
    const [entry] = selected;
    if (entry === undefined) return [];
    const isOne = selected.length === 1;
    const isFile = entry.type === 'file';
    return [
      ...(isOne
        ? [
            {
              label: isFile ? texts.files.preview : texts.files.open,
              icon: isFile ? ('eye' as const) : ('folder' as const),
              shortcut: 'Enter',
              onSelect: () => opening.open(entry),
            },
          ]
        : []),
      {
        label: texts.files.download,
        icon: 'download',
        onSelect: () => {
          if (isFew(selected)) download(selected).catch((error: unknown) => setProblem(problemText(error)));
        },
      },
      {
        label: texts.files.share,
        icon: 'share',
        onSelect: () => {
          if (isFew(selected)) setDialog({ kind: 'share', entries: selected });
        },
      },
      null,
      ...(isOne
        ? [{ label: texts.files.rename, icon: 'rename' as const, shortcut: 'F2', onSelect: () => setDialog({ kind: 'rename', entry }) }]
        : []),
      { label: texts.files.move, icon: 'move', shortcut: 'Shift+M', onSelect: () => setDialog({ kind: 'move', entries: selected }) },
      { label: texts.files.copyTo, icon: 'copy', onSelect: () => setDialog({ kind: 'copy', entries: selected }) },
      ...(isOne
        ? [{ label: texts.files.details.label, icon: 'info' as const, shortcut: 'Alt+Enter', onSelect: () => setIsDetailed(true) }]
        : []),
      null,
      {
        label: texts.files.trash,
        icon: 'trash',
        shortcut: 'Del',
        danger: true,
        onSelect: () => void toTrash(selected),
      },
    ];
  }

  /** Keys for what is selected. */
  function onKey(event: KeyboardEvent, selected: readonly Entry[]): boolean {
    const isCommand = event.ctrlKey || event.metaKey;
    const [entry] = selected;
    if (entry === undefined) return false;
    if (event.key === 'Delete') void toTrash(selected);
    else if (isCommand && (event.key === 'c' || event.key === 'x')) toClipboard(selected, event.key === 'x');
    else if (event.key === 'M' && event.shiftKey) setDialog({ kind: 'move', entries: selected });
    else if (selected.length !== 1) return false;
    else if (event.key === 'F2') setDialog({ kind: 'rename', entry });
    else if (event.altKey && event.key === 'Enter') setIsDetailed(true);
    else return false;
    return true;
  }

  usePageKeys((event) => {
    if (event.key === 'Backspace' || (event.altKey && event.key === 'ArrowUp')) opening.go(query === '' ? parentPath(path) : path);
    // Without anything to paste of our own the browser may have files.
    else if ((event.ctrlKey || event.metaKey) && event.key === 'v' && !clipboard.isEmpty()) void paste();
    else if (event.key === '?') setDialog({ kind: 'keys' });
    else if (event.key === '/') view.current?.querySelector<HTMLElement>('[type=search]')?.focus();
    else if (event.altKey && event.key.toLowerCase() === 'n') setDialog({ kind: 'folder' });
    else return false;
    return true;
  });

  function sort(wanted: Sorting): void {
    keepSorting(wanted);
    setSorting(wanted);
  }

  const selectedCount = moves.selection.ids.size;
  const selected = entries.filter(({ id }) => moves.selection.ids.has(id));
  const [detailed] = selected;
  /** All that is loaded is selected, and that is not everything. */
  const isMoreThere = listing.hasMore && selected.length === entries.length;
  return (
    <DropZone path={path}>
      <div className="page folder-view" ref={view} onPaste={(event) => void pasteFiles(event)}>
        <FolderHeader path={path} query={query} pickers={pickers} onNewFolder={() => setDialog({ kind: 'folder' })} />
        {problem !== undefined && (
          <div className="problem" role="alert">
            <span>{problem}</span>
            <IconButton icon="close" label={texts.close} onClick={() => setProblem(undefined)} />
          </div>
        )}
        {selectedCount > 1 && (
          <div className="selection-bar">
            <span role="status">{(isMoreThere ? texts.files.selectedOfMore : texts.files.selectedCount)(selectedCount)}</span>
            {isMoreThere && (
              <Button kind="quiet" onClick={() => void selectAll()}>
                {texts.files.selectAll}
              </Button>
            )}
            {menu(selected).map(
              (item) =>
                item !== null && (
                  <Button
                    key={item.label}
                    kind="quiet"
                    {...(item.icon === undefined ? {} : { icon: item.icon })}
                    onClick={item.onSelect}
                    title={item.label}
                  >
                    <span className="label">{item.label}</span>
                  </Button>
                ),
            )}
            <IconButton icon="close" label={texts.files.clearSelection} onClick={moves.clear} />
          </div>
        )}
        <div className="split">
          {listing.error !== null ? (
            listing.error instanceof NotFoundError ? (
              <Empty icon="folder" title={texts.files.gone} text={texts.files.goneText}>
                <Button onClick={() => opening.go('/')}>{texts.files.toTop}</Button>
              </Empty>
            ) : (
              <Problem error={listing.error} onRetry={listing.retry} />
            )
          ) : isLoading ? (
            <Loading />
          ) : entries.length === 0 && query !== '' ? (
            <Empty icon="search" title={texts.files.nothingFound(query)} text={texts.files.nothingFoundText}>
              <Button onClick={() => opening.go(path)}>{texts.files.leaveSearch}</Button>
            </Empty>
          ) : entries.length === 0 ? (
            path === '/' ? (
              <Welcome pickers={pickers} />
            ) : (
              <Empty icon="folder" title={texts.files.empty} text={texts.files.emptyText}>
                <Button kind="primary" icon="upload" onClick={pickers.files}>
                  {texts.files.uploadFiles}
                </Button>
                <Button icon="newFolder" onClick={() => setDialog({ kind: 'folder' })}>
                  {texts.files.newFolder}
                </Button>
              </Empty>
            )
          ) : (
            <FileGrid
              label={
                query !== '' ? texts.files.foundFor(query) : texts.files.listOf(path === '/' ? texts.files.title : shownName(path.slice(1)))
              }
              listing={listing}
              moves={moves}
              sorting={sorting}
              onSort={sort}
              onOpen={opening.open}
              menu={menu}
              onKey={onKey}
              isSearch={query !== ''}
            />
          )}
          {isDetailed && detailed !== undefined && selectedCount === 1 && (
            <Suspense fallback={<Loading />}>
              <Details entry={detailed} onClose={() => setIsDetailed(false)} />
            </Suspense>
          )}
        </div>
        {dialog !== undefined && (
          <Suspense fallback={null}>
            <FolderDialogs
              path={path}
              dialog={dialog}
              entries={entries}
              onClose={() => setDialog(undefined)}
              onShow={setDialog}
              onDone={report}
            />
          </Suspense>
        )}
      </div>
    </DropZone>
  );
}
