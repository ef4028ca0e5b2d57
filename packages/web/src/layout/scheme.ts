/** Which colours: those of the system, or always the same ones. Kept in this browser. */
export type Scheme = 'system' | 'light' | 'dark';

const storageKey = 'filewharf-scheme';

export function chosenScheme(): Scheme {
  const kept = localStorage.getItem(storageKey);
  return kept === 'light' || kept === 'dark' ? kept : 'system';
}

export function applyScheme(scheme: Scheme): void {
  if (scheme === 'system') delete document.documentElement.dataset['scheme'];
  else document.documentElement.dataset['scheme'] = scheme;
}

export function chooseScheme(scheme: Scheme): void {
  localStorage.setItem(storageKey, scheme);
  applyScheme(scheme);
}
