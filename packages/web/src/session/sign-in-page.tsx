import { UnauthorizedError } from '@filewharf/sdk';
import { useRouter, useSearch } from '@tanstack/react-router';
import { useState, type FormEvent, type ReactNode } from 'react';
import { Button } from '../base/button.tsx';
import { TextField } from '../base/field.tsx';
import { Logo } from '../base/icons.tsx';
import { Problem } from '../base/states.tsx';
import { texts } from '../texts.ts';
import { anyone } from './session.ts';
import './sign-in.css';

export function SignInPage(): ReactNode {
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  /** Undefined until the server has asked for it. */
  const [code, setCode] = useState<string>();
  const [problem, setProblem] = useState<unknown>();
  const [isBusy, setIsBusy] = useState(false);
  const router = useRouter();
  const { next } = useSearch({ from: '/sign-in' });

  async function send(event: FormEvent): Promise<void> {
    event.preventDefault();
    setIsBusy(true);
    setProblem(undefined);
    try {
      await anyone.sessions.create({ username, password, ...(code === undefined ? {} : { code }) });
      // Who was signed in before is asked anew, and not shown until that is known.
      router.clearCache();
      await router.navigate({ href: next ?? '/files' });
    } catch (error) {
      if (error instanceof UnauthorizedError && error.code === 'second_factor_required' && code === undefined) setCode('');
      else setProblem(error);
      setIsBusy(false);
    }
  }

  return (
    <main className="sign-in">
      <div className="brand">
        <Logo size={34} />
        <span>{texts.product}</span>
      </div>
      <form className="card padded form" onSubmit={(event) => void send(event)}>
        <h1>{texts.signIn.title}</h1>
        {problem !== undefined && <Problem error={problem} />}
        <TextField
          label={texts.signIn.username}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          value={username}
          onChange={(event) => setUsername(event.target.value)}
          required
          autoFocus
        />
        <TextField
          label={texts.signIn.password}
          type="password"
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
          required
        />
        {code !== undefined && (
          <TextField
            label={texts.signIn.code}
            hint={texts.signIn.codeHint}
            inputMode="numeric"
            autoComplete="one-time-code"
            value={code}
            onChange={(event) => setCode(event.target.value)}
            required
            autoFocus
          />
        )}
        <Button type="submit" kind="primary" disabled={isBusy}>
          {texts.signIn.submit}
        </Button>
        <p className="soft">{texts.signIn.firstTime}</p>
      </form>
    </main>
  );
}
