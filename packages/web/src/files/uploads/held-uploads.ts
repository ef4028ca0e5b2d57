// Tabs of one browser know of the same kept uploads. Each is of one tab: another one would offer it as begun before, or give it up meanwhile.

/** Lets an upload go, for other tabs. */
export type LetGo = () => void;

/** Takes an upload for this tab, until it is let go or the tab is closed. Undefined when another tab has it. */
export function holdUpload(uploadId: string): Promise<LetGo | undefined> {
  // Browsers have locks only for pages that came over a safe line.
  if (!('locks' in navigator)) return Promise.resolve(() => undefined);
  return new Promise((resolve, reject) => {
    navigator.locks
      .request(`filewharf upload ${uploadId}`, { ifAvailable: true }, (lock) => {
        if (lock !== null) return new Promise<void>((letGo) => resolve(letGo));
        resolve(undefined);
        return undefined;
      })
      .catch(reject);
  });
}
