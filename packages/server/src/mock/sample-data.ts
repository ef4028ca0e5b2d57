import { crc32, deflateSync } from 'node:zlib';
import type { Core } from '../core/core.ts';
import type { Member } from '../core/access/principal.ts';
import { mockAdministrator, mockUsernames } from './credentials.ts';

interface SampleFile {
  readonly name: string;
  readonly bytes: Buffer;
}

/** The folders of a fresh mock and what is in them. The same bytes each time, so that a test can compare them. */
const sampleFolders: ReadonlyMap<string, readonly SampleFile[]> = new Map([
  [
    'Documents',
    [
      { name: 'welcome.txt', bytes: Buffer.from('Welcome to the mock. Nothing in it is kept.\n') },
      { name: 'empty.txt', bytes: Buffer.alloc(0) },
      { name: 'größe – 大小.txt', bytes: Buffer.from('A name that is not ASCII.\n') },
    ],
  ],
  [
    'Reports',
    [
      { name: 'sales-2024.csv', bytes: salesTable(2024, 366) },
      { name: 'sales-2025.csv', bytes: salesTable(2025, 365) },
      // Long enough for ranges and for an answer that is cut off.
      { name: 'measurements.csv', bytes: measurements(20_000) },
    ],
  ],
  ['Images', [{ name: 'gradient.png', bytes: gradient(64) }]],
  ['Inbox', []],
]);

/** Fills an empty site: folders with files, two users, a share link. All of it is the administrator's doing. */
export async function addSampleData(core: Core, admin: Member): Promise<void> {
  for (const [name, files] of sampleFolders) {
    const folder = await core.folders.create(admin, { name, parentId: null });
    for (const file of files) {
      const stored = await putFile(core, admin, folder.id, file);
      if (file.name === 'welcome.txt') await core.shares.create(admin, { fileId: stored.id, allowDownload: true });
    }
  }
  for (const username of mockUsernames) await core.users.create(admin, { username, password: mockAdministrator.password, plan: 'team' });
}

async function putFile(core: Core, admin: Member, folderId: string, { name, bytes }: SampleFile): Promise<{ readonly id: string }> {
  const received = core.files.receive(admin, { encrypted: true });
  try {
    await received.stage.write(bytes);
  } catch (error) {
    await received.stage.abort();
    throw error;
  }
  return (await core.files.commit(admin, received, { name, folderId, encrypted: true })).file;
}

function salesTable(year: number, days: number): Buffer {
  const rows = Array.from({ length: days }, (_, day) => {
    const date = new Date(Date.UTC(year, 0, day + 1)).toISOString().slice(0, 10);
    return `${date},${['north', 'east', 'south', 'west'][day % 4]},${(day * 37) % 211},${((day * 7919) % 100_000) / 100}\n`;
  });
  return Buffer.from(`date,region,orders,revenue\n${rows.join('')}`);
}

function measurements(count: number): Buffer {
  const rows = Array.from({ length: count }, (_, index) => `${index},${(index * 48_271) % 2_147_483_647}\n`);
  return Buffer.from(`id,value\n${rows.join('')}`);
}

/** A square PNG in colours that change from corner to corner. */
function gradient(side: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  // 8 bits for each of red, green and blue.
  header.set([8, 2], 8);
  const lines = Array.from({ length: side }, (_, y) =>
    // Each line begins with its filter: none.
    Buffer.from([0, ...Array.from({ length: side }, (__, x) => [x * 4, y * 4, 255 - x * 2 - y * 2]).flat()]),
  );
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(lines))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, bytes: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), bytes]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(bytes.length);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}
