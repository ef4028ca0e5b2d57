import type { ButtonHTMLAttributes, ReactNode } from 'react';
import { Icon, type IconName } from './icons.tsx';

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** `primary`: the one thing to do here. `danger`: what cannot be undone. `quiet`: without an edge. Default plain. */
  readonly kind?: 'primary' | 'danger' | 'quiet' | 'plain';
  readonly icon?: IconName;
  readonly ref?: React.Ref<HTMLButtonElement>;
}

/** A button with a text. Inside a form it does not send it, unless `type="submit"`. */
export function Button({ kind = 'plain', icon, children, className = '', ...rest }: ButtonProps): ReactNode {
  return (
    <button type="button" className={`button ${kind} ${className}`} {...rest}>
      {icon !== undefined && <Icon name={icon} />}
      {children}
    </button>
  );
}

/** A button that is only an icon; `label` is what it does. */
export function IconButton({
  icon,
  label,
  className = '',
  ...rest
}: Omit<ButtonProps, 'children' | 'icon'> & { readonly icon: IconName; readonly label: string }): ReactNode {
  return (
    <Button kind="quiet" aria-label={label} title={label} className={`icon-only ${className}`} {...rest}>
      <Icon name={icon} />
    </Button>
  );
}
