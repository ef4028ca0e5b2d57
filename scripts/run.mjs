import { spawn } from 'node:child_process';

/**
 * Runs a program with the terminal of this one and answers its exit code (1 when it could not be started). A signal that ends this
 * process is handed on first, so that nothing is left running.
 *
 * @param {string} command
 * @param {string[]} args
 * @returns {Promise<number>}
 */
export function run(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: 'inherit' });
    const pass = (/** @type {NodeJS.Signals} */ signal) => {
      child.once('exit', () => process.exit(1));
      child.kill(signal);
    };
    process.on('SIGINT', pass).on('SIGTERM', pass);
    const done = (/** @type {number} */ code) => {
      process.off('SIGINT', pass).off('SIGTERM', pass);
      resolve(code);
    };
    child.on('error', (error) => {
      console.error(`${command}: ${error.message}`);
      done(1);
    });
    child.on('exit', (code) => done(code ?? 1));
  });
}

/**
 * The npm that runs this script, or the one on the path.
 *
 * @param {string[]} args
 */
export function npm(args) {
  const self = process.env.npm_execpath;
  return self === undefined ? run('npm', args) : run(process.execPath, [self, ...args]);
}
