import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { Button, IconButton } from './button.tsx';
import { Icon, type IconName } from './icons.tsx';

export interface MenuItem {
  readonly label: string;
  readonly icon?: IconName;
  /** As it is shown, such as `F2`. */
  readonly shortcut?: string;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  readonly onSelect: () => void;
}

/** A null is a line between items. */
export type MenuItems = readonly (MenuItem | null)[];

/** Where on the screen a menu opens: its corner at a point, or below a box. */
export type MenuPlace = { readonly x: number; readonly y: number } | DOMRect;

export interface MenuListProps {
  readonly label: string;
  readonly items: MenuItems;
  readonly place: MenuPlace;
  readonly onClose: () => void;
}

/** An open menu. Arrow keys, Home, End and first letters move in it; Escape, Tab and a click elsewhere close it. */
export function MenuList({ label, items, place, onClose }: MenuListProps): ReactNode {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = list.current;
    if (element === null) return undefined;
    const before = document.activeElement;
    element.showPopover();
    const { width, height } = element.getBoundingClientRect();
    const isBox = 'bottom' in place;
    const left = isBox ? (place.left + width > innerWidth - 8 ? place.right - width : place.left) : place.x;
    const below = isBox ? place.bottom + 4 : place.y;
    const top = below + height > innerHeight - 8 && isBox && place.top - height - 4 > 8 ? place.top - height - 4 : below;
    element.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
    element.style.top = `${Math.max(8, Math.min(top, innerHeight - height - 8))}px`;
    element.querySelector<HTMLElement>('button:not(:disabled)')?.focus();
    return () => {
      // Only when the focus is still in the menu: what was chosen may have put it somewhere else.
      if ((document.activeElement === document.body || element.contains(document.activeElement)) && before instanceof HTMLElement)
        before.focus();
    };
  }, [place]);

  function onKeyDown(event: KeyboardEvent): void {
    const buttons = [...(list.current?.querySelectorAll<HTMLElement>('button:not(:disabled)') ?? [])];
    const at = buttons.indexOf(document.activeElement as HTMLElement);
    const to = nextIndex(event.key, at, buttons);
    event.stopPropagation();
    if (event.key === 'Tab') {
      event.preventDefault();
      onClose();
    } else if (to !== undefined) {
      event.preventDefault();
      buttons[to]?.focus();
    }
  }

  return (
    <div
      ref={list}
      popover="auto"
      role="menu"
      aria-label={label}
      className="menu"
      onToggle={(event) => {
        if (event.newState === 'closed') onClose();
      }}
      onKeyDown={onKeyDown}
      onContextMenu={(event) => event.preventDefault()}
    >
      {items.map((item, index) =>
        item === null ? (
          <hr key={index} />
        ) : (
          <button
            key={item.label}
            type="button"
            role="menuitem"
            tabIndex={-1}
            disabled={item.disabled === true}
            className={item.danger === true ? 'danger' : ''}
            onClick={() => {
              onClose();
              item.onSelect();
            }}
          >
            {item.icon !== undefined && <Icon name={item.icon} />}
            {item.label}
            {item.shortcut !== undefined && <kbd aria-hidden="true">{item.shortcut}</kbd>}
          </button>
        ),
      )}
    </div>
  );
}

function nextIndex(key: string, at: number, buttons: readonly HTMLElement[]): number | undefined {
  const count = buttons.length;
  if (key === 'ArrowDown') return (at + 1) % count;
  if (key === 'ArrowUp') return (at - 1 + count) % count;
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  if (key.length !== 1 || key === ' ') return undefined;
  const letter = key.toLowerCase();
  for (let step = 1; step <= count; step += 1) {
    const index = (at + step) % count;
    if (buttons[index]?.textContent.toLowerCase().startsWith(letter) === true) return index;
  }
  return undefined;
}

export interface MenuButtonProps {
  readonly label: string;
  readonly items: MenuItems;
  /** With `text`, a button that shows its label and this icon; without it only the icon. Default the three dots. */
  readonly icon?: IconName;
  readonly text?: boolean;
  readonly kind?: 'primary' | 'quiet' | 'plain';
  readonly className?: string;
}

/** A button that opens a menu below itself. */
export function MenuButton({ label, items, icon = 'more', text = false, kind, className = '' }: MenuButtonProps): ReactNode {
  const [place, setPlace] = useState<DOMRect>();
  const shared = {
    'aria-haspopup': 'menu' as const,
    'aria-expanded': place !== undefined,
    className,
    onClick: (event: React.MouseEvent<HTMLButtonElement>) => {
      event.stopPropagation();
      setPlace(event.currentTarget.getBoundingClientRect());
    },
    ...(kind === undefined ? {} : { kind }),
  };
  return (
    <>
      {text ? (
        <Button icon={icon} {...shared}>
          {label}
        </Button>
      ) : (
        <IconButton icon={icon} label={label} {...shared} />
      )}
      {place !== undefined && <MenuList label={label} items={items} place={place} onClose={() => setPlace(undefined)} />}
    </>
  );
}
