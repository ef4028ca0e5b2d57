// Brings a clone to where it can run: installs what the lockfile asks for and is missing, then builds what changed.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { npm, run } from './run.mjs';

const root = new URL('../', import.meta.url);

/**
 * True when node_modules holds every package of package-lock.json in its version. Compared by content, because a checkout
 * or a copy changes the time of the lockfile without changing what it asks for. Optional packages may be absent: most of them are
 * for other platforms.
 */
function isInstalled() {
  const installedFile = new URL('node_modules/.package-lock.json', root);
  if (!existsSync(installedFile)) return false;
  const wanted = JSON.parse(readFileSync(new URL('package-lock.json', root), 'utf8')).packages;
  const installed = JSON.parse(readFileSync(installedFile, 'utf8')).packages;
  return Object.entries(wanted)
    .filter(([path]) => path.includes('node_modules/'))
    .every(([path, { version, link, optional }]) => {
      const found = installed[path];
      return found === undefined ? optional === true : found.version === version && found.link === link;
    });
}

/** Installs when something is missing. Answers the exit code. */
export async function install() {
  if (isInstalled()) return 0;
  console.error('Installing dependencies (npm ci) ...');
  return npm(['ci', '--no-audit', '--no-fund', '--loglevel=error']);
}

/** Builds; takes a moment when nothing changed. Answers the exit code. */
export async function build() {
  return (await run(process.execPath, [fileURLToPath(new URL('node_modules/typescript/bin/tsc', root)), '-b'])) || buildDashboard();
}

/** What the dashboard is made of: its own files, the SDK inside of it, and the versions of the rest. */
function hashOfDashboard() {
  const hash = createHash('sha256');
  for (const folder of ['packages/web/', 'packages/sdk/src/']) {
    const names = readdirSync(new URL(folder, root), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => `${parentPath}/${name}`)
      .filter((path) => !/\/(dist|node_modules)\//.test(path))
      .sort();
    for (const name of names) hash.update(name.slice(fileURLToPath(root).length)).update(readFileSync(name));
  }
  return hash.update(readFileSync(new URL('package-lock.json', root))).digest('hex');
}

/** Vite does not know by itself when there is nothing to do. Answers the exit code. */
async function buildDashboard() {
  const builtFile = new URL('packages/web/dist/.built', root);
  const wanted = hashOfDashboard();
  if (existsSync(builtFile) && readFileSync(builtFile, 'utf8') === wanted) return 0;
  const vite = fileURLToPath(new URL('node_modules/vite/bin/vite.js', root));
  const code = await run(process.execPath, [vite, 'build', fileURLToPath(new URL('packages/web', root)), '--logLevel', 'warn']);
  if (code === 0) writeFileSync(builtFile, wanted);
  return code;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.chdir(fileURLToPath(root));
  const code = (await install()) || (await build());
  if (code !== 0) console.error('Setting up failed: see the messages above.');
  process.exit(code);
}
