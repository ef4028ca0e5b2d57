const endStart = Buffer.from('PK\x05\x06', 'latin1');
const centralStart = Buffer.from('PK\x01\x02', 'latin1');
const endBytes = 22;
const centralHeaderBytes = 46;
const localHeaderBytes = 30;

/** A format that says in its first entry, uncompressed, what it is: those of OpenDocument, and books. */
const selfDescribed = /^mimetype(application\/(?:vnd\.oasis\.opendocument\.[a-z-]+|epub\+zip))/;

/** Parts that make an archive a document of Office, the more special ones first. */
const officeParts: readonly (readonly [part: string, type: string])[] = [
  ['xl/vbaproject.bin', 'application/vnd.ms-excel.sheet.macroenabled.12'],
  ['xl/workbook.xml', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  ['xl/workbook.bin', 'application/vnd.ms-excel.sheet.binary.macroenabled.12'],
  ['word/vbaproject.bin', 'application/vnd.ms-word.document.macroenabled.12'],
  ['word/document.xml', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  ['ppt/vbaproject.bin', 'application/vnd.ms-powerpoint.presentation.macroenabled.12'],
  ['ppt/presentation.xml', 'application/vnd.openxmlformats-officedocument.presentationml.presentation'],
];

/** Where the directory begins, as far as it is in the tail. Writers put the parts of a document in any order, so only it tells which there are. */
function directoryStart(tail: Buffer): number {
  for (let at = tail.lastIndexOf(endStart); at >= 0; at = at === 0 ? -1 : tail.lastIndexOf(endStart, at - 1)) {
    // A comment can hold the signature too: only the record whose comment ends with the archive is the last one.
    if (at + endBytes > tail.length || at + endBytes + tail.readUInt16LE(at + 20) !== tail.length) continue;
    const start = at - tail.readUInt32LE(at + 12);
    if (start >= 0) return start;
    break;
  }
  // It is longer than the tail: the first of its entries that is whole. Or there is none, because the archive is damaged.
  return tail.indexOf(centralStart);
}

function partsIn(tail: Buffer): ReadonlySet<string> {
  const parts = new Set<string>();
  let at = directoryStart(tail);
  while (at >= 0 && at + centralHeaderBytes <= tail.length && tail.compare(centralStart, 0, 4, at, at + 4) === 0) {
    const nameEnd = at + centralHeaderBytes + tail.readUInt16LE(at + 28);
    parts.add(
      tail
        .toString('latin1', at + centralHeaderBytes, nameEnd)
        .toLowerCase()
        .replaceAll('\\', '/'),
    );
    at = nameEnd + tail.readUInt16LE(at + 30) + tail.readUInt16LE(at + 32);
  }
  return parts;
}

/** The media type of an archive in the zip format, by its first bytes and its last. */
export function typeOfZip(head: Buffer, tail: Buffer): string {
  const described = selfDescribed.exec(head.toString('latin1', localHeaderBytes))?.[1];
  if (described !== undefined) return described;
  const parts = partsIn(tail);
  const isOffice = parts.has('[content_types].xml');
  return (isOffice ? officeParts.find(([part]) => parts.has(part))?.[1] : undefined) ?? 'application/zip';
}
