import type { Share } from '@filewharf/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { IconButton } from '../base/button.tsx';
import { useAsk } from '../base/confirm.tsx';
import { formatCount, formatTime, shownName } from '../base/format.ts';
import { MenuButton } from '../base/menu.tsx';
import { problemText } from '../base/problem-text.ts';
import { Table, type Column } from '../base/table.tsx';
import { useToast } from '../base/toast.tsx';
import { client, useMe } from '../session/session.ts';
import { texts } from '../texts.ts';
import { purposeOf } from './share-terms.ts';
import { sharedName, sharedPlace } from './what-is-shared.ts';

export interface ShareTableProps {
  readonly shares: readonly Share[];
  readonly onShow: (share: Share) => void;
  readonly onEdit: (share: Share) => void;
}

/** Links with what came of them, and what can be done with each. */
export function ShareTable({ shares, onShow, onEdit }: ShareTableProps): ReactNode {
  const ask = useAsk();
  const toast = useToast();
  const queryClient = useQueryClient();
  const { mutate: revoke } = useMutation({
    mutationFn: ({ id }: Share) => client.shares.revoke(id),
    onSuccess: async () => {
      toast(texts.shares.revoked);
      await queryClient.invalidateQueries({ queryKey: ['shares'] });
    },
    onError: (problem) => toast(problemText(problem)),
  });
  async function askThenRevoke(share: Share): Promise<void> {
    const { revokeTitle, revokeText, revoke: submit } = texts.shares;
    if (await ask({ title: revokeTitle(sharedName(share)), text: revokeText, submit })) revoke(share);
  }
  async function copy(share: Share): Promise<void> {
    try {
      await navigator.clipboard.writeText(share.url);
      toast(texts.copied);
    } catch {
      // Without permission, or over plain HTTP from another machine: the dialog has it in a field to copy from by hand.
      onShow(share);
    }
  }
  const { columns: headers } = texts.shares;
  const columns: readonly Column<Share>[] = [
    { key: 'what', header: headers.what, cell: (share) => <What share={share} /> },
    { key: 'status', header: headers.status, cell: ({ status }) => <Status status={status} /> },
    {
      key: 'visits',
      header: headers.visits,
      align: 'number',
      isExtra: true,
      cell: ({ uses, max_uses: most }) => (most === null ? null : texts.shares.uses(formatCount(uses), formatCount(most))),
    },
    { key: 'downloads', header: headers.downloads, align: 'number', isExtra: true, cell: ({ downloads }) => formatCount(downloads) },
    { key: 'uploads', header: headers.uploads, align: 'number', isExtra: true, cell: ({ uploads }) => formatCount(uploads) },
    {
      key: 'expires',
      header: headers.expires,
      isExtra: true,
      cell: ({ expires_at: at }) => (at === null ? <span className="soft">{texts.shares.never}</span> : formatTime(at)),
    },
    {
      key: 'actions',
      header: headers.actions,
      isHeaderHidden: true,
      align: 'number',
      cell: (share) => (
        <>
          <IconButton icon="link" label={texts.shares.copyOf(sharedName(share))} onClick={() => void copy(share)} />
          <MenuButton
            label={texts.shares.actionsFor(sharedName(share))}
            items={[
              { label: texts.shares.show, icon: 'share', onSelect: () => onShow(share) },
              { label: texts.shares.edit, icon: 'rename', onSelect: () => onEdit(share) },
              null,
              { label: texts.shares.revoke, icon: 'trash', danger: true, onSelect: () => void askThenRevoke(share) },
            ]}
          />
        </>
      ),
    },
  ];
  return <Table label={texts.shares.title} columns={columns} rows={shares} rowKey={({ id }) => id} />;
}

function What({ share }: { readonly share: Share }): ReactNode {
  const me = useMe();
  return (
    <>
      <div>{sharedName(share)}</div>
      <div className="soft">
        {sharedPlace(share)} {share.user.id !== me.user.id && texts.shares.ofUser(shownName(share.user.username))}
      </div>
      <Kind share={share} />
    </>
  );
}

function Kind({ share }: { readonly share: Share }): ReactNode {
  const purpose = purposeOf(share);
  return (
    <span className="badges">
      <span className="badge">{texts.shares.kinds[purpose]}</span>
      {share.password_protected && <span className="badge">{texts.shares.hasPassword}</span>}
    </span>
  );
}

function Status({ status }: Pick<Share, 'status'>): ReactNode {
  const kind = { active: 'good', scheduled: 'warn', expired: 'bad', used_up: 'bad' }[status];
  return <span className={`badge ${kind}`}>{texts.shares.statuses[status]}</span>;
}
