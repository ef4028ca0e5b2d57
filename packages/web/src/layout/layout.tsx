import { Outlet, useRouterState } from '@tanstack/react-router';
import { useEffect, useState, type ReactNode } from 'react';
import { IconButton } from '../base/button.tsx';
import { Logo } from '../base/icons.tsx';
import { texts } from '../texts.ts';
import './layout.css';
import { UploadPanel } from '../files/uploads/upload-panel.tsx';
import { UploadsContext } from '../files/uploads/uploads-context.ts';
import { useUploads } from '../files/uploads/use-uploads.ts';
import { useLiveChanges } from '../session/live.ts';
import { SideBar } from './side-bar.tsx';

/** Files that are dropped where nothing takes them: browsers would open them in place of the dashboard. */
function useRefusedDrops(): void {
  useEffect(() => {
    const events = new AbortController();
    for (const type of ['dragover', 'drop'] as const)
      addEventListener(
        type,
        (event) => {
          if (event.defaultPrevented || event.dataTransfer?.types.includes('Files') !== true) return;
          event.preventDefault();
          event.dataTransfer.dropEffect = 'none';
        },
        { signal: events.signal },
      );
    return () => events.abort();
  }, []);
}

/** What is around every page: the side bar, which on small screens comes in over it. */
export function Layout(): ReactNode {
  const place = useRouterState({ select: ({ location }) => location.href });
  /** Where it was opened: on any other page it is closed again. */
  const [openAt, setOpenAt] = useState<string>();
  const isOpen = openAt === place;
  const uploads = useUploads();
  useLiveChanges();
  useRefusedDrops();
  useEffect(() => {
    if (!isOpen) return undefined;
    const close = ({ key }: KeyboardEvent): void => {
      if (key === 'Escape') setOpenAt(undefined);
    };
    document.addEventListener('keydown', close);
    return () => document.removeEventListener('keydown', close);
  }, [isOpen]);
  return (
    <div className="layout">
      <a className="button skip" href="#content">
        {texts.skipToContent}
      </a>
      <header className="top">
        <IconButton icon="menu" label={texts.nav.open} aria-expanded={isOpen} onClick={() => setOpenAt(place)} />
        <span className="brand">
          <Logo size={22} />
          {texts.product}
        </span>
      </header>
      <SideBar isOpen={isOpen} />
      {isOpen && <div className="veil" onClick={() => setOpenAt(undefined)} />}
      <main id="content" tabIndex={-1}>
        <UploadsContext value={uploads}>
          <Outlet />
        </UploadsContext>
      </main>
      <UploadPanel uploads={uploads} />
    </div>
  );
}
