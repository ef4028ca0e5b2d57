import { texts } from '../texts.ts';

/** In the order in which they have to be looked for: most call themselves by the names of others too. */
const browsers = [
  ['Edge', /\bEdgA?\//],
  ['Opera', /\bOPR\//],
  ['Firefox', /\b(?:Firefox|FxiOS)\//],
  ['Chrome', /\b(?:Headless)?(?:Chrome|CriOS|Chromium)\//],
  ['Safari', /\bSafari\//],
] as const;
const systems = [
  ['Android', /\bAndroid\b/],
  ['iOS', /\b(?:iPhone|iPad)\b/],
  ['Windows', /\bWindows\b/],
  ['macOS', /\bMac OS X\b/],
  ['Linux', /\bLinux\b/],
] as const;

/** What a User-Agent header says, for people: `Firefox on Linux`. What is no browser is shown by its first word. */
export function programName(userAgent: string | null): string {
  if (userAgent === null || userAgent === '') return texts.account.unknownBrowser;
  const browser = browsers.find(([, pattern]) => pattern.test(userAgent))?.[0];
  if (browser === undefined) return userAgent.split(' ', 1)[0] ?? '';
  const system = systems.find(([, pattern]) => pattern.test(userAgent))?.[0];
  return system === undefined ? browser : texts.account.browserOn(browser, system);
}
