import { Link, useRouter } from '@tanstack/react-router';
import { useContext, useEffect, useRef, useState, type ReactNode } from 'react';
import { Button } from '../base/button.tsx';
import { shownName } from '../base/format.ts';
import { Icon } from '../base/icons.tsx';
import { MenuButton } from '../base/menu.tsx';
import { texts } from '../texts.ts';
import { trailOf } from './paths.ts';
import { pickedFromInput } from './uploads/picked-files.ts';
import { UploadsContext } from './uploads/uploads-context.ts';

/** What asks for files or a folder to upload here; `inputs` has to be in the page. */
export interface UploadPickers {
  readonly files: () => void;
  readonly folder: () => void;
  readonly inputs: ReactNode;
}

export function useUploadPickers(path: string): UploadPickers {
  const uploads = useContext(UploadsContext);
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  function take({ currentTarget }: { readonly currentTarget: HTMLInputElement }): void {
    if (currentTarget.files !== null) void uploads?.add(path, pickedFromInput(currentTarget.files));
    // So that the same file can be picked again.
    currentTarget.value = '';
  }
  return {
    files: () => files.current?.click(),
    folder: () => folder.current?.click(),
    inputs: (
      <>
        <input ref={files} type="file" multiple hidden aria-label={texts.files.uploadFiles} onChange={take} />
        <input ref={folder} type="file" webkitdirectory="" hidden aria-label={texts.files.uploadFolder} onChange={take} />
      </>
    ),
  };
}

export interface FolderHeaderProps {
  readonly path: string;
  /** What is looked for. */
  readonly query: string;
  readonly pickers: UploadPickers;
  readonly onNewFolder: () => void;
}

/** Where one is, and what can be put there. */
export function FolderHeader({ path, query, pickers, onNewFolder }: FolderHeaderProps): ReactNode {
  const trail = trailOf(path);
  const above = trail.slice(0, -1);
  const here = shownName(trail.at(-1)?.name ?? texts.files.title);
  useEffect(() => {
    document.title = `${here} - ${texts.product}`;
  }, [here]);
  return (
    <header>
      <nav aria-label={texts.files.trail}>
        <ol className="trail">
          {path !== '/' && (
            <li>
              <Link to="/files">{texts.files.title}</Link>
              <Icon name="chevron" size={14} />
            </li>
          )}
          {above.map(({ name, path: to }) => (
            <li key={to}>
              <Link to="/files/$" params={{ _splat: to.slice(1) }}>
                {shownName(name)}
              </Link>
              <Icon name="chevron" size={14} />
            </li>
          ))}
          <li>
            <h1>{here}</h1>
          </li>
        </ol>
      </nav>
      <div className="buttons">
        <SearchBox path={path} query={query} />
        <Button icon="newFolder" onClick={onNewFolder}>
          {texts.files.newFolder}
        </Button>
        <MenuButton
          text
          kind="primary"
          icon="upload"
          label={texts.files.upload}
          items={[
            { label: texts.files.uploadFiles, icon: 'file', onSelect: pickers.files },
            { label: texts.files.uploadFolder, icon: 'folder', onSelect: pickers.folder },
          ]}
        />
        {pickers.inputs}
      </div>
    </header>
  );
}

function SearchBox({ path, query }: { readonly path: string; readonly query: string }): ReactNode {
  const [text, setText] = useState(query);
  const router = useRouter();
  function search(): void {
    const wanted = { query: text.trim() === '' ? undefined : text.trim() };
    void (path === '/'
      ? router.navigate({ to: '/files', search: wanted })
      : router.navigate({ to: '/files/$', params: { _splat: path.slice(1) }, search: wanted }));
  }
  return (
    <form
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        search();
      }}
    >
      <input
        type="search"
        className="input search"
        aria-label={texts.files.search}
        placeholder={texts.files.search}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
    </form>
  );
}
