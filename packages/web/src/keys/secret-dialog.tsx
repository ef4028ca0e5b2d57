import type { NewKey } from '@filewharf/sdk';
import type { ReactNode } from 'react';
import { Button } from '../base/button.tsx';
import { CopyField } from '../base/copy-field.tsx';
import { Dialog } from '../base/dialog.tsx';
import { texts } from '../texts.ts';

/** The secret of a key, the only time that it is shown. */
export function SecretDialog({ made, onClose }: { readonly made: NewKey; readonly onClose: () => void }): ReactNode {
  return (
    <Dialog title={texts.keys.secretTitle} wide stays onClose={onClose}>
      <p>{texts.keys.secretText}</p>
      <CopyField label={texts.keys.secret} value={made.key} />
      <CopyField label={texts.keys.alphanumeric} value={made.key_alphanumeric} />
      <CopyField label={texts.keys.tryIt} value={`curl -H "Authorization: Bearer ${made.key}" ${location.origin}/api/v2/whoami`} />
      <div className="actions">
        <Button kind="primary" onClick={onClose}>
          {texts.keys.done}
        </Button>
      </div>
    </Dialog>
  );
}
