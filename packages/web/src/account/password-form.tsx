import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useState, type FormEvent, type ReactNode } from 'react';
import { Button } from '../base/button.tsx';
import { TextField } from '../base/field.tsx';
import { Problem } from '../base/states.tsx';
import { useToast } from '../base/toast.tsx';
import { client, useMe } from '../session/session.ts';
import { texts } from '../texts.ts';

export function PasswordForm(): ReactNode {
  const me = useMe();
  const router = useRouter();
  const queryClient = useQueryClient();
  const toast = useToast();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [again, setAgain] = useState('');
  const { mutate, error, isPending } = useMutation({
    mutationFn: () => client.changePassword({ currentPassword: current, newPassword: next }),
    onSuccess: async () => {
      setCurrent('');
      setNext('');
      setAgain('');
      toast(texts.account.changed);
      await Promise.all([router.invalidate(), queryClient.invalidateQueries({ queryKey: ['sessions'] })]);
    },
  });
  const isDifferent = again !== '' && again !== next;
  function send(event: FormEvent): void {
    event.preventDefault();
    if (!isDifferent) mutate();
  }
  return (
    <form className="form" onSubmit={send}>
      {error !== null && <Problem error={error} />}
      {/* For password managers, which would otherwise not know whose password this is. */}
      <input className="visually-hidden" autoComplete="username" value={me.user.username} readOnly tabIndex={-1} aria-hidden="true" />
      <TextField
        label={texts.account.current}
        type="password"
        autoComplete="current-password"
        required
        value={current}
        onChange={(event) => setCurrent(event.target.value)}
      />
      <TextField
        label={texts.account.next}
        hint={texts.account.nextHint}
        type="password"
        autoComplete="new-password"
        required
        value={next}
        onChange={(event) => setNext(event.target.value)}
      />
      <TextField
        label={texts.account.again}
        wrong={isDifferent ? texts.account.notSame : undefined}
        type="password"
        autoComplete="new-password"
        required
        value={again}
        onChange={(event) => setAgain(event.target.value)}
      />
      <div>
        <Button type="submit" kind="primary" disabled={isPending}>
          {texts.account.change}
        </Button>
      </div>
    </form>
  );
}
