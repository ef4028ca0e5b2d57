import type { Share } from '@filewharf/sdk';
import type { ReactNode } from 'react';
import { Button } from '../base/button.tsx';
import { CopyField } from '../base/copy-field.tsx';
import { Dialog } from '../base/dialog.tsx';
import { formatExactTime } from '../base/format.ts';
import { QrCode } from '../base/qr-code.tsx';
import { texts } from '../texts.ts';
import { sharedName } from './what-is-shared.ts';

export interface LinkDialogProps {
  readonly share: Share;
  readonly title: string;
  readonly onClose: () => void;
}

/** A link to be passed on: to copy, and as a QR code. */
export function LinkDialog({ share, title, onClose }: LinkDialogProps): ReactNode {
  return (
    <Dialog title={title} onClose={onClose}>
      <CopyField label={texts.shares.link} value={share.url} />
      <QrCode text={share.url} label={texts.shares.qr(sharedName(share))} />
      <dl className="facts">
        <dt>{texts.shares.columns.what}</dt>
        <dd>{sharedName(share)}</dd>
        <dt>{texts.shares.expires}</dt>
        <dd>{share.expires_at === null ? texts.shares.never : formatExactTime(share.expires_at)}</dd>
      </dl>
      <div className="actions">
        <a className="button" href={share.url} target="_blank" rel="noreferrer">
          {texts.shares.open}
        </a>
        <Button kind="primary" onClick={onClose}>
          {texts.shares.done}
        </Button>
      </div>
    </Dialog>
  );
}
