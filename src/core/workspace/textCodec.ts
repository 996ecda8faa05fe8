// Bytes to text and back without loss. A file has text only when encoding the text again gives the same bytes.
import { createHash } from 'node:crypto';
import type { FileContent, FileSnapshot } from './workspace';

/** Encodings that are told by the bytes alone; without a mark it is UTF-8 or nothing. */
export type TextEncoding = 'utf8' | 'utf8bom' | 'utf16le' | 'utf16be';

export interface DecodedText {
  readonly encoding: TextEncoding;
  /** Without the byte order mark. Absent for binary content and for bytes that do not survive decode and encode. */
  readonly text?: string;
  readonly lineEnding: FileSnapshot['lineEnding'];
  /** A NUL in the first 8 kB. */
  readonly binary: boolean;
}

const BINARY_PROBE_BYTES = 8192;
const MARKS: readonly { readonly encoding: TextEncoding; readonly mark: readonly number[] }[] = [
  { encoding: 'utf8bom', mark: [0xef, 0xbb, 0xbf] },
  { encoding: 'utf16le', mark: [0xff, 0xfe] },
  { encoding: 'utf16be', mark: [0xfe, 0xff] },
];

/** SHA-256 as hex: the version of a content. */
export function versionOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Decodes by mark, else as UTF-8. */
export function decodeText(bytes: Uint8Array): DecodedText {
  const found = MARKS.find(({ mark }) => mark.every((byte, index) => bytes[index] === byte));
  const encoding = found?.encoding ?? 'utf8';
  const body = bytes.subarray(found?.mark.length ?? 0);
  const isWide = encoding === 'utf16le' || encoding === 'utf16be';
  if (!isWide && body.subarray(0, BINARY_PROBE_BYTES).includes(0)) {
    return { encoding, lineEnding: 'none', binary: true };
  }
  let text: string;
  try {
    text = new TextDecoder(isWide ? 'utf-16le' : 'utf-8', { fatal: true, ignoreBOM: true }).decode(
      encoding === 'utf16be' ? swapPairs(body) : body,
    );
  } catch {
    // Not valid in its encoding: the file is handled as bytes.
    return { encoding, lineEnding: lineEndingOf(latin1Of(body)), binary: false };
  }
  if (isWide && text.slice(0, BINARY_PROBE_BYTES).includes('\0')) {
    return { encoding, lineEnding: 'none', binary: true };
  }
  return { encoding, text, lineEnding: lineEndingOf(text), binary: false };
}

/** The bytes of a text, with the mark of its encoding. Throws `RangeError` for a name that is not a {@link TextEncoding}. */
export function encodeText(text: string, encoding: string): Uint8Array {
  switch (encoding) {
    case 'utf8':
      return Buffer.from(text, 'utf8');
    case 'utf8bom':
      return Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(text, 'utf8')]);
    case 'utf16le':
      return Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
    case 'utf16be':
      return Buffer.concat([Buffer.from([0xfe, 0xff]), swapPairs(Buffer.from(text, 'utf16le'))]);
    default:
      throw new RangeError(`Unknown text encoding: ${encoding}`);
  }
}

/** The bytes of a new content; text goes in the given encoding. */
export function contentBytes(content: FileContent, encoding: string): Uint8Array {
  return 'bytes' in content ? content.bytes : encodeText(content.text, encoding);
}

/** Which line endings a text has. A lone carriage return counts as mixed: editors change it when they save. */
export function lineEndingOf(text: string): FileSnapshot['lineEnding'] {
  let crlf = false;
  let lf = false;
  for (let index = text.indexOf('\n'); index !== -1; index = text.indexOf('\n', index + 1)) {
    if (text.charCodeAt(index - 1) === 13) {
      crlf = true;
    } else {
      lf = true;
    }
    if (crlf && lf) {
      return 'mixed';
    }
  }
  if (text.includes('\r') && /\r(?!\n)/.test(text)) {
    return 'mixed';
  }
  return crlf ? 'crlf' : lf ? 'lf' : 'none';
}

/** The snapshot of a file whose bytes are at hand. `bytes` is kept where an edit needs it: no text, or mixed line endings. */
export function snapshotOf(path: string, bytes: Uint8Array): FileSnapshot {
  const { text, encoding, lineEnding, binary } = decodeText(bytes);
  const base = { path, version: versionOf(bytes), encoding, lineEnding, binary, dirty: false };
  if (text === undefined) {
    return { ...base, bytes };
  }
  return lineEnding === 'mixed' ? { ...base, text, bytes } : { ...base, text };
}

/** True for an encoding that is known here, false for one that only the editor knows. */
export function isTextEncoding(encoding: string): encoding is TextEncoding {
  return encoding === 'utf8' || MARKS.some((known) => known.encoding === encoding);
}

/** The bytes of a snapshot; undefined when only text in an encoding of the editor is there. */
export function snapshotBytes(snapshot: FileSnapshot): Uint8Array | undefined {
  if (snapshot.bytes !== undefined) {
    return snapshot.bytes;
  }
  const { text, encoding } = snapshot;
  return text === undefined || !isTextEncoding(encoding) ? undefined : encodeText(text, encoding);
}

/** Each byte as one character: lets text algorithms work on bytes without loss. Inverse: {@link bytesOfLatin1}. */
export function latin1Of(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

export function bytesOfLatin1(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}

function swapPairs(bytes: Uint8Array): Uint8Array {
  const swapped = Buffer.from(bytes);
  // An odd length is no UTF-16: the decoder refuses it.
  return swapped.length % 2 === 0 ? swapped.swap16() : swapped;
}
