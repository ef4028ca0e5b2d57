import type { ReactNode } from 'react';
import { Empty } from '../base/states.tsx';
import { Page } from '../layout/page.tsx';
import { texts } from '../texts.ts';

export function SharesPage(): ReactNode {
  return (
    <Page title={texts.shares.title}>
      <Empty icon="share" title={texts.shares.title} text="" />
    </Page>
  );
}
