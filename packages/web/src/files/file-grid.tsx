import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useEffect, useEffectEvent, useRef, useState, type KeyboardEvent, type MouseEvent, type ReactNode } from 'react';
import { IconButton } from '../base/button.tsx';
import { formatBytes, formatExactTime, formatTime, shownName } from '../base/format.ts';
import { Icon } from '../base/icons.tsx';
import { MenuList, type MenuItems, type MenuPlace } from '../base/menu.tsx';
import { texts } from '../texts.ts';
import { FileIcon } from './file-icon.tsx';
import './file-grid.css';
import type { Entry, Listing, SortBy, Sorting } from './listing.ts';
import { parentPath } from './paths.ts';
import type { SelectionMoves } from './selection.ts';

/** Pixels; those of a finger are larger. The header's are in file-grid.css, too. */
const rowHeight = matchMedia('(pointer: coarse)').matches ? 52 : 40;
const headerHeight = 36;
/** So many rows before the end of what is loaded, more is asked for. */
const loadAhead = 400;

const columns: readonly SortBy[] = ['name', 'size', 'updated_at'];

export interface FileGridProps {
  readonly label: string;
  readonly listing: Listing;
  readonly moves: SelectionMoves;
  readonly sorting: Sorting;
  readonly onSort: (sorting: Sorting) => void;
  readonly onOpen: (entry: Entry) => void;
  /** What can be done with what is selected. */
  readonly menu: (entries: readonly Entry[]) => MenuItems;
  /** Keys that are not about moving and selecting. True when it did something. */
  readonly onKey: (event: KeyboardEvent, selected: readonly Entry[]) => boolean;
  /** They are from several folders: each says from which, and the order is that of the search. */
  readonly isSearch: boolean;
}

/**
 * Files and folders in rows, of which only those in sight exist. One stop of the Tab key: arrows, Home, End, Page keys and first letters move in
 * it, Shift extends, Space toggles, Enter opens.
 */
