import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer, type AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { dirname, join } from 'node:path';
import { pino } from 'pino';
import { createApp } from './app.ts';

import { loadConfig, type Config, type ServeFlags } from './config.ts';
import { createCore } from './core/core.ts';
import { openInstallation } from './core/installation.ts';
import { failedFirstScreen, firstScreen } from './first-screen.ts';
import { addressMatcher } from './core/access/addresses.ts';
import { isLoopback } from './http/addresses.ts';
import { createLogWriter } from './log-writer.ts';
import { mockAdministrator } from './mock/credentials.ts';
import { readRules } from './mock/rules.ts';
import { addSampleData } from './mock/sample-data.ts';
import { openStores } from './open-stores.ts';
import { oneTimeCodes } from './one-time-codes.ts';
import { createPasswords } from './passwords.ts';
import { createSshKeys } from './ssh-keys.ts';
import { createThumbnailer } from './thumbnailer.ts';
import { asStartError } from './start-error.ts';
import { loadTls } from './tls.ts';

export { ConfigError, type ServeFlags } from './config.ts';
export { StartError } from './start-error.ts';

const dashboardFolder = join(dirname(createRequire(import.meta.url).resolve('@filewharf/web/package.json')), 'dist');

const sweepMilliseconds = 60_000;
/** How long requests under way may go on after SIGTERM. */
const drainMilliseconds = 30_000;
const idleCheckMilliseconds = 200;

/** Fails when the port is taken: to be known before a first start makes secrets that nobody would see. */
async function checkPort({ host, port }: Config): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
}

/** With the folders above it. Not by Node's own `recursive`, which never ends where a folder cannot be made although the one above exists. */
async function makeFolder(path: string): Promise<void> {
  if (existsSync(path)) return;
  if (dirname(path) !== path) await makeFolder(dirname(path));
  await mkdir(path, { mode: 0o700 });
}

function listenerIsLoopback(host: string): boolean {
  return host === 'localhost' || isLoopback(host);
}

function urlOf(config: Config, scheme: string, port: number): string {
  if (config.publicUrl !== undefined) return config.publicUrl;
  const everywhere = config.host === '0.0.0.0' || config.host === '::';
  const host = everywhere ? 'localhost' : config.host.includes(':') ? `[${config.host}]` : config.host;
  return `${scheme}://${host}:${port}`;
}

/** Runs the platform until SIGTERM or SIGINT. Throws `ConfigError` when a setting is wrong, `StartError` when something else is in the way. */
export async function serve(flags: ServeFlags): Promise<void> {
  const config = loadConfig(flags);
  const startedAt = Date.now();
  // V8 counts buffers in flight against the limit of its old objects, which is close above so small a heap: most processes would do a
  // full collection for every 16 MiB that are sent or received, and spend half of the transfer's CPU on it (bench: upload, download).
  setFlagsFromString('--heap-growing-percent=200');
  // What the server keeps is nobody else's on this machine, also in a data folder that was there before.
  process.umask(0o077);
  const logTo = createLogWriter(2);
  process.once('exit', () => logTo.flush());
  const log = pino({ level: config.logLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime }, logTo);
  // A bug in one request must not end everybody else's: what was not committed did not happen.
  process.on('unhandledRejection', (error) => log.error({ err: error }, 'a promise was rejected and nobody noticed: please report this'));
  const stopAll: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of stopAll.splice(0).reverse()) await end();
  };
  /** The secrets of a first start, from when they exist until they are on the screen: nobody can see them again. */
  let unseen = '';

  try {
    const { mock } = config;
    const faultRules = mock && (await readRules(mock.rulesFile));
    if (mock === undefined) await makeFolder(config.dataDir);
    await checkPort(config);
    const { metadata, blobs, masterKeys } = await openStores(
      config,
      (store) => stopAll.push(() => store.close()),
      (error) => log.warn({ err: error }, 'the counters of requests and wrong passwords were damaged: counting starts anew'),
    );
    // Before a first start makes secrets: what fails here must not keep them from being printed.
    const tls = await loadTls(config);
    const passwords = createPasswords();
    const installation = await openInstallation({
      metadata,
      masterKeys,
      passwords,
      clock: Date.now,
      administrator: {
        username: config.adminUsername,
        password: config.adminPassword ?? (mock && mockAdministrator.password),
        apiKey: config.adminApiKey ?? (mock && mockAdministrator.apiKey),
      },
    });
    unseen = failedFirstScreen(config, installation.first);
    await blobs.claim(installation.installationId);
    const core = createCore({
      ...config,
      metadata,
      blobs,
      installation,
      passwords,
      oneTimeCodes,
      sshKeys: createSshKeys(),
      thumbnailer: createThumbnailer(),
      clock: Date.now,
    });
    if (mock !== undefined) await addSampleData(core, await core.keys.authenticate(installation.first?.apiKey ?? ''));
    let sweeping: Promise<unknown> = Promise.resolve();
    stopAll.push(async () => {
      await core.stop();
      await sweeping;
    });

    let url = urlOf(config, tls === undefined ? 'http' : 'https', config.port);
    const app = await createApp({
      core,
      log,
      writeLog: (line) => logTo.write(line),
      tls,
      listenerIsLoopback: listenerIsLoopback(config.host),
      trustsProxy: addressMatcher(config.trustedProxies),
      behindProxy: config.trustedProxies.length > 0,
      publicUrl: () => url,
      dashboardFolder,
      checkReady: async () => {
        await Promise.all([metadata.lastSeq(), blobs.owner()]);
      },
      deeptableStrict: config.deeptableStrict,
      faultRules,
    });
    await app.listen({ host: config.host, port: config.port });
    const { port } = app.server.address() as AddressInfo;
    url = urlOf(config, tls === undefined ? 'http' : 'https', port);
    process.stdout.write(firstScreen(url, config, installation.first));
    unseen = '';
    stopAll.push(async () => {
      const force = setTimeout(() => app.server.closeAllConnections(), drainMilliseconds);
      // A connection whose last answer ended after `close` began is idle, but nobody closes it.
      const idle = setInterval(() => app.server.closeIdleConnections(), idleCheckMilliseconds);
      await app.close();
      clearInterval(idle);
      clearTimeout(force);
    });

    // What a crash left behind goes first; then the regular round.
    sweeping = core.maintenance
      .rewrapKeys()
      .then((rewrapped = 0) => {
        const version = installation.keyring.activeVersion;
        if (rewrapped > 0)
          log.info({ version, rewrapped }, 'all files are under the active master key now: no file needs an earlier one any more');
      })
      .catch((error: unknown) => log.error({ err: error }, 'some keys could not be wrapped by the active master key'))
      .then(() => core.maintenance.sweep(startedAt))
      .then(({ orphans }) => {
        if (orphans > 0) log.warn({ orphans }, 'removed leftovers of an earlier run');
      })
      .catch((error: unknown) => log.error({ err: error }, 'the first sweep failed'));
    const timer = setInterval(() => {
      sweeping = sweeping.then(() => core.maintenance.sweep()).catch((error: unknown) => log.error({ err: error }, 'a sweep failed'));
    }, sweepMilliseconds);
    timer.unref();
    stopAll.push(async () => clearInterval(timer));
  } catch (error) {
    process.stdout.write(unseen);
    await stop();
    throw asStartError(error);
  }

  await new Promise<void>((resolve) => {
    // Under npm a Ctrl-C arrives twice; the second one changes nothing.
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => resolve());
  });
  log.info('stopping: requests under way are finished first');
  await stop();
}
