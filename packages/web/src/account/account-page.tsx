import type { ReactNode } from 'react';
import { Empty } from '../base/states.tsx';
import { Page } from '../layout/page.tsx';
import { texts } from '../texts.ts';

export function AccountPage(): ReactNode {
  return (
    <Page title={texts.account.title}>
      <Empty icon="account" title={texts.account.title} text="" />
    </Page>
  );
}
