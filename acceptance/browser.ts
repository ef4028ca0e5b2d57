import bundled from '@sparticuz/chromium';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { repository } from './server.ts';

/** Where systems keep a Chromium. */
const known = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** No sandbox, because tests may run as root; nothing that calls home. */
const flags = [
  '--no-sandbox',
  '--headless',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A Chromium to run: that of `CHROMIUM_PATH`, the system's, else the one that comes as an npm package, unpacked below `.cache`. */
async function chromiumPath(): Promise<string> {
  const path = process.env['CHROMIUM_PATH'] ?? known.find((candidate) => existsSync(candidate));
  return path ?? unpackBundled();
}

async function unpackBundled(): Promise<string> {
  const cache = join(repository, '.cache');
  const manifest = JSON.parse(await readFile(join(repository, 'node_modules/@sparticuz/chromium/package.json'), 'utf8')) as {
    version: string;
  };
  const folder = join(cache, `chromium-${manifest.version}`);
  const program = join(folder, 'chromium');
  if (existsSync(program)) return program;

  await mkdir(cache, { recursive: true });
  const scratch = await mkdtemp(join(cache, 'unpacking-'));
  const { TMPDIR } = process.env;
  try {
    // The package unpacks into the temporary folder and takes whatever is there already for itself, even half of it after a crash.
    process.env['TMPDIR'] = scratch;
    await bundled.executablePath();
    await rename(scratch, folder);
  } catch (error) {
    // Another process may have been quicker.
    if (!existsSync(program)) throw error;
  } finally {
    if (TMPDIR === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = TMPDIR;
    await rm(scratch, { recursive: true, force: true });
  }
  return program;
}

export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: await chromiumPath(), args: flags });
}
