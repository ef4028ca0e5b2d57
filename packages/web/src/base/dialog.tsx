import { useEffect, useId, useLayoutEffect, useRef, type FormEvent, type ReactNode } from 'react';
import { texts } from '../texts.ts';
import { Button, IconButton } from './button.tsx';

export interface DialogProps {
  readonly title: string;
  /** Called by Escape, by the button in the corner and by a click beside it. Whoever shows the dialog takes it away then. */
  readonly onClose: () => void;
  /** A click beside it, such as the second one of a double click, does not close it: what is in it would be lost. Default false. */
  readonly stays?: boolean;
  readonly wide?: boolean;
  readonly children: ReactNode;
}

/** A modal dialog, shown as long as it is rendered. The focus goes to its first field, and back to where it was. */
export function Dialog({ title, onClose, stays = false, wide = false, children }: DialogProps): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  // Closed before it leaves the page: only then the browser gives the focus back.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    // By itself the browser would take the button in the corner. Without a field to fill it is one to copy from, or the button that does nothing.
    const field =
      element?.querySelector<HTMLElement>('.body :is(input:not([hidden], [readonly]), select, textarea)') ??
      element?.querySelector<HTMLElement>('.body :is(input:not([hidden]), .actions button)');
    field?.focus();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={wide ? 'dialog wide' : 'dialog'}
      aria-labelledby={heading}
      onCancel={(event) => {
        if (event.target !== dialog.current) return;
        event.preventDefault();
        onClose();
      }}
      onMouseDown={(event) => {
        // Its backdrop belongs to the element, but lies outside of its box.
        if (stays || event.target !== dialog.current) return;
        const box = dialog.current.getBoundingClientRect();
        const isInside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
        if (!isInside) onClose();
      }}
    >
      <header>
        <h2 id={heading}>{title}</h2>
        <IconButton icon="close" label={texts.close} onClick={onClose} />
      </header>
      <div className="body">{children}</div>
    </dialog>
  );
}

export interface FormDialogProps extends Omit<DialogProps, 'stays'> {
  /** What the button that sends it says. */
  readonly submit: string;
  readonly danger?: boolean;
  readonly isBusy?: boolean;
  readonly onSubmit: () => void;
}

/** A dialog whose content is a form with one thing to do. */
export function FormDialog({ submit, danger = false, isBusy = false, onSubmit, children, ...dialog }: FormDialogProps): ReactNode {
  /** Sent, and not shown as busy yet. */
  const isSent = useRef(false);
  useEffect(() => {
    if (!isBusy) isSent.current = false;
  });
  function send(event: FormEvent): void {
    event.preventDefault();
    // A dialog is in the page inside another form's component tree, whose handler would hear this too.
    event.stopPropagation();
    if (isBusy || isSent.current) return;
    // The second one of a double click may come before the page is drawn anew.
    isSent.current = true;
    onSubmit();
  }
  return (
    <Dialog {...dialog} stays>
      <form className="form" onSubmit={send} noValidate>
        {children}
        <div className="actions">
          <Button onClick={dialog.onClose}>{texts.cancel}</Button>
          <Button type="submit" kind={danger ? 'danger' : 'primary'} disabled={isBusy}>
            {submit}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
