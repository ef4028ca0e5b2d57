import type { BeginSecondFactorAnswer } from '@filewharf/sdk';
import { useMutation } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { Button } from '../base/button.tsx';
import { CopyField } from '../base/copy-field.tsx';
import { FormDialog } from '../base/dialog.tsx';
import { TextField } from '../base/field.tsx';
import { QrCode } from '../base/qr-code.tsx';
import { Section } from '../base/section.tsx';
import { Problem } from '../base/states.tsx';
import { useToast } from '../base/toast.tsx';
import { client } from '../session/session.ts';
import { texts } from '../texts.ts';

export function SecondFactorSection({ isOn }: { readonly isOn: boolean }): ReactNode {
  const [begun, setBegun] = useState<BeginSecondFactorAnswer>();
  const [isLeaving, setIsLeaving] = useState(false);
  const { mutate: begin, error, isPending } = useMutation({ mutationFn: () => client.secondFactor.begin(), onSuccess: setBegun });
  return (
    <Section
      title={texts.account.secondFactor}
      beside={isOn ? <span className="badge good">{texts.account.on}</span> : <span className="badge">{texts.account.off}</span>}
    >
      {error !== null && <Problem error={error} />}
      <p className="soft">{texts.account.secondFactorText}</p>
      <div>
        {isOn ? (
          <Button onClick={() => setIsLeaving(true)}>{texts.account.turnOff}</Button>
        ) : (
          <Button disabled={isPending} onClick={() => begin()}>
            {texts.account.setUp}
          </Button>
        )}
      </div>
      {begun !== undefined && <SetUpDialog begun={begun} onClose={() => setBegun(undefined)} />}
      {isLeaving && <TurnOffDialog onClose={() => setIsLeaving(false)} />}
    </Section>
  );
}

function SetUpDialog({ begun, onClose }: { readonly begun: BeginSecondFactorAnswer; readonly onClose: () => void }): ReactNode {
  const router = useRouter();
  const toast = useToast();
  const [code, setCode] = useState('');
  const { mutate, error, isPending } = useMutation({
    mutationFn: () => client.secondFactor.confirm(code.replaceAll(' ', '')),
    onSuccess: async () => {
      onClose();
      toast(texts.account.isOn);
      await router.invalidate();
    },
  });
  return (
    <FormDialog title={texts.account.setUp} submit={texts.account.confirm} isBusy={isPending} onClose={onClose} onSubmit={() => mutate()}>
      <p>{texts.account.setUpText}</p>
      <QrCode text={begun.uri} label={texts.account.qr} />
      <CopyField label={texts.account.secret} value={begun.secret} />
      {error !== null && <Problem error={error} />}
      <TextField
        label={texts.account.code}
        value={code}
        inputMode="numeric"
        autoComplete="one-time-code"
        onChange={(event) => setCode(event.target.value)}
      />
    </FormDialog>
  );
}

function TurnOffDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const router = useRouter();
  const toast = useToast();
  const [password, setPassword] = useState('');
  const { mutate, error, isPending } = useMutation({
    mutationFn: () => client.secondFactor.delete(password),
    onSuccess: async () => {
      onClose();
      toast(texts.account.isOff);
      await router.invalidate();
    },
  });
  return (
    <FormDialog
      title={texts.account.turnOffTitle}
      submit={texts.account.turnOff}
      danger
      isBusy={isPending}
      onClose={onClose}
      onSubmit={() => mutate()}
    >
      <p>{texts.account.turnOffText}</p>
      {error !== null && <Problem error={error} />}
      <TextField
        label={texts.account.current}
        type="password"
        autoComplete="current-password"
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
    </FormDialog>
  );
}
