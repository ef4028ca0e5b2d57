import type { ListSharesParams, Share } from '@filewharf/sdk';
import { useState, type ReactNode } from 'react';
import { Button } from '../base/button.tsx';
import { Empty } from '../base/states.tsx';
import { useList } from '../base/use-list.tsx';
import { useToast } from '../base/toast.tsx';
import { Page } from '../layout/page.tsx';
import { client } from '../session/session.ts';
import { texts } from '../texts.ts';
import { LinkDialog } from './link-dialog.tsx';
import { EditShareDialog, ShareDialog } from './share-dialog.tsx';
import { ShareTable } from './share-table.tsx';
import { sharedName } from './what-is-shared.ts';

type Status = ListSharesParams['status'];

/** The links that one has made; for administrators those of all. */
export function SharesPage(): ReactNode {
  const toast = useToast();
  const [status, setStatus] = useState<Status>();
  const [isCreating, setIsCreating] = useState(false);
  const [edited, setEdited] = useState<Share>();
  const [shown, setShown] = useState<Share>();
  const { items: shares, state, more } = useList(['shares', status], (signal) => client.shares.list({ status, perPage: 100, signal }));
  const create = (
    <Button kind="primary" icon="plus" onClick={() => setIsCreating(true)}>
      {texts.shares.create}
    </Button>
  );
  const isBlank = shares?.length === 0 && status === undefined;
  return (
    <Page title={texts.shares.title} actions={!isBlank && create}>
      {!isBlank && (
        <div className="tools">
          <StatusFilter status={status} onChange={setStatus} />
        </div>
      )}
      {state}
      {isBlank && (
        <Empty icon="share" title={texts.shares.emptyTitle} text={texts.shares.emptyText}>
          {create}
        </Empty>
      )}
      {shares?.length === 0 && !isBlank && <p className="soft">{texts.shares.noneOfStatus}</p>}
      {shares !== undefined && shares.length > 0 && (
        <div className="card">
          <ShareTable shares={shares} onShow={setShown} onEdit={setEdited} />
        </div>
      )}
      {more}
      {isCreating && <ShareDialog entries={[]} onClose={() => setIsCreating(false)} />}
      {edited !== undefined && (
        <EditShareDialog
          known={edited}
          onClose={(isChanged) => {
            setEdited(undefined);
            if (isChanged) toast(texts.shares.changed);
          }}
        />
      )}
      {shown !== undefined && (
        <LinkDialog title={texts.shares.editTitle(sharedName(shown))} share={shown} onClose={() => setShown(undefined)} />
      )}
    </Page>
  );
}

function StatusFilter({ status, onChange }: { readonly status: Status; readonly onChange: (status: Status) => void }): ReactNode {
  return (
    <select
      className="input"
      aria-label={texts.shares.filter}
      value={status ?? ''}
      onChange={(event) => onChange(event.target.value === '' ? undefined : (event.target.value as Status))}
    >
      <option value="">{texts.shares.allStatuses}</option>
      {Object.entries(texts.shares.statuses).map(([value, label]) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </select>
  );
}
