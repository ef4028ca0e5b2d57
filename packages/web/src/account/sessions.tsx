import type { Session } from '@filewharf/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Button } from '../base/button.tsx';
import { formatTime } from '../base/format.ts';
import { problemText } from '../base/problem-text.ts';
import { Section } from '../base/section.tsx';
import { Table, type Column } from '../base/table.tsx';
import { useToast } from '../base/toast.tsx';
import { useList } from '../base/use-list.tsx';
import { client } from '../session/session.ts';
import { texts } from '../texts.ts';
import { programName } from './program-name.ts';

/** Where one is signed in, with a way to end each. */
export function SessionsSection(): ReactNode {
  const queryClient = useQueryClient();
  const toast = useToast();
  const { items, state, more } = useList(['sessions'], (signal) => client.sessions.list({ signal }));
  const { mutate: end, isPending } = useMutation({
    mutationFn: ({ id }: Session) => client.sessions.delete(id),
    onSuccess: async () => {
      toast(texts.account.ended);
      await queryClient.invalidateQueries({ queryKey: ['sessions'] });
    },
    onError: (problem) => toast(problemText(problem)),
  });
  const columns: readonly Column<Session>[] = [
    { key: 'browser', header: texts.account.browser, cell: ({ user_agent: agent }) => programName(agent) },
    { key: 'address', header: texts.account.address, isExtra: true, cell: ({ ip }) => ip },
    { key: 'seen', header: texts.account.lastSeen, cell: ({ last_used_at: at }) => formatTime(at) },
    {
      key: 'actions',
      header: texts.account.actions,
      isHeaderHidden: true,
      align: 'number',
      cell: (session) =>
        session.current ? (
          <span className="badge good">{texts.account.thisOne}</span>
        ) : (
          <Button aria-label={texts.account.endLabel(programName(session.user_agent))} disabled={isPending} onClick={() => end(session)}>
            {texts.account.end}
          </Button>
        ),
    },
  ];
  return (
    <Section title={texts.account.sessions}>
      {state}
      {items !== undefined && <Table label={texts.account.sessions} columns={columns} rows={items} rowKey={({ id }) => id} />}
      {more}
    </Section>
  );
}
