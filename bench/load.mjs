import { startWorker } from './workspace.mjs';

/** A process that makes load, so that the clients' work is done beside the server and not in the process that measures. */
export function startLoad() {
  const child = startWorker('load-worker.mjs');
  return {
    /** Runs `upload`, `download`, `requests` or `disk` of the `load-*.mjs` files there, and answers what it answers. */
    run(kind, job) {
      return new Promise((resolve, reject) => {
        const ended = () => reject(new Error('the load generator died'));
        child.once('exit', ended);
        child.once('message', ({ result, error }) => {
          child.off('exit', ended);
          if (error === undefined) resolve(result);
          else reject(new Error(`${kind}: ${error}`));
        });
        child.send({ kind, job });
      });
    },
  };
}
