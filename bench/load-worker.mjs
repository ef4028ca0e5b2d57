import { disk } from './load-disk.mjs';
import { download } from './load-download.mjs';
import { requests } from './load-requests.mjs';
import { upload } from './load-upload.mjs';

/** The program behind `load.mjs`: one job at a time. */
const kinds = { upload, download, requests, disk };

process.on('message', ({ kind, job }) => {
  kinds[kind](job).then(
    (result) => process.send({ result }),
    (error) => process.send({ error: error.message }),
  );
});
process.on('disconnect', () => process.exit());
