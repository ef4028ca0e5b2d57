import { useState, type ReactNode } from 'react';
import { Dialog, FormDialog } from '../base/dialog.tsx';
import { TextField } from '../base/field.tsx';
import { shownName } from '../base/format.ts';
import { Problem } from '../base/states.tsx';
import { useToast } from '../base/toast.tsx';
import { client } from '../session/session.ts';
import { ShareDialog } from '../shares/share-dialog.tsx';
import { texts } from '../texts.ts';
import { copy, each, move, removeForGood, rename, type Failure } from './changing.ts';
import { FolderPicker } from './folder-picker.tsx';
import type { Entry } from './listing.ts';
import { childPath } from './paths.ts';
import { Preview } from './preview.tsx';

export type FolderDialogKind =
  | { readonly kind: 'folder' | 'keys' }
  | { readonly kind: 'rename' | 'preview'; readonly entry: Entry }
  | { readonly kind: 'move' | 'copy' | 'delete' | 'share'; readonly entries: readonly Entry[] };

export interface FolderDialogsProps {
  readonly path: string;
  readonly dialog: FolderDialogKind;
  /** What is in the folder, for going from one preview to the next. */
  readonly entries: readonly Entry[];
  readonly onClose: () => void;
  readonly onShow: (dialog: FolderDialogKind) => void;
  /** Something was changed, or could not be. */
  readonly onDone: (failures: readonly Failure[], total: number) => void;
}

/** All dialogs of a folder. They are loaded when the first one is shown. */
export default function FolderDialogs({ path, dialog, entries, onClose, onShow, onDone }: FolderDialogsProps): ReactNode {
  const shared = { onClose, onDone };
  switch (dialog.kind) {
    case 'folder':
      return <NewFolder path={path} {...shared} />;
    case 'rename':
      return <Rename entry={dialog.entry} {...shared} />;
    case 'move':
    case 'copy':
      return <MoveOrCopy path={path} kind={dialog.kind} entries={dialog.entries} {...shared} />;
    case 'delete':
      return <DeleteForGood entries={dialog.entries} {...shared} />;
    case 'preview':
      return <Preview entry={dialog.entry} entries={entries} onShow={(entry) => onShow({ kind: 'preview', entry })} onClose={onClose} />;
    case 'share':
      return <ShareDialog entries={dialog.entries} onClose={onClose} />;
    case 'keys':
      return <Keys onClose={onClose} />;
  }
}

type Shared = Pick<FolderDialogsProps, 'onClose' | 'onDone'>;

/** Does something once; what goes wrong stays in the dialog. */
function useDoing({ onClose, onDone }: Shared): { isBusy: boolean; problem: unknown; run: (work: () => Promise<void>) => void } {
  const [isBusy, setIsBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  async function doIt(work: () => Promise<void>): Promise<void> {
    setIsBusy(true);
    setProblem(undefined);
    try {
      await work();
      onDone([], 1);
      onClose();
    } catch (error) {
      setProblem(error);
      setIsBusy(false);
    }
  }
  return { isBusy, problem, run: (work) => void doIt(work) };
}

function NewFolder({ path, ...shared }: Shared & { readonly path: string }): ReactNode {
  const [name, setName] = useState('');
  const { isBusy, problem, run } = useDoing(shared);
  return (
    <FormDialog
      title={texts.files.newFolder}
      submit={texts.files.create}
      isBusy={isBusy || name.trim() === ''}
      onClose={shared.onClose}
      onSubmit={() => run(async () => void (await client.folders.create({ path: childPath(path, name) })))}
    >
      {problem !== undefined && <Problem error={problem} />}
      <TextField label={texts.files.name} value={name} autoComplete="off" onChange={(event) => setName(event.target.value)} />
    </FormDialog>
  );
}

function Rename({ entry, ...shared }: Shared & { readonly entry: Entry }): ReactNode {
  const [name, setName] = useState(entry.name);
  const { isBusy, problem, run } = useDoing(shared);
  return (
    <FormDialog
      title={texts.files.renameOf(shownName(entry.name))}
      submit={texts.files.rename}
      isBusy={isBusy || name.trim() === ''}
      onClose={shared.onClose}
      onSubmit={() => run(() => (name === entry.name ? Promise.resolve() : rename(entry, name)))}
    >
      {problem !== undefined && <Problem error={problem} />}
      <TextField
        label={texts.files.name}
        value={name}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setName(event.target.value)}
        onFocus={({ target }) => {
          // The ending of a file rarely changes.
          const dot = entry.type === 'file' ? entry.name.lastIndexOf('.') : -1;
          target.setSelectionRange(0, dot > 0 ? dot : entry.name.length);
        }}
      />
    </FormDialog>
  );
}

interface SeveralProps extends Shared {
  readonly entries: readonly Entry[];
}

function MoveOrCopy({
  path,
  kind,
  entries,
  onClose,
  onDone,
}: SeveralProps & { readonly path: string; readonly kind: 'move' | 'copy' }): ReactNode {
  const [target, setTarget] = useState(path);
  const [isBusy, setIsBusy] = useState(false);
  const toast = useToast();
  const isMove = kind === 'move';
  async function run(): Promise<void> {
    setIsBusy(true);
    const failures = await each(entries, (entry) => (isMove ? move(entry, target) : copy(entry, target)));
    onDone(failures, entries.length);
    const done = entries.length - failures.length;
    if (done > 0) toast(isMove ? texts.files.moved(done) : texts.files.copied(done));
    onClose();
  }
  const what = entries.length === 1 ? shownName(entries[0]?.name ?? '') : texts.files.items(entries.length);
  return (
    <FormDialog
      title={isMove ? texts.files.moveOf(what) : texts.files.copyOf(what)}
      submit={isMove ? texts.files.moveHere : texts.files.copyHere}
      isBusy={isBusy || (isMove && target === path)}
      onClose={onClose}
      onSubmit={() => void run()}
    >
      <FolderPicker path={target} onChange={setTarget} without={isMove ? new Set(entries.map(({ id }) => id)) : new Set()} />
    </FormDialog>
  );
}

/** For a site that keeps no trash. */
function DeleteForGood({ entries, onClose, onDone }: SeveralProps): ReactNode {
  const [isBusy, setIsBusy] = useState(false);
  const toast = useToast();
  async function run(): Promise<void> {
    setIsBusy(true);
    const failures = await each(entries, removeForGood);
    onDone(failures, entries.length);
    const done = entries.length - failures.length;
    if (done > 0) toast(texts.files.deleted(done));
    onClose();
  }
  const what = entries.length === 1 ? shownName(entries[0]?.name ?? '') : texts.files.items(entries.length);
  return (
    <FormDialog
      title={texts.files.deleteOf(what)}
      submit={texts.files.deleteForGood}
      danger
      isBusy={isBusy}
      onClose={onClose}
      onSubmit={() => void run()}
    >
      <p>{texts.files.deleteText}</p>
    </FormDialog>
  );
}

function Keys({ onClose }: { readonly onClose: () => void }): ReactNode {
  return (
    <Dialog title={texts.files.shortcuts} onClose={onClose}>
      <table className="table">
        <tbody>
          {texts.files.shortcutList.map(([keys, what]) => (
            <tr key={keys}>
              <td>{what}</td>
              <td className="number">
                <kbd>{keys}</kbd>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Dialog>
  );
}