export function FileGrid({ label, listing, moves, sorting, onSort, onOpen, menu, onKey, isSearch }: FileGridProps): ReactNode {
  const { entries, hasMore, loadMore } = listing;
  const { selection } = moves;
  const grid = useRef<HTMLDivElement>(null);
  const [menuAt, setMenuAt] = useState<MenuPlace>();
  const typed = useRef({ text: '', at: 0 });
  // oxlint-disable-next-line react/incompatible-library -- nothing here is compiled by the React compiler
  const virtual = useVirtualizer({
    count: entries.length,
    getScrollElement: () => grid.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    scrollMargin: headerHeight,
    scrollPaddingStart: headerHeight,
  });
  const rows = virtual.getVirtualItems();
  const last = rows.at(-1)?.index ?? 0;
  const loadNext = useEffectEvent(loadMore);
  useEffect(() => {
    // Again only after scrolling, so that a failure is not repeated without end.
    if (hasMore && last >= entries.length - loadAhead) loadNext();
  }, [hasMore, last, entries.length]);

  const selected = (): readonly Entry[] => entries.filter(({ id }) => selection.ids.has(id));
  const currentIndex = (): number => entries.findIndex(({ id }) => id === selection.current);

  function goTo(index: number, { shiftKey, ctrlKey, metaKey }: KeyboardEvent): void {
    const entry = entries[Math.max(0, Math.min(entries.length - 1, index))];
    if (entry === undefined) return;
    if (shiftKey) moves.range(entries, entry.id);
    else if (ctrlKey || metaKey) moves.go(entry.id);
    else moves.one(entry.id);
    virtual.scrollToIndex(entries.indexOf(entry));
  }

  /** Goes to the next name that begins with what was typed in quick succession. */
  function typeAhead(event: KeyboardEvent): void {
    const isNew = typed.current.text === '' || event.timeStamp - typed.current.at > 700;
    const text = (isNew ? '' : typed.current.text) + event.key.toLowerCase();
    typed.current = { text, at: event.timeStamp };
    const from = currentIndex() + (isNew ? 1 : 0);
    const startsSo = ({ name }: Entry): boolean => name.toLowerCase().startsWith(text);
    const behind = entries.findIndex((entry, index) => index >= from && startsSo(entry));
    const found = behind === -1 ? entries.findIndex(startsSo) : behind;
    if (found !== -1) goTo(found, event);
  }

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>): void {
    if (event.target !== event.currentTarget) return;
    const isCommand = event.ctrlKey || event.metaKey;
    const isLetter = /^[^/? ]$/.test(event.key) && !isCommand && !event.altKey;
    // Any other key ends the name that was being typed.
    if (!isLetter && event.key !== 'Shift') typed.current = { text: '', at: 0 };
    const at = currentIndex();
    const page = Math.max(1, Math.floor((event.currentTarget.clientHeight - headerHeight) / rowHeight) - 1);
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: at + 1,
      ArrowUp: at === -1 ? 0 : at - 1,
      Home: 0,
      End: entries.length - 1,
      PageDown: at + page,
      PageUp: at - page,
    };
    const to = event.altKey ? undefined : steps[event.key];
    const current = entries[at];
    if (to !== undefined) goTo(to, event);
    else if (event.key === 'a' && isCommand) moves.all(entries);
    else if (event.key === ' ' && current !== undefined) moves.toggle(current.id);
    else if (event.key === 'Enter' && current !== undefined && !event.altKey) onOpen(current);
    else if (event.key === 'Escape' && selection.ids.size > 0) moves.clear();
    else if (onKey(event, selected())) event.stopPropagation();
    else if (isLetter) typeAhead(event);
    else return;
    event.preventDefault();
  }

  /** The menu of what is selected, at the pointer, or at the row of the keyboard. */
  function onContextMenu(event: MouseEvent): void {
    const id = (event.target as Element).closest<HTMLElement>('[data-id]')?.dataset['id'] ?? selection.current;
    if (id === undefined) return;
    event.preventDefault();
    if (!selection.ids.has(id)) moves.one(id);
    const box = grid.current?.querySelector(`[data-id="${id}"]`)?.getBoundingClientRect();
    const place =
      event.clientX === 0 && event.clientY === 0 && box !== undefined
        ? { x: box.left + 48, y: box.bottom }
        : { x: event.clientX, y: event.clientY };
    if (event.buttons === 0) setMenuAt(place);
    else onRelease(() => setMenuAt(place));
  }

  function onClick(event: MouseEvent): void {
    const target = event.target as Element;
    const id = target.closest<HTMLElement>('[data-id]')?.dataset['id'];
    const entry = entries.find((candidate) => candidate.id === id);
    if (entry === undefined) return;
    const button = target.closest<HTMLElement>('[data-do]');
    if (button?.dataset['do'] === 'menu') {
      if (!selection.ids.has(entry.id)) moves.one(entry.id);
      setMenuAt(button.getBoundingClientRect());
    } else if (event.shiftKey) moves.range(entries, entry.id);
    else if (event.ctrlKey || event.metaKey || button?.dataset['do'] === 'select') moves.toggle(entry.id);
    else if (button?.dataset['do'] === 'open') onOpen(entry);
    else moves.one(entry.id);
  }

  function onDoubleClick(event: MouseEvent): void {
    const target = event.target as Element;
    const entry = entries.find(({ id }) => id === target.closest<HTMLElement>('[data-id]')?.dataset['id']);
    if (entry !== undefined && target.closest('[data-do]') === null) onOpen(entry);
  }

  return (
    <>
      <div
        ref={grid}
        role="grid"
        aria-label={label}
        aria-multiselectable
        aria-rowcount={hasMore ? -1 : entries.length + 1}
        aria-activedescendant={selection.current === undefined ? undefined : `row-${selection.current}`}
        tabIndex={0}
        className="file-grid"
        onKeyDown={onKeyDown}
        onClick={onClick}
        onDoubleClick={onDoubleClick}
        onContextMenu={onContextMenu}
      >
        <div role="rowgroup" className="head">
          <div role="row" aria-rowindex={1} className="file-row">
            <span role="columnheader">
              <span className="visually-hidden">{texts.files.selected}</span>
            </span>
            {columns.map((by) =>
              isSearch ? (
                <span key={by} role="columnheader" className={by}>
                  {texts.files.columns[by]}
                </span>
              ) : (
                <SortHeader key={by} by={by} sorting={sorting} onSort={onSort} />
              ),
            )}
            <span role="columnheader">
              <span className="visually-hidden">{texts.files.actions}</span>
            </span>
          </div>
        </div>
        <div role="rowgroup" className="rows" style={{ height: virtual.getTotalSize() }}>
          {rows.map(({ index, start }) => {
            const entry = entries[index];
            return entry === undefined ? null : (
              <Row
                key={entry.id}
                entry={entry}
                index={index}
                top={start - headerHeight}
                isSelected={selection.ids.has(entry.id)}
                isCurrent={selection.current === entry.id}
                isSearch={isSearch}
              />
            );
          })}
        </div>
      </div>
      {menuAt !== undefined && (
        <MenuList label={texts.files.actions} items={menu(selected())} place={menuAt} onClose={() => setMenuAt(undefined)} />
      )}
    </>
  );
}

