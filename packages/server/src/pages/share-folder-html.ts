import { extname } from 'node:path';
import type { Share } from '../core/metadata-shares.ts';
import { neededAnswers, type Introduction } from '../core/sharing/share-visits.ts';
import type { SharedFile } from '../core/sharing/shared-tree.ts';
import { html, nothing, shownName, type Html, type Page } from './page.ts';
import type { SharePaths } from './share-door.ts';
import { description, expiry, humanSize } from './share-html.ts';
import { isRequest } from './share-names.ts';

export interface FolderPage {
  readonly share: Share;
  readonly paths: SharePaths;
  readonly name: string;
  /** What the owner says about the share; null on pages below it. */
  readonly words: string | null;
  readonly trail: Html;
  readonly folders: readonly { readonly id: string; readonly name: string }[];
  readonly files: readonly SharedFile[];
  /** Of all pages. */
  readonly total: number;
  /** Where the list begins; undefined when that is here. */
  readonly firstPage: string | undefined;
  readonly nextPage: string | undefined;
  /** Undefined where nothing may be downloaded. */
  readonly archive: string | undefined;
  readonly mayDownload: boolean;
  /** False for a link that only takes files. */
  readonly looksInside: boolean;
  /** True where files can be put into the folders that are listed, and not here. */
  readonly toFolders: boolean;
  readonly upload: string | undefined;
  /** How many files have just been put in. */
  readonly uploaded: number;
  readonly now: number;
}

const folderIcon = html`<svg viewBox="0 0 24 24" width="26" height="26" aria-hidden="true">
  <path
    d="M3 6.5A1.5 1.5 0 0 1 4.5 5h4.6l2 2.5h8.4A1.5 1.5 0 0 1 21 9v8.5a1.5 1.5 0 0 1-1.5 1.5h-15A1.5 1.5 0 0 1 3 17.5z"
    fill="currentColor"
  />
</svg>`;

const inboxIcon = html`<svg viewBox="0 0 24 24" width="28" height="28" aria-hidden="true">
  <path
    d="M12 14V4m0 0 4 4m-4-4L8 8M4 14v4.5A1.5 1.5 0 0 0 5.5 20h13a1.5 1.5 0 0 0 1.5-1.5V14"
    fill="none"
    stroke="currentColor"
    stroke-width="2"
    stroke-linecap="round"
    stroke-linejoin="round"
  />
</svg>`;

const items = (count: number): string => `${count.toLocaleString('en')} ${count === 1 ? 'item' : 'items'}`;

/** A folder of a share, or all that the link names. */
export function folderPage(view: FolderPage): Page {
  const { share, words, trail, total, looksInside, toFolders, archive, upload, uploaded, now } = view;
  const isViewOnly = looksInside && !view.mayDownload && upload === undefined && !toFolders;
  const name = shownName(view.name);
  return {
    title: name,
    body: html`${trail}
      <div class="file">
        <div class="tile" aria-hidden="true">${isRequest(share) ? inboxIcon : folderIcon}</div>
        <div>
          <h1><bdi>${name}</bdi></h1>
          <p>
            ${looksInside ? html`${items(total)} &middot; ` : nothing}${isViewOnly ? html`View only &middot; ` : nothing}${expiry(share.expiresAt, now, 'short')}
          </p>
        </div>
      </div>
      ${description(words)} ${uploaded === 0 ? nothing : html`<p class="done" role="status">${thanks(uploaded, looksInside)}</p>`}
      ${archive === undefined || total === 0 ? nothing : html`<a class="button" href="${archive}">Download all <small>.zip</small></a>`}
      ${toFolders ? html`<p class="note">Open a folder to add files to it.</p>` : nothing} ${looksInside ? listing(view) : nothing}
      ${pages(view)} ${upload === undefined ? nothing : uploadForm(upload, looksInside)}
      ${
        upload === undefined && !looksInside
          ? html`<p class="note"><strong>View only:</strong> this link shows that the folder is there, and nothing that is in it.</p>`
          : nothing
      }`,
  };
}

const thanks = (uploaded: number, looksInside: boolean): string =>
  `Thank you: ${uploaded === 1 ? 'your file has' : `${uploaded} files have`} arrived.${looksInside ? '' : ' You can send more.'}`;

function listing({ folders, files, paths, mayDownload }: FolderPage): Html {
  if (folders.length === 0 && files.length === 0) return html`<p class="note">There is nothing here yet.</p>`;
  return html`<ul class="list">
    ${folders.map(
      ({ id, name }) =>
        html`<li>
          <a class="row" href="${paths.folder(id)}"
            ><span class="sign" aria-hidden="true">${folderIcon}</span><span class="name"><bdi>${shownName(name)}</bdi></span></a
          >
        </li>`,
    )}
    ${files.map((file) => fileRow(file, paths, mayDownload))}
  </ul>`;
}

