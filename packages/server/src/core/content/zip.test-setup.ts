import { crc32 } from 'node:zlib';
import type { ZipSource } from './zip-reader.ts';
import { zipBytes, type ZipEntry } from './zip-writer.ts';

/**
 * The same tree (`a.txt`, `dir/rep.txt`, `dir/sub/ü.txt`) as other programs pack it: Info-ZIP, which packs well and keeps modes; jar, which
 * puts sizes behind the contents; Python's zipfile. And what is refused: a password, a link.
 */
const packedByOthers = {
  infoZip:
    'UEsDBAoAAAAAAO8Mdl0AAAAAAAAAAAAAAAAEABwAZGlyL1VUCQAD0kcCa9JHAmt1eAsAAQQAAAAABAAAAABQSwMEFAAAAAgAoyBDWCWupuIdAAAAKCMAAAsA' +
    'HABkaXIvcmVwLnR4dFVUCQADcru9ZXK7vWV1eAsAAQQAAAAABAAAAADtwgENAAAMAqCsav8O7/HBSBdVVVVVVVVVVf3+AFBLAwQKAAAAAADvDHZdAAAAAAAA' +
    'AAAAAAAACAAcAGRpci9zdWIvVVQJAAPSRwJr0kcCa3V4CwABBAAAAAAEAAAAAFBLAwQKAAAAAACjIENY1WnZYwIAAAACAAAADgAcAGRpci9zdWIvw7wudHh0' +
    'VVQJAANyu71lcru9ZXV4CwABBAAAAAAEAAAAAMO8UEsDBAoAAAAAAKMgQ1ggMDo2BgAAAAYAAAAFABwAYS50eHRVVAkAA3K7vWVyu71ldXgLAAEEAAAAAAQA' +
    'AAAAaGVsbG8KUEsBAh4DCgAAAAAA7wx2XQAAAAAAAAAAAAAAAAQAGAAAAAAAAAAQAO1BAAAAAGRpci9VVAUAA9JHAmt1eAsAAQQAAAAABAAAAABQSwECHgMU' +
    'AAAACACjIENYJa6m4h0AAAAoIwAACwAYAAAAAAABAAAApIE+AAAAZGlyL3JlcC50eHRVVAUAA3K7vWV1eAsAAQQAAAAABAAAAABQSwECHgMKAAAAAADvDHZd' +
    'AAAAAAAAAAAAAAAACAAYAAAAAAAAABAA7UGgAAAAZGlyL3N1Yi9VVAUAA9JHAmt1eAsAAQQAAAAABAAAAABQSwECHgMKAAAAAACjIENY1WnZYwIAAAACAAAA' +
    'DgAYAAAAAAABAAAApIHiAAAAZGlyL3N1Yi/DvC50eHRVVAUAA3K7vWV1eAsAAQQAAAAABAAAAABQSwECHgMKAAAAAACjIENYIDA6NgYAAAAGAAAABQAYAAAA' +
    'AAABAAAApIEsAQAAYS50eHRVVAUAA3K7vWV1eAsAAQQAAAAABAAAAABQSwUGAAAAAAUABQCIAQAAcQEAAAAA',
  jar:
    'UEsDBBQACAgIAO8Mdl0AAAAAAAAAAAAAAAAJAAQATUVUQS1JTkYv/soAAAMAUEsHCAAAAAACAAAAAAAAAFBLAwQUAAgICADvDHZdAAAAAAAAAAAAAAAAFAAA' +
    'AE1FVEEtSU5GL01BTklGRVNULk1G803My0xLLS7RDUstKs7Mz7NSMNQz4OVyLkpNLElN0XWqBAqY6xnoGZoqaLikJmUm5mnycvFyAQBQSwcIHbOzmTgAAAA3' +
    'AAAAUEsDBBQACAgIAKMgQ1gAAAAAAAAAAAAAAAAFAAAAYS50eHTLSM3JyecCAFBLBwggMDo2CAAAAAYAAABQSwMECgAACAAA7wx2XQAAAAAAAAAAAAAAAAQA' +
    'AABkaXIvUEsDBBQACAgIAKMgQ1gAAAAAAAAAAAAAAAALAAAAZGlyL3JlcC50eHTtwgENAAAMAqCsav8O7/HBSBdVVVVVVVVVVf3+AFBLBwglrqbiHQAAACgj' +
    'AABQSwMECgAACAAA7wx2XQAAAAAAAAAAAAAAAAgAAABkaXIvc3ViL1BLAwQUAAgICACjIENYAAAAAAAAAAAAAAAADgAAAGRpci9zdWIvw7wudHh0O7wHAFBL' +
    'BwjVadljBAAAAAIAAABQSwECFAAUAAgICADvDHZdAAAAAAIAAAAAAAAACQAEAAAAAAAAAAAAAAAAAAAATUVUQS1JTkYv/soAAFBLAQIUABQACAgIAO8Mdl0d' +
    's7OZOAAAADcAAAAUAAAAAAAAAAAAAAAAAD0AAABNRVRBLUlORi9NQU5JRkVTVC5NRlBLAQIUABQACAgIAKMgQ1ggMDo2CAAAAAYAAAAFAAAAAAAAAAAAAAAA' +
    'ALcAAABhLnR4dFBLAQIKAAoAAAgAAO8Mdl0AAAAAAAAAAAAAAAAEAAAAAAAAAAAAAAAAAPIAAABkaXIvUEsBAhQAFAAICAgAoyBDWCWupuIdAAAAKCMAAAsA' +
    'AAAAAAAAAAAAAAAAFAEAAGRpci9yZXAudHh0UEsBAgoACgAACAAA7wx2XQAAAAAAAAAAAAAAAAgAAAAAAAAAAAAAAAAAagEAAGRpci9zdWIvUEsBAhQAFAAI' +
    'CAgAoyBDWNVp2WMEAAAAAgAAAA4AAAAAAAAAAAAAAAAAkAEAAGRpci9zdWIvw7wudHh0UEsFBgAAAAAHAAcAjQEAANABAAAAAA==',
  python:
    'UEsDBBQAAAAIAKMgQ1ggMDo2CAAAAAYAAAAFAAAAYS50eHTLSM3JyecCAFBLAwQUAAAACACjIENYJa6m4h0AAAAoIwAACwAAAGRpci9yZXAudHh07cIBDQAA' +
    'DAKgrGr/Du/xwUgXVVVVVVVVVVX9/gBQSwMEFAAACAgA7wx2XdVp2WMEAAAAAgAAAA4AAABkaXIvc3ViL8O8LnR4dDu8BwBQSwECFAMUAAAACACjIENYIDA6' +
    'NggAAAAGAAAABQAAAAAAAAAAAAAApIEAAAAAYS50eHRQSwECFAMUAAAACACjIENYJa6m4h0AAAAoIwAACwAAAAAAAAAAAAAApIErAAAAZGlyL3JlcC50eHRQ' +
    'SwECFAMUAAAICADvDHZd1WnZYwQAAAACAAAADgAAAAAAAAAAAAAAgAFxAAAAZGlyL3N1Yi/DvC50eHRQSwUGAAAAAAMAAwCoAAAAoQAAAAAA',
  encrypted:
    'UEsDBAoACQAAAO8Mdl3l6KJcEgAAAAYAAAAFABwAcy50eHRVVAkAA9JHAmvSRwJrdXgLAAEEAAAAAAQAAAAAVeuCIJ1o9oOikgid6K2xlFSVUEsHCOXoolwS' +
    'AAAABgAAAFBLAQIeAwoACQAAAO8Mdl3l6KJcEgAAAAYAAAAFABgAAAAAAAEAAACkgQAAAABzLnR4dFVUBQAD0kcCa3V4CwABBAAAAAAEAAAAAFBLBQYAAAAA' +
    'AQABAEsAAABhAAAAAAA=',
  symlink:
    'UEsDBAoAAAAAAO8Mdl0KuR8pCwAAAAsAAAAEABwAbGlua1VUCQAD0kcCa9JHAmt1eAsAAQQAAAAABAAAAAAvZXRjL3Bhc3N3ZFBLAQIeAwoAAAAAAO8Mdl0K' +
    'uR8pCwAAAAsAAAAEABgAAAAAAAAAAAD/oQAAAABsaW5rVVQFAAPSRwJrdXgLAAEEAAAAAAQAAAAAUEsFBgAAAAABAAEASgAAAEkAAAAAAA==',
} as const;

