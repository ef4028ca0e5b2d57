import type { ReactNode } from 'react';
import { Empty } from '../base/states.tsx';
import { Page } from '../layout/page.tsx';
import { texts } from '../texts.ts';

export function FilesPage(): ReactNode {
  return (
    <Page title={texts.files.title}>
      <Empty icon="folder" title={texts.files.title} text="" />
    </Page>
  );
}
