import type { ReactNode } from 'react';
import { Empty } from '../base/states.tsx';
import { Page } from '../layout/page.tsx';
import { texts } from '../texts.ts';

export function TrashPage(): ReactNode {
  return (
    <Page title={texts.trash.title}>
      <Empty icon="trash" title={texts.trash.title} text="" />
    </Page>
  );
}
