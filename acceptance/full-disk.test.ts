import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { describe, expect, test } from 'vitest';
import { clientOf, json, outcome, send, type Client, type StoredFile } from './client.ts';
import { startServer, withoutRequestLimit } from './server.ts';

/** Runs a command with a disk of its own at a folder; both go together. Needs no rights where the system lets users have namespaces. */
const withDisk = (folder: string, fill = 'true'): string[] => {
  const script = `mount -t tmpfs -o size=80m none "$0" && { ${fill}; } && exec "$@"`;
  return ['unshare', '--map-root-user', '--mount', 'sh', '-c', script, folder];
};
const [program, ...programArguments] = [...withDisk(tmpdir()), 'true'];
const canHaveDisk = spawnSync(program, programArguments).status === 0;
if (!canHaveDisk) console.warn('!!! nothing can be mounted here: a full disk is NOT tried');

const clients = 8;

/** Fulfilled when all clients have ended. */
async function together(run: () => Promise<void>): Promise<void> {
  await Promise.all(Array.from({ length: clients }, run));
}

describe.skipIf(!canHaveDisk)('a full disk', () => {
  /** What was acknowledged, by id: the byte that fills it, and how many of them. */
  type Files = Map<string, { readonly fill: number; readonly sizeBytes: number }>;

  async function upload(api: Client, files: Files, sizeBytes: number): Promise<string> {
    const fill = files.size % 256;
    const answer = await api.callForm('/upload', [['file', { filename: `${fill}.bin`, bytes: Buffer.alloc(sizeBytes, fill) }]]);
    if (answer.status === 201) files.set(json<StoredFile>(answer).id, { fill, sizeBytes });
    return outcome(answer);
  }

  async function uploadUntilFull(api: Client, files: Files, sizeBytes: number): Promise<void> {
    const refusals = new Set<string>();
    await together(async () => {
      let last = '201';
      while (last === '201') last = await upload(api, files, sizeBytes);
      refusals.add(last);
    });
    expect([...refusals]).toEqual(['503 unavailable']);
  }

  async function expectIntact(
    api: Client,
    [id, { fill, sizeBytes }]: readonly [string, { fill: number; sizeBytes: number }],
  ): Promise<void> {
    const { status, body } = await api.call('GET', `/files/${id}?download=true`);
    expect([status, body.equals(Buffer.alloc(sizeBytes, fill))]).toEqual([200, true]);
  }

  test.each([
    ['of large files, and then of small ones', [1_000_000, 3000]],
    ['of small files, which are in the database', [40_000, 3000]],
  ] as const)('%s takes no upload, is read and emptied as ever, and is then as before', async (_, sizes) => {
    const server = await startServer({ env: withoutRequestLimit, within: (folder) => withDisk(folder) });
    try {
      const api = clientOf(server);
      const files: Files = new Map();
      for (const sizeBytes of sizes) await uploadUntilFull(api, files, sizeBytes);

      // Whoever goes on trying to put in takes nothing away from those who delete.
      const rest = [...files].reverse();
      await together(async () => {
        for (let file = rest.pop(); file !== undefined; file = rest.pop()) {
          await expectIntact(api, file);
          expect((await api.call('GET', '/files')).status).toBe(200);
          expect(outcome(await api.call('DELETE', `/files/${file[0]}`))).toBe('200');
          files.delete(file[0]);
          expect(['201', '503 unavailable']).toContain(await upload(api, files, sizes[0]));
        }
      });
      expect((await send(`${server.url}/readyz`)).status).toBe(200);

      // The bytes of large files are removed a little later than their names.
      let last = '';
      while (last !== '201') last = await upload(api, files, sizes[0]);
      for (const file of files) await expectIntact(api, file);
    } finally {
      await server.end();
    }
  });

  test('does not keep a server from starting that was stopped before', async () => {
    const before = await startServer();
    const { id } = await clientOf(before).upload('a.bin', Buffer.alloc(200_000, 'a'));
    await before.stop();
    const fill = `cp -a '${before.dataDir}/.' "$0" && ! dd if=/dev/zero of="$0/fill" bs=4096 2>&1`;
    const server = await startServer({ within: (folder) => withDisk(folder, fill) });
    try {
      const api = clientOf(server, before.apiKey);
      expect((await api.call('GET', `/files/${id}?download=true`)).body).toHaveLength(200_000);
      expect(await upload(api, new Map(), 1000)).toBe('503 unavailable');
      expect(outcome(await api.call('DELETE', `/files/${id}`))).toBe('200');
    } finally {
      await Promise.all([server.end(), before.end()]);
    }
  });
});
