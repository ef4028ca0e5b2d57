import type { Share } from '@filewharf/sdk';
import type { ReactNode } from 'react';
import { CheckField, SelectField, TextArea, TextField } from '../base/field.tsx';
import { texts } from '../texts.ts';
import { isGoodCount, lifetimes, type Expiry, type ShareTerms, type Purpose } from './share-terms.ts';

export interface ShareFieldsProps {
  readonly terms: ShareTerms;
  readonly onChange: (change: Partial<ShareTerms>) => void;
  readonly known: Share | undefined;
  /** Files can be asked for by a link to a folder alone. */
  readonly canAskForFiles: boolean;
}

const expiries: readonly Expiry[] = ['never', ...(Object.keys(lifetimes) as (keyof typeof lifetimes)[]), 'date'];

/** What visitors of a link have to keep to. */
export function ShareFields({ terms, onChange, known, canAskForFiles }: ShareFieldsProps): ReactNode {
  const purposes: readonly (readonly [Purpose, string, string?])[] = [
    ['download', texts.shares.mayDownload],
    ['view', texts.shares.mayView],
    ['upload', texts.shares.maySend, canAskForFiles ? texts.shares.maySendHint : texts.shares.onlyFolders],
  ];
  const hasPassword = known?.password_protected === true;
  return (
    <>
      <fieldset className="choices">
        <legend>{texts.shares.kind}</legend>
        {purposes.map(([purpose, label, hint]) => (
          <CheckField
            key={purpose}
            type="radio"
            name="purpose"
            label={label}
            {...(hint === undefined ? {} : { hint })}
            checked={terms.purpose === purpose}
            disabled={purpose === 'upload' && !canAskForFiles}
            onChange={() => onChange({ purpose })}
          />
        ))}
      </fieldset>
      <TextField
        label={texts.shares.password}
        hint={hasPassword ? texts.shares.passwordKept : texts.shares.passwordHint}
        value={terms.password}
        // It is there to be told to others, so whoever types it sees it; and it is no password of theirs for a browser to keep.
        autoComplete="off"
        spellCheck={false}
        disabled={terms.losesPassword}
        onChange={(event) => onChange({ password: event.target.value })}
      />
      {hasPassword && (
        <CheckField
          label={texts.shares.passwordAway}
          checked={terms.losesPassword}
          onChange={(event) => onChange({ losesPassword: event.target.checked })}
        />
      )}
      <div className="form-row">
        <SelectField
          label={texts.shares.expires}
          value={terms.expiry}
          onChange={(event) => onChange({ expiry: event.target.value as Expiry })}
        >
          {expiries.map((expiry) => (
            <option key={expiry} value={expiry}>
              {texts.shares.expiries[expiry]}
            </option>
          ))}
        </SelectField>
        {terms.expiry === 'date' && (
          <TextField
            label={texts.shares.expiresAt}
            type="datetime-local"
            value={terms.expiresAt}
            wrong={terms.expiresAt === '' ? texts.shares.badDate : undefined}
            onChange={(event) => onChange({ expiresAt: event.target.value })}
          />
        )}
      </div>
      <TextField
        label={texts.shares.maxUses}
        hint={texts.shares.maxUsesHint}
        wrong={isGoodCount(terms.maxUses) ? undefined : texts.shares.badUses}
        inputMode="numeric"
        value={terms.maxUses}
        onChange={(event) => onChange({ maxUses: event.target.value })}
      />
      <details className="fold" open={known !== undefined && (known.slug ?? known.title ?? known.message) !== null}>
        <summary>{texts.shares.more}</summary>
        <div className="form">
          <TextField
            label={texts.shares.slug}
            hint={texts.shares.slugHint}
            value={terms.slug}
            maxLength={64}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => onChange({ slug: event.target.value })}
          />
          <TextField
            label={texts.shares.titleField}
            hint={texts.shares.titleHint}
            value={terms.title}
            maxLength={200}
            onChange={(event) => onChange({ title: event.target.value })}
          />
          <TextArea
            label={texts.shares.message}
            value={terms.message}
            maxLength={10_000}
            onChange={(event) => onChange({ message: event.target.value })}
          />
        </div>
      </details>
    </>
  );
}
