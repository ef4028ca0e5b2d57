import { useEffect, useEffectEvent } from 'react';

/**
 * Keys that work wherever the focus is, but not while something is typed, in dialogs and in menus. `onKey` answers true when it did something
 * with the key.
 */
export function usePageKeys(onKey: (event: KeyboardEvent) => boolean): void {
  const listen = useEffectEvent((event: KeyboardEvent) => {
    const isElsewhere = event.target instanceof Element && event.target.closest('input, textarea, select, dialog, [role=menu]') !== null;
    if (!event.defaultPrevented && !isElsewhere && onKey(event)) event.preventDefault();
  });
  useEffect(() => {
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
}
