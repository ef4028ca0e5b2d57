import { NotFoundError } from '@filewharf/sdk';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { formatBytes, formatCount, formatDay } from '../base/format.ts';
import { Section } from '../base/section.tsx';
import { Loading, Problem } from '../base/states.tsx';
import { Table, type Column } from '../base/table.tsx';
import { client } from '../session/session.ts';
import { texts } from '../texts.ts';
import { Plot } from './plot.tsx';

interface Day {
  /** Of UTC: `2026-11-28`. */
  readonly date: string;
  readonly requests: number;
  readonly uploaded_bytes: number;
  readonly downloaded_bytes: number;
  readonly storage_bytes: number;
}

const shownDays = 30;

/** What was used day by day: as plots, and as a table with the same numbers. */
export function History(): ReactNode {
  const { data, error, refetch } = useQuery({
    queryKey: ['usage', 'history'],
    queryFn: async ({ signal }) =>
      (await client.request('GET', '/api/v2/usage/history', { query: { days: shownDays }, signal })).json<{ days: readonly Day[] }>(),
  });
  // A server from before there was a history.
  if (error instanceof NotFoundError) return null;
  if (data === undefined) return error === null ? <Loading /> : <Problem error={error} onRetry={() => void refetch()} />;
  const { days } = data;
  const dates = days.map(({ date }) => Date.parse(date) / 1000);
  const { usage } = texts;
  return (
    <>
      <div className="tiles">
        <Section title={usage.requestsByDay}>
          <Plot
            label={usage.requestsByDay}
            dates={dates}
            lines={[{ label: usage.requests, colour: '--accent', values: days.map(({ requests }) => requests) }]}
            format={formatCount}
          />
        </Section>
        <Section title={usage.storageByDay}>
          <Plot
            label={usage.storageByDay}
            dates={dates}
            lines={[{ label: usage.storage, colour: '--accent', values: days.map(({ storage_bytes: bytes }) => bytes) }]}
            format={formatBytes}
            base={1024}
          />
        </Section>
        <Section title={usage.trafficByDay}>
          <Plot
            label={usage.trafficByDay}
            dates={dates}
            lines={[
              { label: usage.uploaded, colour: '--accent', values: days.map(({ uploaded_bytes: bytes }) => bytes) },
              { label: usage.downloaded, colour: '--good', values: days.map(({ downloaded_bytes: bytes }) => bytes) },
            ]}
            format={formatBytes}
            base={1024}
          />
        </Section>
      </div>
      <details className="card padded fold">
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
