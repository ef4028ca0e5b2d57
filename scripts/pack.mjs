// Makes filewharf-<version>.tgz, which `npm install -g` takes: the command with our own packages inside, whose dependencies npm then
// fetches as usual. An argument names the folder that it is put into; without one it is this folder.
import { execFileSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const target = resolve(process.argv[2] ?? '.');
/** @type {(file: string) => Promise<any>} */
const readJson = async (file) => JSON.parse(await readFile(file, 'utf8'));

const workspaces = new Map();
for (const folder of (await readJson(join(root, 'package.json'))).workspaces) {
  const manifest = await readJson(join(root, folder, 'package.json'));
  workspaces.set(manifest.name, { folder: join(root, folder), manifest });
}

const stage = await mkdtemp(join(tmpdir(), 'filewharf-pack-'));
try {
  const { folder, manifest } = workspaces.get('filewharf');
  await copyFiles(folder, stage);
  /** @type {Record<string, string>} */
  const dependencies = {};
  /** @type {Record<string, string>} */
  const optionalDependencies = {};
  const bundled = new Set();
  const bundle = async (/** @type {Record<string, string>} */ wanted) => {
    for (const [name, version] of Object.entries(wanted)) {
      // There is one place for it, so two of our packages cannot have two versions of it.
      if ((dependencies[name] ?? version) !== version) throw new Error(`${name} is wanted as ${dependencies[name]} and as ${version}`);
      dependencies[name] = version;
      const own = workspaces.get(name);
      if (own === undefined || bundled.has(name)) continue;
      bundled.add(name);
      const place = join(stage, 'node_modules', name);
      await copyFiles(own.folder, place);
      const without = { dependencies: {}, devDependencies: {}, optionalDependencies: {} };
      // What it needs is asked for by the command itself, so that npm puts it where both find it.
      await writeFile(join(place, 'package.json'), JSON.stringify({ ...own.manifest, ...without }, null, 2));
      Object.assign(optionalDependencies, own.manifest.optionalDependencies);
      await bundle(own.manifest.dependencies ?? {});
    }
  };
  await bundle(manifest.dependencies);
  const packed = { ...manifest, dependencies, optionalDependencies, bundleDependencies: [...bundled] };
  delete packed.private;
  delete packed.devDependencies;
  await writeFile(join(stage, 'package.json'), `${JSON.stringify(packed, null, 2)}\n`);
  await cp(join(root, 'README.md'), join(stage, 'README.md'));
  await mkdir(target, { recursive: true });
  const made = execFileSync('npm', ['pack', '--silent', '--pack-destination', target], { cwd: stage, encoding: 'utf8' });
  console.log(join(target, made.trim()));
} finally {
  await rm(stage, { recursive: true });
}

/**
 * What npm would publish of a package.
 *
 * @param {string} from
 * @param {string} to
 */
async function copyFiles(from, to) {
  const [{ files }] = JSON.parse(execFileSync('npm', ['pack', '--dry-run', '--json', '--loglevel=error'], { cwd: from, encoding: 'utf8' }));
  for (const { path } of files) {
    await mkdir(dirname(join(to, path)), { recursive: true });
    await cp(join(from, path), join(to, path));
  }
}
