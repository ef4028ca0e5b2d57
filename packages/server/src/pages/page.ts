import { createHash } from 'node:crypto';
import { style } from './page-style.ts';

class HtmlText {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

/** Text that is HTML already. Only `html` makes it, so everything else that reaches a page has been escaped. */
export type Html = HtmlText;

/** What may stand in a template. */
export type Content = Html | readonly Html[] | string | number;

/** A template: text and numbers in it are escaped, for element content and for quoted attributes alike. */
export function html(parts: TemplateStringsArray, ...values: readonly Content[]): Html {
  return new HtmlText(String.raw({ raw: parts }, ...values.map(markup)));
}

function markup(value: Content): string {
  if (value instanceof HtmlText) return value.toString();
  if (typeof value === 'object') return value.join('');
  return String(value).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** No markup at all. */
export const nothing = html``;

/**
 * A name from a stranger as it can be shown: characters that cannot be seen or that turn the direction of what follows (with which
 * `exe.gpj` is made to read as `jpg.exe`) become U+FFFD.
 */
export function shownName(name: string): string {
  return name.replace(/[\p{Cc}\p{Cs}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu, '\ufffd');
}

export interface Page {
  readonly title: string;
  readonly body: Html;
}

// Not by way of `html`: the text has to stand in the element exactly as it is hashed, and holds no markup.
const styleElement = new HtmlText(`<style>${style}</style>`);
const styleHash = createHash('sha256').update(style).digest('base64');

const logo = html`<svg viewBox="0 0 24 24" width="28" height="28" aria-hidden="true">
  <path d="M3 14.5h18M6 15v5.5M12 15v5.5M18 15v5.5" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" />
  <rect x="4" y="8" width="7" height="4.5" rx="1" fill="currentColor" />
  <rect x="13" y="8" width="7" height="4.5" rx="1" fill="currentColor" opacity=".55" />
  <rect x="8.5" y="2" width="7" height="4.5" rx="1" fill="currentColor" opacity=".8" />
</svg>`;

/** A whole document. */
export function renderPage({ title, body }: Page): string {
  const document = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} - Filewharf</title>
        ${styleElement}
      </head>
      <body>
        <header>${logo}<span>Filewharf</span></header>
        <main>${body}</main>
      </body>
    </html>`;
  return document.toString();
}

/** For every page and the JSON answers beside it: nothing is run, kept, framed, indexed or loaded from elsewhere. */
export const pageHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': [
    "default-src 'none'",
    `style-src 'sha256-${styleHash}'`,
    "img-src 'self'",
    "media-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex',
  'cache-control': 'no-store',
};
