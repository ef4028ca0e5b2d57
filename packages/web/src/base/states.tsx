import type { ReactNode } from 'react';
import { texts } from '../texts.ts';
import { Button } from './button.tsx';
import { Icon, type IconName } from './icons.tsx';
import { problemText } from './problem-text.ts';

export interface EmptyProps {
  readonly icon: IconName;
  readonly title: string;
  /** What this place is for, and what to do next. */
  readonly text: string;
  /** Buttons. */
  readonly children?: ReactNode;
}

/** What a place shows that has nothing in it yet. */
export function Empty({ icon, title, text, children }: EmptyProps): ReactNode {
  return (
    <div className="empty">
      <span className="sign">
        <Icon name={icon} size={28} />
      </span>
      <h2>{title}</h2>
      <p>{text}</p>
      {children !== undefined && <div className="actions">{children}</div>}
    </div>
  );
}

/** What went wrong, and what to do about it. */
export function Problem({ error, onRetry }: { readonly error: unknown; readonly onRetry?: (() => void) | undefined }): ReactNode {
  return (
    <div className="problem" role="alert">
      <span>{problemText(error)}</span>
      {onRetry !== undefined && (
        <Button icon="retry" onClick={onRetry}>
          {texts.tryAgain}
        </Button>
      )}
    </div>
  );
}

export function Loading(): ReactNode {
  return (
    <div className="loading" role="status">
      {texts.loading}
    </div>
  );
}

/** How much of something is used: a bar with its text in front of it. */
export function Bar({ label, value, of }: { readonly label: string; readonly value: number; readonly of: number }): ReactNode {
  const percent = of > 0 ? Math.min(100, (value / of) * 100) : 0;
  return (
    <div
      className={percent >= 95 ? 'bar full' : 'bar'}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(percent)}
    >
      <div style={{ width: `${percent}%` }} />
    </div>
  );
}
