import { useId, type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes, type TextareaHTMLAttributes } from 'react';

interface Labelled {
  readonly label: string;
  readonly hint?: ReactNode;
  /** What is wrong with what was typed, said below it. */
  readonly wrong?: string | undefined;
}

interface Wired {
  readonly id: string;
  readonly className: string;
  readonly 'aria-invalid'?: boolean;
  readonly 'aria-describedby'?: string;
}

function Frame({ label, hint, wrong, children }: Labelled & { readonly children: (wired: Wired) => ReactNode }): ReactNode {
  const id = useId();
  const isDescribed = hint !== undefined || wrong !== undefined;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        className: 'input',
        ...(wrong === undefined ? {} : { 'aria-invalid': true }),
        ...(isDescribed ? { 'aria-describedby': `${id}-about` } : {}),
      })}
      {isDescribed && (
        <div id={`${id}-about`}>
          {wrong !== undefined && <div className="wrong">{wrong}</div>}
          {hint !== undefined && <div className="hint">{hint}</div>}
        </div>
      )}
    </div>
  );
}

/** A labelled line of text. */
export function TextField({ label, hint, wrong, ...rest }: Labelled & InputHTMLAttributes<HTMLInputElement>): ReactNode {
  return (
    <Frame label={label} hint={hint} wrong={wrong}>
      {(wired) => <input {...wired} {...rest} />}
    </Frame>
  );
}

/** A labelled text of several lines. */
export function TextArea({ label, hint, wrong, ...rest }: Labelled & TextareaHTMLAttributes<HTMLTextAreaElement>): ReactNode {
  return (
    <Frame label={label} hint={hint} wrong={wrong}>
      {(wired) => <textarea {...wired} {...rest} />}
    </Frame>
  );
}

/** A labelled choice; its options are its children. */
export function SelectField({ label, hint, wrong, ...rest }: Labelled & SelectHTMLAttributes<HTMLSelectElement>): ReactNode {
  return (
    <Frame label={label} hint={hint} wrong={wrong}>
      {(wired) => <select {...wired} {...rest} />}
    </Frame>
  );
}

/** A box to tick, with its label behind it. */
export function CheckField({ label, hint, ...rest }: Labelled & InputHTMLAttributes<HTMLInputElement>): ReactNode {
  return (
    <label className="check">
      <input type="checkbox" {...rest} />
      <span>
        {label}
        {hint !== undefined && <span className="hint">{hint}</span>}
      </span>
    </label>
  );
}
