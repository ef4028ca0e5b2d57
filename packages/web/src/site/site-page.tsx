import type { Settings } from '@filewharf/sdk';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent, type ReactNode } from 'react';
import { Button } from '../base/button.tsx';
import { TextField } from '../base/field.tsx';
import { Section } from '../base/section.tsx';
import { Empty, Loading, Problem } from '../base/states.tsx';
import { useToast } from '../base/toast.tsx';
import { Page } from '../layout/page.tsx';
import { client, useMe } from '../session/session.ts';
import { texts } from '../texts.ts';

/** What holds for all of the site. For administrators. */
export function SitePage(): ReactNode {
  const me = useMe();
  return (
    <Page title={texts.site.title}>
      {me.user.is_admin ? <Kept /> : <Empty icon="site" title={texts.people.onlyAdmins} text={texts.people.onlyAdminsText} />}
    </Page>
  );
}

function Kept(): ReactNode {
  const { data, error, refetch } = useQuery({ queryKey: ['settings'], queryFn: ({ signal }) => client.settings.get({ signal }) });
  return (
    <Section title={texts.site.kept}>
      <p className="soft">{texts.site.keptText}</p>
      {data === undefined ? error === null && <Loading /> : <KeptForm known={data} />}
      {error !== null && <Problem error={error} onRetry={() => void refetch()} />}
    </Section>
  );
}

/** As the server limits them. */
const ranges = {
  trashDays: [0, 36_500],
  versionsKept: [0, 1000],
  versionDays: [1, 36_500],
} as const;
type Setting = keyof typeof ranges;

function wrongIn(setting: Setting, text: string): string | undefined {
  const [least, most] = ranges[setting];
  const isGood = /^\d{1,6}$/.test(text.trim()) && Number(text) >= least && Number(text) <= most;
  return isGood ? undefined : texts.site.badNumber(least, most);
}

function KeptForm({ known }: { readonly known: Settings }): ReactNode {
  const toast = useToast();
  const queryClient = useQueryClient();
  const [typed, setTyped] = useState<Readonly<Record<Setting, string>>>({
    trashDays: String(known.trash_days),
    versionsKept: String(known.versions_kept),
    versionDays: String(known.version_days),
  });
  const { mutate, error, isPending } = useMutation({
    mutationFn: () =>
      client.settings.update({
        trashDays: Number(typed.trashDays),
        versionsKept: Number(typed.versionsKept),
        versionDays: Number(typed.versionDays),
      }),
    onSuccess: (settings) => {
      queryClient.setQueryData(['settings'], settings);
      toast(texts.site.saved);
    },
  });
  const isWrong = (Object.keys(ranges) as Setting[]).some((setting) => wrongIn(setting, typed[setting]) !== undefined);
  function send(event: FormEvent): void {
    event.preventDefault();
    if (!isWrong) mutate();
  }
  const field = (setting: Setting) => ({
    value: typed[setting],
    inputMode: 'numeric' as const,
    wrong: wrongIn(setting, typed[setting]),
    onChange: (event: { readonly target: { readonly value: string } }) => setTyped({ ...typed, [setting]: event.target.value }),
  });
  return (
    <form className="form" onSubmit={send}>
      {error !== null && <Problem error={error} />}
      <TextField label={texts.site.trashDays} hint={texts.site.trashDaysHint} {...field('trashDays')} />
      <TextField label={texts.site.versionsKept} hint={texts.site.versionsKeptHint} {...field('versionsKept')} />
      <TextField label={texts.site.versionDays} {...field('versionDays')} />
      <div>
        <Button type="submit" kind="primary" disabled={isPending || isWrong}>
          {texts.save}
        </Button>
      </div>
    </form>
  );
}
