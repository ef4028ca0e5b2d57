import type { ReactNode } from 'react';
import { Button } from '../base/button.tsx';
import { CopyField } from '../base/copy-field.tsx';
import { Dialog } from '../base/dialog.tsx';
import { texts } from '../texts.ts';

/** What somebody signs in with for the first time. */
export interface FirstPassword {
  readonly username: string;
  readonly password: string;
}

/** A password that was made for somebody, the only time that it is shown. */
export function PasswordDialog({ made, onClose }: { readonly made: FirstPassword; readonly onClose: () => void }): ReactNode {
  return (
    <Dialog title={texts.people.passwordTitle} stays onClose={onClose}>
      <p>{texts.people.passwordText}</p>
      <CopyField label={texts.people.signInAt} value={`${location.origin}/`} />
      <CopyField label={texts.people.username} value={made.username} />
      <CopyField label={texts.people.password} value={made.password} />
      <div className="actions">
        <Button kind="primary" onClick={onClose}>
          {texts.people.copiedIt}
        </Button>
      </div>
    </Dialog>
  );
}
