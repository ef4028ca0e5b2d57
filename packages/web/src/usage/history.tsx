import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { formatBytes, formatCount, formatDay } from '../base/format.ts';
import { Loading, Problem } from '../base/states.tsx';
import { Table, type Column } from '../base/table.tsx';
import { client } from '../session/session.ts';
import { texts } from '../texts.ts';
import type { Day } from './plots.tsx';

const shownDays = 30;

/** What was used day by day: as plots, and as a table with the same numbers. */
export function History(): ReactNode {
  const { data, error, refetch } = useQuery({
    queryKey: ['usage', 'history'],
    queryFn: ({ signal }) => client.usageHistory({ days: shownDays, signal }),
  });
  // What draws asks for the language of the browser as it is loaded, and fails where there is none. The table then says it all.
  const { data: Plots, isError: isWithoutPlots } = useQuery({
    queryKey: ['plots'],
    queryFn: async () => (await import('./plots.tsx')).Plots,
    staleTime: Infinity,
  });
  if (data === undefined) return error === null ? <Loading /> : <Problem error={error} onRetry={() => void refetch()} />;
  const { days } = data;
  const { usage } = texts;
  return (
    <>
      {Plots !== undefined && <Plots days={days} />}
      <details className="card padded fold" open={isWithoutPlots}>
        <summary>{usage.asTable}</summary>
        <HistoryTable days={days.toReversed()} />
      </details>
    </>
  );
}

function HistoryTable({ days }: { readonly days: readonly Day[] }): ReactNode {
  const { usage } = texts;
  const columns: readonly Column<Day>[] = [
    { key: 'day', header: usage.day, cell: ({ date }) => formatDay(`${date}T12:00:00`) },
    { key: 'requests', header: usage.requests, align: 'number', cell: ({ requests }) => formatCount(requests) },
    { key: 'storage', header: usage.storage, align: 'number', cell: ({ storage_bytes: bytes }) => formatBytes(bytes) },
    { key: 'up', header: usage.uploaded, align: 'number', isExtra: true, cell: ({ uploaded_bytes: bytes }) => formatBytes(bytes) },
    { key: 'down', header: usage.downloaded, align: 'number', isExtra: true, cell: ({ downloaded_bytes: bytes }) => formatBytes(bytes) },
  ];
  return <Table label={usage.history} columns={columns} rows={days} rowKey={({ date }) => date} />;
}
