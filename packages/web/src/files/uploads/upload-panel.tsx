import { useRef, useState, useSyncExternalStore, type ReactNode } from 'react';
import { Button, IconButton } from '../../base/button.tsx';
import { formatBytes, formatTime, shownName } from '../../base/format.ts';
import { problemText } from '../../base/problem-text.ts';
import { Bar } from '../../base/states.tsx';
import { Icon } from '../../base/icons.tsx';
import { texts } from '../../texts.ts';
import './upload-panel.css';
import type { Uploads, UploadView } from './uploads.ts';

/** What is being uploaded, in a corner of every page. Nothing while there is nothing. */
export function UploadPanel({ uploads }: { readonly uploads: Uploads }): ReactNode {
  const { items, total, done, failed, isBusy, bytes, bytesSent } = useSyncExternalStore(uploads.subscribe, uploads.view);
  const [isSmall, setIsSmall] = useState(false);
  if (total === 0) return null;
  const { upload } = texts;
  const isPausable = items.some(({ status }) => status === 'sending' || status === 'waiting' || status === 'offline');
  const interrupted = items.filter(({ status }) => status === 'interrupted').length;
  const isResumable = items.some(({ status }) => status === 'paused' || status === 'failed');
  return (
    <section className="upload-panel" aria-label={upload.title}>
      <header>
        <div className="sum">
          <b role="status">
            {isBusy
              ? upload.progress(done, total)
              : failed > 0
                ? upload.failed(failed, total)
                : interrupted > 0
                  ? upload.begun(interrupted)
                  : upload.done(done, total)}
          </b>
          {isBusy && <span className="soft">{upload.bytes(formatBytes(bytesSent), formatBytes(bytes))}</span>}
        </div>
        {isPausable && <IconButton icon="pause" label={upload.pauseAll} onClick={() => uploads.pauseAll()} />}
        {!isPausable && isResumable && <IconButton icon="play" label={upload.resumeAll} onClick={() => uploads.resumeAll()} />}
        <IconButton
          icon="down"
          className={isSmall ? 'up' : ''}
          label={isSmall ? upload.expand : upload.collapse}
          aria-expanded={!isSmall}
          onClick={() => setIsSmall(!isSmall)}
        />
        {done + failed > 0 && !isBusy && <IconButton icon="close" label={upload.clear} onClick={() => uploads.clear()} />}
      </header>
      {isBusy && <Bar label={upload.title} value={bytesSent} of={bytes} />}
      {!isSmall && (
        <ul>
          {items.map((item) => (
            <Item key={item.key} item={item} uploads={uploads} />
          ))}
          {total > items.length && <li className="soft">{upload.andMore(total - items.length)}</li>}
        </ul>
      )}
    </section>
  );
}

function Item({ item, uploads }: { readonly item: UploadView; readonly uploads: Uploads }): ReactNode {
  const { upload } = texts;
  const { key, name, size, sent, status, error, pausedUntil } = item;
  const shown = shownName(name);
  const about = {
    waiting: upload.waiting,
    sending: upload.bytes(formatBytes(sent), formatBytes(size)),
    offline: pausedUntil === undefined ? upload.offline : upload.tooMany(formatTime(new Date(pausedUntil).toISOString())),
    paused: upload.paused(formatBytes(sent), formatBytes(size)),
    failed: problemText(error),
    interrupted: upload.interrupted(formatBytes(sent), formatBytes(size)),
    done: formatBytes(size),
  }[status];
  return (
    <li className={status}>
      <Icon name={status === 'done' ? 'check' : status === 'failed' || status === 'offline' ? 'warning' : 'upload'} />
      <div className="what">
        <span className="name" title={shown}>
          {shown}
        </span>
        <span className="about">{about}</span>
        {(status === 'sending' || status === 'paused' || status === 'interrupted') && size > 0 && (
          <Bar label={shown} value={sent} of={size} />
        )}
      </div>
      {status === 'interrupted' && <PickAgain item={item} uploads={uploads} />}
      {['waiting', 'sending', 'offline'].includes(status) && (
        <IconButton icon="pause" label={upload.pause(shown)} onClick={() => uploads.pause(key)} />
      )}
      {status === 'paused' && <IconButton icon="play" label={upload.resume(shown)} onClick={() => uploads.resume(key)} />}
      {status === 'failed' && <IconButton icon="retry" label={upload.retry(shown)} onClick={() => uploads.resume(key)} />}
      {status !== 'done' && <IconButton icon="close" label={upload.cancel(shown)} onClick={() => uploads.cancel(key)} />}
    </li>
  );
}

/** Goes on with an upload of an earlier visit: with the file that the browser kept, else with the one that is picked again. */
function PickAgain({ item, uploads }: { readonly item: UploadView; readonly uploads: Uploads }): ReactNode {
  const { upload } = texts;
  const input = useRef<HTMLInputElement>(null);
  const [isWrong, setIsWrong] = useState(false);
  async function goOn(): Promise<void> {
    if (item.hasHandle && (await uploads.reopen(item.key))) return;
    input.current?.click();
  }
  return (
    <>
      {isWrong && <span role="alert">{upload.otherFile}</span>}
      <Button icon="play" onClick={() => void goOn()}>
        {item.hasHandle ? upload.goOn : upload.pickAgain}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={upload.pickAgainOf(shownName(item.name))}
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          if (file !== undefined) setIsWrong(!uploads.pickAgain(item.key, file));
          currentTarget.value = '';
        }}
      />
    </>
  );
}
