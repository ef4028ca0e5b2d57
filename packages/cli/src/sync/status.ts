import { join } from 'node:path';
import type { Context } from '../context.ts';
import { createSessionStore } from '../transfer/session-store.ts';

/** A transfer that was cut off, or goes on in another process. */
interface Begun {
  readonly direction: 'upload' | 'download';
  readonly local: string;
  /** A path of the server, or the id of a file. */
  readonly remote: string;
  readonly server: string;
  readonly size: number;
  /** ISO 8601. */
  readonly begun_at: string;
}

/** `sync status`: what this machine remembers of transfers that did not come to their end. The server is not asked. */
export async function status({ output, stateDir }: Context): Promise<void> {
  const begun: Begun[] = [];
  for (const direction of ['upload', 'download'] as const) {
    for (const { state, at } of await createSessionStore(join(stateDir, `${direction}s`)).list()) {
      const { localPath: local, remote, server, size } = state;
      begun.push({ direction, local, remote, server, size, begun_at: at.toISOString() });
    }
  }
  await output.list(begun, {
    title: 'sync status',
    columns: [
      { title: 'Direction', value: ({ direction }) => direction, field: 'direction' },
      { title: 'Size', value: ({ size }) => size, kind: 'bytes', field: 'size' },
      { title: 'Begun', value: (transfer) => transfer.begun_at, kind: 'time', field: 'begun_at' },
      { title: 'Local', value: ({ local }) => local, field: 'local' },
      { title: 'Remote', value: ({ remote }) => remote, field: 'remote' },
      { title: 'Server', value: ({ server }) => server, drop: 1, field: 'server' },
    ],
    empty: 'Nothing was begun and cut off.',
  });
}
