// Text and bytes of a file as the editor reads and writes it. UTF-8 and UTF-16 with a mark are done here, without asking the
// editor; every other encoding goes through the editor's own codec.
import { workspace } from 'vscode';
import type { TextDocument, Uri } from 'vscode';
import { decodeText, encodeText, lineEndingOf, versionOf } from '../../core/workspace/textCodec';
import type { FileSnapshot } from '../../core/workspace/workspace';

const OWN_ENCODINGS: ReadonlySet<string> = new Set(['utf8', 'utf8bom', 'utf16le', 'utf16be']);

/** Bytes of a text in an encoding named as the editor names it. */
export async function encodeAs(text: string, encoding: string): Promise<Uint8Array> {
  if (OWN_ENCODINGS.has(encoding)) return encodeText(text, encoding);
  return workspace.encode(text, { encoding });
}

/** The snapshot of bytes on disk. `encoding` is that of the open document, if there is one. */
export async function snapshotOfBytes(
  uri: Uri,
  path: string,
  bytes: Uint8Array,
  encoding: string | undefined,
): Promise<FileSnapshot> {
  const own = decodeText(bytes);
  const base = { path, version: versionOf(bytes), dirty: false };
  if (own.binary) return { ...base, bytes, encoding: own.encoding, lineEnding: 'none', binary: true };
  const chosen = encoding ?? configuredEncoding(uri);
  const hasMark = own.encoding !== 'utf8';
  if (hasMark || chosen === 'utf8' || chosen === 'utf8bom') {
    const { text, lineEnding } = own;
    const facts = { ...base, encoding: own.encoding, lineEnding, binary: false };
    if (text === undefined) return { ...facts, bytes };
    return lineEnding === 'mixed' ? { ...facts, text, bytes } : { ...facts, text };
  }
  return decodedByEditor(uri, bytes, chosen, base);
}

/** The snapshot of an open document with unsaved text. Its version is that of the bytes a save would write. */
export async function snapshotOfDocument(path: string, document: TextDocument): Promise<FileSnapshot> {
  const text = document.getText();
  return {
    path,
    version: versionOf(await encodeAs(text, document.encoding)),
    text,
    encoding: document.encoding,
    lineEnding: lineEndingOf(text),
    binary: false,
    dirty: true,
  };
}

/** True when the text survives a round trip through the encoding; a character it lacks would be replaced. */
export async function canEncode(text: string, encoding: string): Promise<boolean> {
  if (OWN_ENCODINGS.has(encoding)) return true;
  const decoded = await workspace.decode(await workspace.encode(text, { encoding }), { encoding });
  return decoded === text;
}

/** `undefined`: the editor is set to guess. */
function configuredEncoding(uri: Uri): string | undefined {
  const files = workspace.getConfiguration('files', uri);
  if (files.get<boolean>('autoGuessEncoding') === true) return undefined;
  return files.get<string>('encoding') ?? 'utf8';
}

async function decodedByEditor(
  uri: Uri,
  bytes: Uint8Array,
  encoding: string | undefined,
  base: Pick<FileSnapshot, 'path' | 'version' | 'dirty'>,
): Promise<FileSnapshot> {
  const facts = { ...base, encoding: encoding ?? 'utf8', binary: false };
  let text: string;
  let again: Uint8Array;
  try {
    if (encoding === undefined) {
      text = await workspace.decode(bytes, { uri });
      again = await workspace.encode(text, { uri });
    } else {
      text = await workspace.decode(bytes, { encoding });
      again = await workspace.encode(text, { encoding });
    }
  } catch {
    // The editor calls it binary: it is handled as bytes.
    return { ...facts, bytes, lineEnding: 'none', binary: true };
  }
  const lineEnding = lineEndingOf(text);
  if (!equalBytes(bytes, again)) return { ...facts, bytes, lineEnding };
  // The core can't encode it: without the bytes, a deleted file would come back in another encoding.
  return { ...facts, text, bytes, lineEnding };
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
