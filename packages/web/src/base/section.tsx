import { useId, type ReactNode } from 'react';

export interface SectionProps {
  readonly title: string;
  /** Behind the title, for example a badge. */
  readonly beside?: ReactNode;
  readonly children: ReactNode;
}

/** A part of a page of settings: a card with a heading. */
export function Section({ title, beside, children }: SectionProps): ReactNode {
  const heading = useId();
  return (
    <section className="card padded section" aria-labelledby={heading}>
      <h2>
        <span id={heading}>{title}</span> {beside}
      </h2>
      {children}
    </section>
  );
}
