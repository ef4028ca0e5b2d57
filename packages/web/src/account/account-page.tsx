import type { ReactNode } from 'react';
import { Section } from '../base/section.tsx';
import { Page } from '../layout/page.tsx';
import { useMe } from '../session/session.ts';
import { texts } from '../texts.ts';
import { PasswordForm } from './password-form.tsx';
import { SecondFactorSection } from './second-factor.tsx';
import { SessionsSection } from './sessions.tsx';

export function AccountPage(): ReactNode {
  const me = useMe();
  const { user, must_first: mustFirst } = me;
  return (
    <Page title={texts.account.title}>
      {mustFirst !== null && (
        <p className="notice" role="status">
          {mustFirst === 'change_password' ? texts.account.mustChange : texts.account.mustSetUp}
        </p>
      )}
      <Section title={texts.account.who} beside={user.is_admin && <span className="badge">{texts.account.administrator}</span>}>
        <dl className="facts">
          <dt>{texts.account.username}</dt>
          <dd>{user.username}</dd>
          {user.name !== null && (
            <>
              <dt>{texts.account.name}</dt>
              <dd>{user.name}</dd>
            </>
          )}
          {user.email !== null && (
            <>
              <dt>{texts.account.email}</dt>
              <dd>{user.email}</dd>
            </>
          )}
          <dt>{texts.account.plan}</dt>
          <dd>{user.plan}</dd>
        </dl>
      </Section>
      <Section title={texts.account.password}>
        <PasswordForm />
      </Section>
      <SecondFactorSection isOn={user.second_factor} />
      {mustFirst === null && <SessionsSection />}
    </Page>
  );
}