export function othersArchive(by: keyof typeof packedByOthers): Buffer {
  return Buffer.from(packedByOthers[by], 'base64');
}

export const aTime = Date.UTC(2024, 1, 3, 4, 5, 6);

/** A file, or a folder when it has no content. */
export function zipped(path: string, bytes?: Buffer | string): ZipEntry {
  if (bytes === undefined) return { path, modifiedAt: aTime, sizeBytes: 0 };
  const content = Buffer.from(bytes);
  return {
    path,
    modifiedAt: aTime,
    sizeBytes: content.length,
    async *read() {
      for (let at = 0; at < content.length; at += 1000) yield [content.subarray(at, at + 1000)];
    },
  };
}

export async function archiveOf(...entries: readonly ZipEntry[]): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const buffers of zipBytes(entries)) pieces.push(...buffers);
  return Buffer.concat(pieces);
}

export function sourceOf(archive: Buffer): ZipSource {
  return {
    sizeBytes: archive.length,
    async *read(start, end) {
      for (let at = start; at < end; at += 777) yield [archive.subarray(at, Math.min(end, at + 777))];
    },
  };
}

interface RawEntry {
  readonly name: Buffer | string;
  /** As it is packed. */
  readonly packed: Buffer;
  /** Default: what is packed, as it is. */
  readonly plain?: Buffer;
  readonly method?: number;
  readonly flags?: number;
  readonly sizeBytes?: number;
  readonly crc?: number;
  /** Default: where it is. */
  readonly offset?: number;
}

/** An archive by hand, to have anything in it. */
export function rawArchive(entries: readonly RawEntry[], { count = entries.length, comment = '' } = {}): Buffer {
  const pieces: Buffer[] = [];
  const headers: Buffer[] = [];
  let offset = 0;
  for (const {
    name: text,
    packed,
    plain = packed,
    method = 0,
    flags = 0,
    sizeBytes = plain.length,
    crc = crc32(plain),
    ...at
  } of entries) {
    const name = Buffer.from(text);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(flags, 2);
    common.writeUInt16LE(method, 4);
    common.writeUInt32LE(crc, 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(sizeBytes, 18);
    common.writeUInt16LE(name.length, 22);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(at.offset ?? offset, 10);
    headers.push(Buffer.from('PK\x01\x02\x14\0', 'latin1'), common, tail, name);
    pieces.push(Buffer.from('PK\x03\x04', 'latin1'), common, name, packed);
    offset += 30 + name.length + packed.length;
  }
  const directory = Buffer.concat(headers);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x0605_4b50, 0);
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([...pieces, directory, end, Buffer.from(comment, 'latin1')]);
}
