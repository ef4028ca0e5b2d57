import { Link, Outlet } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Empty } from '../base/states.tsx';
import { Page } from '../layout/page.tsx';
import { useMe } from '../session/session.ts';
import { texts } from '../texts.ts';
import './people.css';

/** Users, groups and permissions, each with an address of its own. For administrators. */
export function PeoplePage(): ReactNode {
  const me = useMe();
  if (!me.user.is_admin)
    return (
      <Page title={texts.people.title}>
        <Empty icon="people" title={texts.people.onlyAdmins} text={texts.people.onlyAdminsText} />
      </Page>
    );
  return (
    <Page title={texts.people.title}>
      <nav className="tabs" aria-label={texts.people.sections}>
        <Link to="/settings/people" activeOptions={{ exact: true }}>
          {texts.people.users}
        </Link>
        <Link to="/settings/people/groups">{texts.people.groups}</Link>
        <Link to="/settings/people/permissions">{texts.people.permissions}</Link>
      </nav>
      <Outlet />
    </Page>
  );
}
