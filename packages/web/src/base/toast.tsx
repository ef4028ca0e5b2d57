import { createContext, useCallback, useContext, useEffect, useRef, useState, type ReactNode } from 'react';
import { texts } from '../texts.ts';
import { Button, IconButton } from './button.tsx';

export interface Toast {
  readonly text: string;
  /** Something to do about it, such as undo. */
  readonly action?: { readonly label: string; readonly onClick: () => void };
}

type Show = (toast: Toast | string) => void;

const ToastContext = createContext<Show>(() => undefined);

/** Says in passing what was done: `toast('Copied')`. What went wrong stays where it went wrong, unless that is gone. */
export const useToast = (): Show => useContext(ToastContext);

const shownMilliseconds = 6000;

export function ToastProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const [toasts, setToasts] = useState<readonly (Toast & { readonly key: number })[]>([]);
  const region = useRef<HTMLDivElement>(null);
  const count = useRef(0);
  const drop = useCallback((key: number) => setToasts((all) => all.filter((toast) => toast.key !== key)), []);
  const show = useCallback<Show>(
    (toast) => {
      count.current += 1;
      const key = count.current;
      // Two at most: who does many things in a row reads only the last.
      setToasts((all) => [...all.slice(-1), { ...(typeof toast === 'string' ? { text: toast } : toast), key }]);
      setTimeout(() => drop(key), shownMilliseconds);
    },
    [drop],
  );
  useEffect(() => {
    // Above dialogs, which are in the top layer: shown anew it is the topmost there.
    const element = region.current;
    if (element === null) return;
    if (element.matches(':popover-open')) element.hidePopover();
    if (toasts.length > 0) element.showPopover();
  }, [toasts]);
  return (
    <ToastContext value={show}>
      {children}
      <div ref={region} popover="manual" className="toasts" role="status">
        {toasts.map(({ key, text, action }) => (
          <div key={key}>
            <span>{text}</span>
            {action !== undefined && (
              <Button
                kind="quiet"
                onClick={() => {
                  drop(key);
                  action.onClick();
                }}
              >
                {action.label}
              </Button>
            )}
            <IconButton icon="close" label={texts.close} onClick={() => drop(key)} />
          </div>
        ))}
      </div>
    </ToastContext>
  );
}
