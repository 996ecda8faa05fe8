// What an edit works on: the text with plain newlines where the file's line endings are uniform, else its characters as they are, else
// its bytes as Latin-1. Everything that is not edited comes back unchanged.
import { bytesOfLatin1, encodeText, latin1Of, snapshotBytes } from '../workspace/textCodec';
import type { FileContent, FileSnapshot } from '../workspace/workspace';

export interface EditableText {
  readonly text: string;
  /** How text from the model must be written to be found in `text`. */
  readonly pattern: (written: string) => string;
  /** The new content of the file. */
  readonly content: (text: string) => FileContent;
  /** Said with the result when the file is not edited as text. */
  readonly note?: string;
}

/** Undefined for binary files, and where the bytes are not at hand. */
export function editableText(snapshot: FileSnapshot): EditableText | undefined {
  const { text, encoding, lineEnding, binary } = snapshot;
  if (binary) {
    return undefined;
  }
  if (text !== undefined && lineEnding !== 'mixed') {
    const isCrlf = lineEnding === 'crlf';
    return {
      text: isCrlf ? text.replaceAll('\r\n', '\n') : text,
      pattern: lineEnding === 'none' ? (written) => written : (written) => written.replaceAll('\r\n', '\n'),
      content: (edited) => ({ text: isCrlf ? edited.replaceAll('\n', '\r\n') : edited }),
    };
  }
  const bytes = snapshotBytes(snapshot);
  if (bytes === undefined) {
    return undefined;
  }
  if (text !== undefined && isKnown(encoding)) {
    return {
      text,
      pattern: (written) => written,
      content: (edited) => ({ bytes: encodeText(edited, encoding) }),
      note: 'The file has mixed line endings: it was edited as bytes, and all other lines kept theirs.',
    };
  }
  return {
    text: latin1Of(bytes),
    pattern: (written) => latin1Of(Buffer.from(written, 'utf8')),
    content: (edited) => ({ bytes: bytesOfLatin1(edited) }),
    note: `The file is not valid ${encoding}: it was edited as bytes, and everything else is unchanged.`,
  };
}

function isKnown(encoding: string): boolean {
  return ['utf8', 'utf8bom', 'utf16le', 'utf16be'].includes(encoding);
}
