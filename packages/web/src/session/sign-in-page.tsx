import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState, type FormEvent, type ReactNode } from 'react';
import { Button } from '../base/button.tsx';
import { TextField } from '../base/field.tsx';
import { Logo } from '../base/icons.tsx';
import { Problem } from '../base/states.tsx';
import { texts } from '../texts.ts';
import { signIn } from './client.ts';
import './sign-in.css';

export function SignInPage(): ReactNode {
  const [key, setKey] = useState('');
  const [problem, setProblem] = useState<unknown>();
  const [isBusy, setIsBusy] = useState(false);
  const navigate = useNavigate();
  const { next } = useSearch({ from: '/sign-in' });

  async function send(event: FormEvent): Promise<void> {
    event.preventDefault();
    setIsBusy(true);
    setProblem(undefined);
    try {
      await signIn(key);
      await navigate({ href: next ?? '/files' });
    } catch (error) {
      setProblem(error);
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
          label={texts.signIn.key}
          type="password"
          value={key}
          onChange={(event) => setKey(event.target.value)}
          required
          autoFocus
        />
        <Button type="submit" kind="primary" disabled={isBusy}>
          {texts.signIn.submit}
        </Button>
      </form>
    </main>
  );
}
