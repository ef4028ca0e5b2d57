import { createContext, useCallback, useContext, useState, type ReactNode } from 'react';
import { FormDialog } from './dialog.tsx';

export interface Question {
  readonly title: string;
  /** What will happen, in a sentence. */
  readonly text: string;
  /** What the button says that does it. */
  readonly submit: string;
}

type Ask = (question: Question) => Promise<boolean>;

const AskContext = createContext<Ask>(() => Promise.resolve(false));

/** Asks before something that cannot be undone: `if (await ask({ ... })) ...`. */
export const useAsk = (): Ask => useContext(AskContext);

export function AskProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const [open, setOpen] = useState<{ readonly question: Question; readonly answer: (yes: boolean) => void }>();
  const ask = useCallback<Ask>((question) => new Promise((answer) => setOpen({ question, answer })), []);
  function close(yes: boolean): void {
    setOpen(undefined);
    open?.answer(yes);
  }
  return (
    <AskContext value={ask}>
      {children}
      {open !== undefined && (
        <FormDialog
          title={open.question.title}
          submit={open.question.submit}
          danger
          onClose={() => close(false)}
          onSubmit={() => close(true)}
        >
          <p>{open.question.text}</p>
        </FormDialog>
      )}
    </AskContext>
  );
}
