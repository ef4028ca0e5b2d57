/** Takes what is secret out of texts that people or logs get to see. */
export interface Redactor {
  /** From now on this value does not appear. Values shorter than four characters would take everything apart, and are no secrets. */
  add(secret: string): void;
  redact(text: string): string;
}

const hidden = '[secret]';

export function createRedactor(): Redactor {
  const secrets = new Set<string>();
  return {
    add(secret) {
      if (secret.length < 4) return;
      const forms = [
        secret,
        encodeURIComponent(secret),
        // As it stands in a path, and in an address that it is a part of.
        secret.split('/').map(encodeURIComponent).join('/'),
        new URL(`http://host/${secret}`).href.slice('http://host/'.length),
        new URLSearchParams({ s: secret }).toString().slice(2),
        // As it stands in the name of a host.
        secret.toLowerCase(),
        Buffer.from(secret).toString('base64'),
      ];
      for (const form of forms) if (form.length >= 4) secrets.add(form);
    },
    redact(text) {
      let clean = text;
      // Longer ones first: one secret may begin with another.
      for (const secret of [...secrets].toSorted((a, b) => b.length - a.length)) clean = clean.replaceAll(secret, hidden);
      return clean;
    },
  };
}

const secretParameter = /key|token|secret|passw|signature|^sig$|auth|credential|^code$/i;

/** Whether what is called like this is mostly a secret. */
export const soundsSecret = (name: string): boolean => secretParameter.test(name);

/** A URL for messages: without credentials, and with the values of parameters whose names sound like secrets hidden. */
export function shownUrl(url: URL, redactor: Redactor): string {
  const shown = new URL(url);
  shown.username = '';
  shown.password = '';
  shown.hash = '';
  const query = [...shown.searchParams].map(([name, value]) => `${name}=${soundsSecret(name) ? hidden : value}`).join('&');
  shown.search = '';
  return redactor.redact(query === '' ? shown.href : `${shown.href}?${query}`);
}
