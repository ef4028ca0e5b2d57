import type { ReactNode } from 'react';
import { Empty } from '../base/states.tsx';
import { Page } from '../layout/page.tsx';
import { texts } from '../texts.ts';

export function KeysPage(): ReactNode {
  return (
    <Page title={texts.keys.title}>
      <Empty icon="key" title={texts.keys.title} text="" />
    </Page>
  );
}
