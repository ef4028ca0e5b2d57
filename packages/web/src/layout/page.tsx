import { useEffect, type ReactNode } from 'react';
import { texts } from '../texts.ts';

export interface PageProps {
  readonly title: string;
  /** Said in place of the title, for example a path. */
  readonly heading?: ReactNode;
  /** Buttons on the right of the title. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A page of the dashboard: its heading with buttons, and what is below it. */
export function Page({ title, heading, actions, children }: PageProps): ReactNode {
  useEffect(() => {
    document.title = `${title} - ${texts.product}`;
  }, [title]);
  return (
    <div className="page">
      <header>
        <h1>{heading ?? title}</h1>
        {actions !== undefined && <div className="buttons">{actions}</div>}
      </header>
      {children}
    </div>
  );
}
