/**
 * Measures the server beside its peers, in the same run on the same machine:
 *
 *     npm run build && npm run bench -- [options]
 *
 *     --only NAME         upload, download, small-files, metadata, listing, memory or sdk; may be given more than once
 *     --pairs N           how often each two take turns (default 5; with fewer, a ratio still moves by 15 %)
 *     --quick             small sizes and short rounds: shows that everything runs, proves nothing
 *     --mib N             size of the file of upload and download (default 256)
 *     --seconds N         length of a round of small requests (default 3)
 *     --uploaders N       clients of small-files (default 32)
 *     --readers N         clients of metadata and of the first page of listing (default 12)
 *     --files N           files in the folder of listing (default 1,000,000)
 *     --uploads N         uploads at once of memory (default 16)
 *     --memory-mib N      size of each of them (default 1024)
 *     --sdk-mib N         size of the file of sdk (default 500)
 *
 * Large transfers begin with four rounds that nobody counts: code is compiled, memory had from the system, what is read lies in its cache.
 *
 * Each line: AIM (aim reached), reached (bound reached) or MISSED; what; our median and the peer's; the median, lowest and highest of the
 * pairs' ratios; the bounds. A line that begins with "limit" shows what this machine's Node can do at most where a bound is hard to reach:
 * a server that does next to nothing, beside the same peer. Only the ratios mean anything: the figures move with whatever else the machine does. A missed bound is no
 * failure; the exit code is 1 when something could not be measured. nginx takes part when it is installed. Linux only (/proc), on a disk that
 * takes direct writes (O_DIRECT).
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { downloadLines } from './line-download.mjs';
import { listingLines } from './line-listing.mjs';
import { memoryLines } from './line-memory.mjs';
import { metadataLines } from './line-metadata.mjs';
import { smallFileLines } from './line-small-files.mjs';
import { uploadLines } from './line-upload.mjs';
import { sdkLines } from './line-sdk.mjs';
import { printed } from './measure.mjs';
import { clean } from './workspace.mjs';

const benches = {
  upload: uploadLines,
  download: downloadLines,
  'small-files': smallFileLines,
  metadata: metadataLines,
  listing: listingLines,
  memory: memoryLines,
  sdk: sdkLines,
};

const usual = {
  pairs: 5,
  mib: 256,
  seconds: 3,
  uploaders: 32,
  readers: 12,
  files: 1_000_000,
  uploads: 16,
  'memory-mib': 1024,
  'sdk-mib': 500,
};
const quick = { ...usual, pairs: 2, mib: 64, seconds: 1, files: 50_000, 'memory-mib': 128, 'sdk-mib': 64 };

function readOptions() {
  const number = { type: 'string' };
  const { values } = parseArgs({
    options: {
      only: { type: 'string', multiple: true },
      quick: { type: 'boolean' },
      ...Object.fromEntries(Object.keys(usual).map((name) => [name, number])),
    },
  });
  const options = { ...(values.quick ? quick : usual) };
  for (const name in usual) {
    if (values[name] === undefined) continue;
    options[name] = Number(values[name]);
    if (!(options[name] > 0)) throw new Error(`--${name} must be a number above 0`);
  }
  const names = values.only ?? Object.keys(benches);
  for (const name of names)
    if (!(name in benches)) throw new Error(`--only must be one of ${Object.keys(benches).join(', ')}, not ${name}`);
  return { names, options };
}

const { names, options } = readOptions();
console.log(`Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model}, ${options.pairs} pairs each`);
for (const name of names) {
  try {
    for await (const line of benches[name]({
      ...options,
      mebibytes: options.mib,
      uploadMebibytes: options['memory-mib'],
      sdkMebibytes: options['sdk-mib'],
    })) {
      console.log(line.absent === undefined ? printed(line) : `ABSENT  ${line.absent}`);
    }
  } catch (error) {
    process.exitCode = 1;
    console.error(`FAILED  ${name}: ${error.stack}`);
  } finally {
    await clean();
  }
}
