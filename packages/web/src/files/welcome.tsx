import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Button } from '../base/button.tsx';
import { Icon } from '../base/icons.tsx';
import { texts } from '../texts.ts';
import type { UploadPickers } from './folder-header.tsx';
import './welcome.css';

/** What somebody sees who has no files yet: what to do next. */
export function Welcome({ pickers }: { readonly pickers: UploadPickers }): ReactNode {
  const { welcome } = texts.files;
  return (
    <div className="welcome">
      <div className="first">
        <Icon name="upload" size={36} />
        <h2>{welcome.title}</h2>
        <p>{welcome.text}</p>
        <div className="actions">
          <Button kind="primary" icon="upload" onClick={pickers.files}>
            {texts.files.uploadFiles}
          </Button>
          <Button icon="folder" onClick={pickers.folder}>
            {texts.files.uploadFolder}
          </Button>
        </div>
      </div>
      <ul>
        <li>
          <Link to="/shares">
            <Icon name="share" />
            <span>
              <b>{welcome.share}</b>
              {welcome.shareText}
            </span>
          </Link>
        </li>
        <li>
          <Link to="/settings/keys">
            <Icon name="key" />
            <span>
              <b>{welcome.keys}</b>
              {welcome.keysText}
            </span>
          </Link>
        </li>
        <li>
          <a href="/connect">
            <Icon name="connect" />
            <span>
              <b>{welcome.connect}</b>
              {welcome.connectText}
            </span>
          </a>
        </li>
      </ul>
    </div>
  );
}
