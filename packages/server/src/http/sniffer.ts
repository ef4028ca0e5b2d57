import { mediaTypeOf } from './file-response.ts';
import { typeOfZip } from './sniffer-zip.ts';

/** Finds out what kind of content comes, while it comes: by how it begins, and for archives by what their directory at the end lists. */
export interface Sniffer {
  /** Looks at the next bytes, and keeps none of them but a copy of the first and, of an archive, of the last. */
  look(chunk: Buffer): void;
  /**
   * The media type, when all bytes have come; null when it is none of those that can be recognised, such as any kind of text. Where formats
   * cannot be told apart, the name of the file decides among them.
   */
  found(name: string): string | null;
}

export const xlsxType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

const headBytes = 512;
/** The directory of a workbook with some 700 parts. */
const tailBytes = 64 * 1024;

const zipStart = 'PK\x03\x04';
const compoundFile = 'application/x-cfb';

/** What stands where: `at` 0 unless it says otherwise. The first that fits counts. */
const signatures: readonly {
  readonly type: string;
  readonly text: string;
  readonly at?: number;
  readonly and?: readonly [number, string];
}[] = [
  { type: 'application/pdf', text: '%PDF-' },
  { type: 'image/png', text: '\x89PNG\r\n\x1a\n' },
  { type: 'image/jpeg', text: '\xff\xd8\xff' },
  { type: 'image/gif', text: 'GIF8' },
  { type: 'image/webp', text: 'RIFF', and: [8, 'WEBP'] },
  { type: 'audio/wav', text: 'RIFF', and: [8, 'WAVE'] },
  { type: 'image/tiff', text: 'II*\0' },
  { type: 'image/tiff', text: 'MM\0*' },
  { type: 'image/avif', text: 'ftypavif', at: 4 },
  { type: 'image/heic', text: 'ftypheic', at: 4 },
  { type: 'video/quicktime', text: 'ftypqt  ', at: 4 },
  { type: 'video/mp4', text: 'ftyp', at: 4 },
  { type: 'audio/mpeg', text: 'ID3' },
  { type: 'audio/x-flac', text: 'fLaC' },
  { type: 'audio/ogg', text: 'OggS' },
  { type: 'application/zip', text: 'PK\x05\x06' },
  { type: 'application/gzip', text: '\x1f\x8b\x08' },
  { type: 'application/x-bzip2', text: 'BZh' },
  { type: 'application/x-xz', text: '\xfd7zXZ\0' },
  { type: 'application/zstd', text: '\x28\xb5\x2f\xfd' },
  { type: 'application/x-7z-compressed', text: '7z\xbc\xaf\x27\x1c' },
  { type: 'application/vnd.rar', text: 'Rar!\x1a\x07' },
  { type: 'application/x-tar', text: 'ustar', at: 257 },
  { type: 'application/vnd.sqlite3', text: 'SQLite format 3\0' },
  { type: 'application/vnd.apache.parquet', text: 'PAR1' },
  { type: 'application/vnd.apache.arrow.file', text: 'ARROW1\0\0' },
  { type: compoundFile, text: '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' },
];

/** What is built the same way as a type, or differs by a detail that is not looked for. */
const alike: Readonly<Record<string, readonly string[]>> = {
  [xlsxType]: [
    'application/vnd.openxmlformats-officedocument.spreadsheetml.template',
    'application/vnd.ms-excel.sheet.macroenabled.12',
    'application/vnd.ms-excel.template.macroenabled.12',
  ],
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': [
    'application/vnd.openxmlformats-officedocument.wordprocessingml.template',
    'application/vnd.ms-word.document.macroenabled.12',
  ],
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': [
    'application/vnd.openxmlformats-officedocument.presentationml.slideshow',
    'application/vnd.ms-powerpoint.presentation.macroenabled.12',
  ],
  'application/zip': ['application/java-archive', 'application/vnd.android.package-archive', 'application/vnd.google-earth.kmz'],
  [compoundFile]: ['application/vnd.ms-excel', 'application/msword', 'application/vnd.ms-powerpoint', 'application/vnd.ms-outlook'],
  'video/mp4': ['audio/mp4', 'image/heif'],
  'audio/ogg': ['video/ogg', 'application/ogg'],
};

function typeOfStart(head: Buffer): string | undefined {
  const text = head.toString('latin1');
  return signatures.find(
    ({ text: wanted, at = 0, and }) => text.startsWith(wanted, at) && (and === undefined || text.startsWith(and[1], and[0])),
  )?.type;
}

export function createSniffer(): Sniffer {
  const head = Buffer.allocUnsafe(headBytes);
  let headLength = 0;
  /** Twice as large as what is kept, so that it is seldom moved. Undefined until an archive begins. */
  let tail: Buffer | undefined;
  let tailLength = 0;

  function keepLast(chunk: Buffer): void {
    const last = chunk.subarray(-tailBytes);
    tail ??= Buffer.allocUnsafe(2 * tailBytes);
    if (tailLength + last.length > tail.length) {
      tail.copyWithin(0, tailLength - (tailBytes - last.length), tailLength);
      tailLength = tailBytes - last.length;
    }
    tailLength += last.copy(tail, tailLength);
  }

  return {
    look(chunk) {
      if (headLength < headBytes) headLength += chunk.copy(head, headLength);
      if (headLength < zipStart.length || head.toString('latin1', 0, zipStart.length) !== zipStart) return;
      keepLast(chunk);
    },
    found(name) {
      const start = head.subarray(0, headLength);
      const type = tail === undefined ? typeOfStart(start) : typeOfZip(start, tail.subarray(0, tailLength));
      if (type === undefined) return null;
      const named = mediaTypeOf(name);
      return alike[type]?.includes(named) === true ? named : type;
    },
  };
}