/** Linux and macOS ask for a menu while the button is down still, and letting it go would close what is open by then. */
function onRelease(then: () => void): void {
  const waiting = new AbortController();
  for (const end of ['pointerup', 'pointercancel'])
    document.addEventListener(
      end,
      () => {
        waiting.abort();
        // After the browser has closed what the release closes.
        setTimeout(then);
      },
      { signal: waiting.signal },
    );
}

interface SortHeaderProps {
  readonly by: SortBy;
  readonly sorting: Sorting;
  readonly onSort: (sorting: Sorting) => void;
}

function SortHeader({ by, sorting, onSort }: SortHeaderProps): ReactNode {
  const isSorted = sorting.by === by;
  const isUp = isSorted && sorting.order === 'asc';
  return (
    <span role="columnheader" aria-sort={isSorted ? (isUp ? 'ascending' : 'descending') : 'none'} className={by}>
      <button
        type="button"
        className={isUp ? 'up' : ''}
        onClick={() => onSort({ by, order: isUp || (!isSorted && by !== 'name') ? 'desc' : 'asc' })}
      >
        {texts.files.columns[by]}
        {isSorted && <Icon name="down" size={14} />}
      </button>
    </span>
  );
}

interface RowProps {
  readonly entry: Entry;
  readonly index: number;
  readonly top: number;
  readonly isSelected: boolean;
  readonly isCurrent: boolean;
  readonly isSearch: boolean;
}

/** Its buttons are for the pointer: the keyboard stays on the grid, which does the same by keys. */
const Row = memo(function Row({ entry, index, top, isSelected, isCurrent, isSearch }: RowProps): ReactNode {
  const name = shownName(entry.name);
  return (
    <div
      role="row"
      id={`row-${entry.id}`}
      data-id={entry.id}
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      className={isCurrent ? 'file-row current' : 'file-row'}
      style={{ height: rowHeight, transform: `translateY(${top}px)` }}
    >
      <span role="gridcell">
        <span className="tick" data-do="select" aria-hidden="true">
          {isSelected && <Icon name="check" size={14} />}
        </span>
      </span>
      <span role="gridcell" className="name">
        <FileIcon entry={entry} />
        <span className="text" data-do="open" title={name}>
          {name}
        </span>
        {isSearch && <span className="place">{shownName(parentPath(entry.path))}</span>}
      </span>
      <span role="gridcell" className="size">
        {entry.size === null ? '' : formatBytes(entry.size)}
      </span>
      <span role="gridcell" className="updated_at" title={formatExactTime(entry.updated_at)}>
        {formatTime(entry.updated_at)}
      </span>
      <span role="gridcell">
        <IconButton icon="more" label={texts.files.actionsFor(name)} tabIndex={-1} data-do="menu" aria-haspopup="menu" />
      </span>
    </div>
  );
});
