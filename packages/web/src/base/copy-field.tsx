import { useId, type ReactNode } from 'react';
import { texts } from '../texts.ts';
import { Button } from './button.tsx';
import { useToast } from './toast.tsx';

/** A text to be taken along: shown in a field that cannot be changed, with a button that copies it. */
export function CopyField({ label, value }: { readonly label: string; readonly value: string }): ReactNode {
  const id = useId();
  const toast = useToast();
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(value);
      toast(texts.copied);
    } catch {
      // Without permission, or over plain HTTP from another machine: it is selected then, and Ctrl+C takes it.
      const input = document.getElementById(id);
      if (input instanceof HTMLInputElement) input.select();
      toast(texts.copyByHand);
    }
  }
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="copy">
        <input id={id} className="input" readOnly value={value} onFocus={(event) => event.target.select()} />
        <Button icon="copy" onClick={() => void copy()}>
          {texts.copy}
        </Button>
      </div>
    </div>
  );
}