function fileRow({ id, name, sizeBytes }: SharedFile, paths: SharePaths, mayDownload: boolean): Html {
  const label = extname(name).slice(1, 5).toUpperCase();
  return html`<li>
    <a class="row" href="${paths.file(id)}"
      ><span class="sign" aria-hidden="true">${/^[A-Z0-9]+$/.test(label) ? label : 'FILE'}</span
      ><span class="name"><bdi>${shownName(name)}</bdi><small>${humanSize(sizeBytes)}</small></span></a
    >
    ${
      mayDownload
        ? html`<a class="get" href="${paths.file(id)}/download" aria-label="Download ${shownName(name)}"
            ><svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
              <path
                d="M12 4v11m0 0 4.5-4.5M12 15l-4.5-4.5M5 19.5h14"
                fill="none"
                stroke="currentColor"
                stroke-width="2"
                stroke-linecap="round"
                stroke-linejoin="round"
              /></svg
          ></a>`
        : nothing
    }
  </li>`;
}

function pages({ firstPage, nextPage }: FolderPage): Html {
  if (firstPage === undefined && nextPage === undefined) return nothing;
  return html`<nav class="pages" aria-label="Pages">
    ${firstPage === undefined ? nothing : html`<a href="${firstPage}">From the beginning</a>`}
    ${nextPage === undefined ? nothing : html`<a href="${nextPage}" rel="next">Next page</a>`}
  </nav>`;
}

function uploadForm(action: string, looksInside: boolean): Html {
  return html`<section aria-labelledby="upload">
    <h2 id="upload">${looksInside ? 'Add files' : 'Choose files to send'}</h2>
    ${looksInside ? nothing : html`<p class="soft">They go to the owner of this link. Nobody else sees them here, and nothing is replaced.</p>`}
    <form method="post" action="${action}" enctype="multipart/form-data">
      <label for="files">Files from your device</label>
      <input id="files" name="file" type="file" multiple required />
      <button type="submit">${looksInside ? 'Upload' : 'Send'}</button>
    </form>
  </section>`;
}

/** The way from the link down to where the visitor is; the last place is not a link. */
export function trailOf(places: readonly { readonly name: string; readonly href: string | undefined }[]): Html {
  if (places.length < 2) return nothing;
  return html`<nav class="trail" aria-label="Folders">
    <ol>
      ${places.map(({ name, href }, index) => {
        const text = html`<bdi>${shownName(name)}</bdi>`;
        return index < places.length - 1 && href !== undefined
          ? html`<li><a href="${href}">${text}</a></li>`
          : html`<li aria-current="page">${text}</li>`;
      })}
    </ol>
  </nav>`;
}

const questions = [
  { field: 'name', label: 'Your name', type: 'text', autocomplete: 'name' },
  { field: 'email', label: 'Your email address', type: 'email', autocomplete: 'email' },
  { field: 'company', label: 'Your company', type: 'text', autocomplete: 'organization' },
] as const satisfies readonly { readonly field: keyof Introduction; readonly [attribute: string]: string }[];

/** Where visitors say who they are. `problem` says what was wrong with the last try. */
export function registrationPage(action: string, share: Share, given: Introduction = {}, problem?: string): Page {
  const needed = neededAnswers(share);
  return {
    title: 'Who are you?',
    body: html`<h1>Please say who you are</h1>
      <p class="soft">
        ${
          share.requireShareRecipient
            ? 'This link is only for the people it was sent to. What you say here is shown to its owner.'
            : 'What you say here is shown to the owner of this link, and to nobody else.'
        }
      </p>
      ${problem === undefined ? nothing : html`<p class="error" id="problem" role="alert">${problem}</p>`}
      <form method="post" action="${action}">
        ${questions.map(
          ({ field, label, type, autocomplete }) =>
            html`<p class="field">
              <label for="${field}">${label}${needed[field] ? nothing : html` <span class="soft">(optional)</span>`}</label>
              <input
                id="${field}"
                name="${field}"
                type="${type}"
                autocomplete="${autocomplete}"
                maxlength="200"
                value="${given[field] ?? ''}"
                ${needed[field] ? html`required` : nothing}
                ${problem === undefined ? nothing : html`aria-describedby="problem"`}
              />
            </p>`,
        )}
        <button type="submit">Continue</button>
      </form>`,
  };
}
