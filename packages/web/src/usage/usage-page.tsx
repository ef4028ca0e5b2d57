import type { ReactNode } from 'react';
import { Empty } from '../base/states.tsx';
import { Page } from '../layout/page.tsx';
import { texts } from '../texts.ts';

export function UsagePage(): ReactNode {
  return (
    <Page title={texts.usage.title}>
      <Empty icon="usage" title={texts.usage.title} text="" />
    </Page>
  );
}
