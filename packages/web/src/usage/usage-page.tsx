import type { UsageAnswer } from '@filewharf/sdk';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { formatBytes, formatCount, formatTime } from '../base/format.ts';
import { Section } from '../base/section.tsx';
import { Bar, Loading, Problem } from '../base/states.tsx';
import { Page } from '../layout/page.tsx';
import { client } from '../session/session.ts';
import { texts } from '../texts.ts';
import { History } from './history.tsx';

/** Requests, storage against the limits of the plan, and what happened over time. */
export function UsagePage(): ReactNode {
  const { data, error, refetch } = useQuery({ queryKey: ['usage'], queryFn: ({ signal }) => client.usage({ signal }) });
  return (
    <Page title={texts.usage.title}>
      {error !== null && <Problem error={error} onRetry={() => void refetch()} />}
      {data === undefined ? (
        error === null && <Loading />
      ) : (
        <div className="tiles">
          <Section title={texts.usage.requests} beside={<span className="badge">{data.plan}</span>}>
            <Requests {...data.requests} />
          </Section>
          <Section title={texts.usage.storage}>
            <Storage used={data.storage.used} quota={data.storage.quota} />
            <dl className="facts">
              <dt>{texts.usage.largestFile}</dt>
              <dd>{data.max_file_size === null ? texts.usage.unlimited : formatBytes(data.max_file_size)}</dd>
            </dl>
          </Section>
        </div>
      )}
      <History />
    </Page>
  );
}

/** Of this session, which has no limit. */
function Requests({ limit, remaining, resets_at: resetsAt }: UsageAnswer['requests']): ReactNode {
  return (
    <>
      <p className="figure">{texts.usage.requestsUsed(formatCount(limit - remaining))}</p>
      <p className="soft">{texts.usage.resets(formatTime(resetsAt))}</p>
      <p className="soft">{texts.usage.requestsText}</p>
    </>
  );
}

function Storage({ used, quota }: { readonly used: number; readonly quota: number | null }): ReactNode {
  if (quota === null) return <p className="figure">{texts.nav.storageUnlimited(formatBytes(used))}</p>;
  return (
    <>
      <p className="figure">{texts.nav.storageUsed(formatBytes(used), formatBytes(quota))}</p>
      <Bar label={texts.usage.storage} value={used} of={quota} />
    </>
  );
}
