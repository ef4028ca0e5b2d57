import FilesApp from '@filewharf/sdk';

/** Where the key of this tab is kept until sign-in by cookie takes its place. */
const storageKey = 'filewharf-key';

/** The client of this tab; null when nobody is signed in. */
export function storedClient(): FilesApp | null {
  const key = sessionStorage.getItem(storageKey);
  return key === null ? null : new FilesApp(key, { baseUrl: location.origin });
}

export async function signIn(key: string): Promise<void> {
  await new FilesApp(key, { baseUrl: location.origin }).whoami();
  sessionStorage.setItem(storageKey, key);
}

export function signOut(): void {
  sessionStorage.removeItem(storageKey);
}
