import type { UsageHistoryAnswer } from '@filewharf/sdk';
import type { ReactNode } from 'react';
import { formatBytes, formatCount } from '../base/format.ts';
import { Section } from '../base/section.tsx';
import { texts } from '../texts.ts';
import { Plot } from './plot.tsx';

export type Day = UsageHistoryAnswer['days'][number];

/** Requests, storage and traffic day by day. */
export function Plots({ days }: { readonly days: readonly Day[] }): ReactNode {
  const { usage } = texts;
  const dates = days.map(({ date }) => Date.parse(date) / 1000);
  return (
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
  );
}
