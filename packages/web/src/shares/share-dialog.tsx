import type { CreateShareParams, Entry, Share } from '@filewharf/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { FormDialog } from '../base/dialog.tsx';
import { TextField } from '../base/field.tsx';
import { shownName } from '../base/format.ts';
import { Problem } from '../base/states.tsx';
import { client } from '../session/session.ts';
import { texts } from '../texts.ts';
import { LinkDialog } from './link-dialog.tsx';
import { ShareFields } from './share-fields.tsx';
import { isGoodCount, paramsOf, termsOf, type ShareTerms } from './share-terms.ts';
import { sharedName } from './what-is-shared.ts';

type Shared = Pick<Entry, 'type' | 'id' | 'name'>;

export interface ShareDialogProps {
  /** What is to be shared; empty: the dialog asks for a path. */
  readonly entries: readonly Shared[];
  readonly onClose: () => void;
}

/** Makes a link to a file, a folder or several, then shows it. */
export function ShareDialog({ entries, onClose }: ShareDialogProps): ReactNode {
  const queryClient = useQueryClient();
  const [terms, setTerms] = useState(() => termsOf(undefined));
  const [path, setPath] = useState('');
  const asksForPath = entries.length === 0;
  const {
    mutate,
    data: made,
    error,
    isPending,
  } = useMutation({
    mutationFn: async () => {
      const shared = asksForPath ? [await client.entries.lookup(path.trim())] : entries;
      return client.shares.create({ ...targetOf(shared), ...paramsOf(terms, undefined) });
    },
    onSuccess: () => Promise.all([['shares'], ['details']].map((queryKey) => queryClient.invalidateQueries({ queryKey }))),
  });
  if (made !== undefined) return <LinkDialog title={texts.shares.madeTitle} share={made} onClose={onClose} />;

  const [first, ...others] = entries;
  const what = first === undefined ? undefined : others.length === 0 ? shownName(first.name) : texts.shares.several(entries.length);
  return (
    <FormDialog
      title={what === undefined ? texts.shares.create : texts.shares.share(what)}
      submit={texts.shares.submit}
      isBusy={isPending || !isComplete(terms) || (asksForPath && path.trim() === '')}
      onClose={onClose}
      onSubmit={() => mutate()}
    >
      {error !== null && <Problem error={error} />}
      {asksForPath && (
        <TextField
          label={texts.shares.path}
          hint={texts.shares.pathHint}
          value={path}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setPath(event.target.value)}
        />
      )}
      <ShareFields
        terms={terms}
        onChange={(change) => setTerms((before) => ({ ...before, ...change }))}
        known={undefined}
        canAskForFiles={asksForPath || (first?.type === 'folder' && others.length === 0)}
      />
    </FormDialog>
  );
}

/** Changes what visitors of a link have to keep to. */
export function EditShareDialog({ known, onClose }: { readonly known: Share; readonly onClose: (isChanged: boolean) => void }): ReactNode {
  const queryClient = useQueryClient();
  const [terms, setTerms] = useState(() => termsOf(known));
  const { mutate, error, isPending } = useMutation({
    mutationFn: () => client.shares.update(known.id, paramsOf(terms, known)),
    onSuccess: async () => {
      onClose(true);
      await queryClient.invalidateQueries({ queryKey: ['shares'] });
    },
  });
  return (
    <FormDialog
      title={texts.shares.editTitle(sharedName(known))}
      submit={texts.save}
      isBusy={isPending || !isComplete(terms)}
      onClose={() => onClose(false)}
      onSubmit={() => mutate()}
    >
      {error !== null && <Problem error={error} />}
      <ShareFields
        terms={terms}
        onChange={(change) => setTerms((before) => ({ ...before, ...change }))}
        known={known}
        canAskForFiles={known.folder_id !== null}
      />
    </FormDialog>
  );
}

function targetOf(shared: readonly Shared[]): Pick<CreateShareParams, 'fileId' | 'folderId' | 'ids'> {
  const [first, ...others] = shared;
  if (first === undefined || others.length > 0) return { ids: shared.map(({ id }) => id) };
  return first.type === 'file' ? { fileId: first.id } : { folderId: first.id };
}

const isComplete = ({ expiry, expiresAt, maxUses }: ShareTerms): boolean => isGoodCount(maxUses) && (expiry !== 'date' || expiresAt !== '');
