import type { ReactNode } from 'react';
import { Empty } from '../base/states.tsx';
import { Page } from '../layout/page.tsx';
import { texts } from '../texts.ts';

export function PeoplePage(): ReactNode {
  return (
    <Page title={texts.people.title}>
      <Empty icon="people" title={texts.people.title} text="" />
    </Page>
  );
}
