#!/usr/bin/env node
// CommonJS on purpose (see package.json beside this file): loading an ES module already starts the thread pool of libuv, so its size
// must be set before the first one. Disk writes and password hashes would wait for each other in the default four threads.
process.env.UV_THREADPOOL_SIZE ??= '16';

const { existsSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

// Asked for by scripts, again and again: answered before anything is loaded.
if (process.argv.length === 3 && ['--version', '-V'].includes(process.argv[2])) {
  // Whoever has gone away has seen enough.
  process.stdout.on('error', (error) => {
    if (error.code !== 'EPIPE') process.exitCode = 7;
  });
  process.stdout.write(`${JSON.parse(readFileSync(join(__dirname, '../package.json'), 'utf8')).version}\n`);
  return;
}

// npm and npx put a shell between themselves and this program. A signal ends that shell, which hands nothing on: without this,
// stopping `npx filewharf serve` would leave a server behind.
if (process.env.npm_command !== undefined) {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 200).unref();
}

if (existsSync(join(__dirname, '../dist/main.js'))) {
  import('../dist/main.js').catch((error) => {
    console.error(error);
    process.exitCode = 1;
  });
} else {
  console.error('filewharf: this copy is not built yet: run npm run build');
  process.exitCode = 1;
}
