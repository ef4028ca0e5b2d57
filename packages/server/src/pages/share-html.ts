import { extname } from 'node:path';
import type { FileNode } from '../core/metadata.ts';
import type { Share } from '../core/metadata-shares.ts';
import { mediaTypeOf } from '../http/file-response.ts';
import type { Preview } from './share-preview.ts';
import { html, nothing, shownName, type Html, type Page } from './page.ts';

export interface FilePage {
  readonly share: Share;
  readonly file: FileNode;
  readonly bytesPath: string;
  readonly mayDownload: boolean;
  /** What the owner calls and says about the share; null on pages below it. */
  readonly title: string | null;
  readonly words: string | null;
  readonly preview: Preview | undefined;
  /** Above the file: the way back to the folder. */
  readonly trail?: Html | undefined;
  readonly now: number;
}

/** The page of a file that the visitor may see. */
export function filePage({ share, file, bytesPath, mayDownload, title, words, preview, trail = nothing, now }: FilePage): Page {
  const isTitled = title !== null && title !== '';
  const name = shownName(file.name);
  const label = extname(name).slice(1, 6).toUpperCase();
  return {
    title: isTitled ? shownName(title) : name,
    body: html`${trail} ${isTitled ? html`<h1 class="title"><bdi>${shownName(title)}</bdi></h1>` : nothing}
      ${isTitled ? description(words) : nothing}
      <div class="file">
        <div class="tile" aria-hidden="true">${/^[A-Z0-9]+$/.test(label) ? label : 'FILE'}</div>
        <div>
          ${isTitled ? html`<h2><bdi>${name}</bdi></h2>` : html`<h1><bdi>${name}</bdi></h1>`}
          <p>${humanSize(file.sizeBytes)}</p>
        </div>
      </div>
      ${isTitled ? nothing : description(words)} ${preview === undefined ? nothing : previewBox(preview, name, bytesPath, mayDownload)}
      ${mayDownload ? html`<a class="button" href="${bytesPath}">Download</a>` : notDownloaded(share, preview)}
      <dl>
        <dt>Size</dt>
        <dd>${file.sizeBytes.toLocaleString('en')} ${file.sizeBytes === 1 ? 'byte' : 'bytes'}</dd>
        <dt>Type</dt>
        <dd>${mediaTypeOf(file.name)}</dd>
        <dt>Link</dt>
        <dd>${expiry(share.expiresAt, now)}</dd>
      </dl>`,
  };
}

/** Why there is no download, and when there is nothing else either, that this is all. */
function notDownloaded({ permissions }: Share, preview: Preview | undefined): Html {
  if (permissions === 'write') return html`<p class="note">This link only takes files. What is in this one is not shown.</p>`;
  return html`<p class="note"><strong>View only:</strong> the owner has switched off downloads.</p>
    ${preview === undefined ? html`<p class="soft">There is no preview of this file, so this is all there is to see.</p>` : nothing}`;
}

function previewBox(preview: Preview, name: string, bytesPath: string, mayDownload: boolean): Html {
  const label = `Preview of ${name}`;
  if (preview.kind === 'text') {
    // A scrolling box has to be reachable by the keyboard.
    // prettier-ignore
    return html`<pre tabindex="0" role="region" aria-label="Preview of the text">
${preview.text}</pre>`;
  }
  return html`<div class="preview">${player(preview.kind, `${bytesPath}?inline=1`, label, mayDownload)}</div>`;
}

function player(kind: Exclude<Preview['kind'], 'text'>, source: string, label: string, mayDownload: boolean): Html {
  // Some browsers offer a download of what they play, which would be refused here.
  const controls = mayDownload ? html`controls` : html`controls controlslist="nodownload"`;
  if (kind === 'image') return html`<img src="${source}" alt="${label}" />`;
  if (kind === 'audio') return html`<audio src="${source}" ${controls} preload="metadata" aria-label="${label}"></audio>`;
  return html`<video src="${source}" ${controls} preload="metadata" aria-label="${label}"></video>`;
}

/** Where the password is given. `problem` says what was wrong with the last try. */
export function passwordPage(action: string, problem?: string): Page {
  return {
    title: problem === undefined ? 'Password needed' : 'Wrong password',
    body: html`<h1>This link is protected by a password</h1>
      <p class="soft">Whoever sent you the link can tell you the password.</p>
      ${problem === undefined ? nothing : html`<p class="error" id="problem" role="alert">${problem}</p>`}
      <form method="post" action="${action}">
        <label for="password">Password</label>
        <input
          id="password"
          name="password"
          type="password"
          autocomplete="current-password"
          required
          autofocus
          ${problem === undefined ? nothing : html`aria-invalid="true" aria-describedby="problem"`}
        />
        <button type="submit">Open</button>
      </form>`,
  };
}

/** For whatever ends without a file. `next` says what the visitor can do; `back` leads to where the link works. */
export function problemPage(title: string, message: string, next: string | undefined, back: string | undefined): Page {
  return {
    title,
    body: html`<h1>${title}</h1>
      ${message === `${title}.` ? nothing : html`<p>${message}</p>`} ${next === undefined ? nothing : html`<p class="soft">${next}</p>`}
      ${back === undefined ? nothing : html`<p><a href="${back}">Back to what is shared</a></p>`}`,
  };
}

const sizeUnits = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** `1.5 MB`: powers of 1,000, three digits. */
export function humanSize(bytes: number): string {
  if (bytes === 1) return '1 byte';
  let value = bytes;
  let unit = 0;
  // 999.5 of a unit would be printed as 1000.
  while (value >= (unit === 0 ? 1000 : 999.5) && unit < sizeUnits.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  return `${digits === 0 ? String(Math.round(value)) : String(Number(value.toFixed(digits)))} ${sizeUnits[unit] ?? ''}`;
}

/** `in 3 hours`: rounded, in the largest unit of which there are at least two. */
export function inWords(milliseconds: number): string {
  const minutes = Math.round(milliseconds / 60_000);
  const words = new Intl.RelativeTimeFormat('en');
  if (milliseconds < 60_000) return 'in less than a minute';
  if (minutes < 120) return words.format(minutes, 'minute');
  if (minutes < 48 * 60) return words.format(Math.round(minutes / 60), 'hour');
  return words.format(Math.round(minutes / 1440), 'day');
}

/** `2025-01-15 10:30:00 UTC`. */
export function utc(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** What the owner says about the share. */
export function description(text: string | null): Html {
  return text === null || text === '' ? nothing : html`<p class="words">${text}</p>`;
}

/** When the link ends. `short`: without the exact time. */
export function expiry(expiresAt: number | null, now: number, length: 'long' | 'short' = 'long'): Html {
  if (expiresAt === null) return html`Does not expire`;
  if (length === 'short') return html`Expires ${inWords(expiresAt - now)}`;
  return html`Expires ${inWords(expiresAt - now)}
    <small><time datetime="${new Date(expiresAt).toISOString()}">${utc(expiresAt)}</time></small>`;
}
