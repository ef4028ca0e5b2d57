import { UnauthorizedError } from '@filewharf/sdk';
import { useQuery } from '@tanstack/react-query';
import { Link, useRouter } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { formatBytes } from '../base/format.ts';
import { Icon, Logo, type IconName } from '../base/icons.tsx';
import { MenuButton } from '../base/menu.tsx';
import { problemText } from '../base/problem-text.ts';
import { Bar } from '../base/states.tsx';
import { useToast } from '../base/toast.tsx';
import { client, useMe } from '../session/session.ts';
import { texts } from '../texts.ts';
import { chooseScheme, chosenScheme, type Scheme } from './scheme.ts';

interface Place {
  readonly to:
    '/files' | '/shares' | '/trash' | '/settings/keys' | '/settings/people' | '/settings/usage' | '/settings/site' | '/settings/account';
  readonly icon: IconName;
  readonly label: string;
  readonly isForAdmins?: boolean;
}

const places: readonly Place[] = [
  { to: '/files', icon: 'folder', label: texts.nav.files },
  { to: '/shares', icon: 'share', label: texts.nav.shares },
  { to: '/trash', icon: 'trash', label: texts.nav.trash },
];

const settings: readonly Place[] = [
  { to: '/settings/keys', icon: 'key', label: texts.nav.keys },
  { to: '/settings/people', icon: 'people', label: texts.nav.people, isForAdmins: true },
  { to: '/settings/usage', icon: 'usage', label: texts.nav.usage },
  { to: '/settings/site', icon: 'site', label: texts.nav.site, isForAdmins: true },
  { to: '/settings/account', icon: 'account', label: texts.nav.account },
];

export function SideBar({ isOpen }: { readonly isOpen: boolean }): ReactNode {
  const me = useMe();
  return (
    <nav className={isOpen ? 'side open' : 'side'} aria-label={texts.nav.label}>
      <Link to="/files" className="brand">
        <Logo />
        {texts.product}
      </Link>
      <Places places={places} />
      <h2 id="settings-places">{texts.nav.settings}</h2>
      <Places places={settings.filter(({ isForAdmins = false }) => me.user.is_admin || !isForAdmins)} labelledBy="settings-places" />
      <div className="foot">
        <Storage />
        <AccountMenu />
      </div>
    </nav>
  );
}

function Places({ places: list, labelledBy }: { readonly places: readonly Place[]; readonly labelledBy?: string }): ReactNode {
  return (
    <ul aria-labelledby={labelledBy}>
      {list.map(({ to, icon, label }) => (
        <li key={to}>
          <Link to={to} activeOptions={{ includeSearch: false }}>
            <Icon name={icon} />
            {label}
          </Link>
        </li>
      ))}
    </ul>
  );
}

function Storage(): ReactNode {
  const { data } = useQuery({ queryKey: ['usage'], queryFn: ({ signal }) => client.usage({ signal }) });
  if (data === undefined) return null;
  const { used, quota } = data.storage;
  return (
    <div className="storage">
      {quota === null ? (
        <span>{texts.nav.storageUnlimited(formatBytes(used))}</span>
      ) : (
        <>
          <span>{texts.nav.storageUsed(formatBytes(used), formatBytes(quota))}</span>
          <Bar label={texts.nav.storage} value={used} of={quota} />
        </>
      )}
    </div>
  );
}

function AccountMenu(): ReactNode {
  const me = useMe();
  const router = useRouter();
  const toast = useToast();
  const [scheme, setScheme] = useState(chosenScheme);
  async function signOut(): Promise<void> {
    try {
      await client.sessions.delete();
    } catch (error) {
      // Whose session is over is signed out already.
      if (!(error instanceof UnauthorizedError)) {
        toast(problemText(error));
        return;
      }
    }
    await router.navigate({ to: '/sign-in' });
    // So that the way back asks who is signed in.
    router.clearCache();
  }
  const choose = (wanted: Scheme) => ({
    label: texts.nav.schemes[wanted],
    icon: scheme === wanted ? ('check' as const) : ('moon' as const),
    onSelect: () => {
      chooseScheme(wanted);
      setScheme(wanted);
    },
  });
  return (
    <MenuButton
      text
      kind="quiet"
      className="who"
      icon="account"
      label={me.user.username}
      items={[
        choose('system'),
        choose('light'),
        choose('dark'),
        null,
        // What the server showed at its root before there was a dashboard.
        { label: texts.nav.connect, icon: 'connect', onSelect: () => location.assign('/connect') },
        {
          label: texts.nav.signOut,
          icon: 'signOut',
          onSelect: () => void signOut(),
        },
      ]}
    />
  );
}
