// Between files and their stored images.
import { decodeText, isTextEncoding, snapshotBytes, versionOf } from '../workspace/textCodec';
import type { FileContent, FileSnapshot, Workspace } from '../workspace/workspace';
import type { BlobStore } from './blobStore';
import type { FileImage } from './journalLine';

/** A file with this content, or no file. */
export type PathState = FileImage | 'absent';

/** What lies at a path now; `blocked`: something that is no file. */
export type CurrentState = FileSnapshot | 'absent' | 'blocked';

export async function currentState(workspace: Workspace, path: string): Promise<CurrentState> {
  const stat = await workspace.stat(path);
  if (stat === undefined) return 'absent';
  return stat.kind === 'file' ? workspace.read(path, { maxBytes: Infinity }) : 'blocked';
}

export async function isInState(blobs: BlobStore, current: CurrentState, state: PathState): Promise<boolean> {
  if (typeof current === 'string' || state === 'absent') return current === state;
  return matchesImage(blobs, current, state);
}

export async function isPathIn(
  workspace: Workspace,
  blobs: BlobStore,
  path: string,
  state: PathState,
): Promise<boolean> {
  return isInState(blobs, await currentState(workspace, path), state);
}

/** Stores the content of a file as it is. */
export async function storeSnapshot(blobs: BlobStore, snapshot: FileSnapshot): Promise<FileImage> {
  const { version, encoding, binary, text, lineEnding } = snapshot;
  const bytes = snapshotBytes(snapshot);
  // Edited as text, so that an editor's undo has it; the bytes are for a file that is not there any more.
  const isEditors = text !== undefined && lineEnding !== 'mixed' && !isTextEncoding(encoding);
  const form = await storeForm(blobs, isEditors ? undefined : bytes, text ?? '');
  const whole = isEditors && bytes !== undefined ? await blobs.put(bytes) : undefined;
  return {
    version,
    encoding,
    ...form,
    ...(whole === undefined || whole.refused !== undefined ? {} : { bytes: whole.id }),
    ...(binary ? { binary } : {}),
  };
}

/** Stores a content that is about to be written; `before` says in which encoding. */
export function storeContent(
  blobs: BlobStore,
  path: string,
  content: FileContent,
  before: FileSnapshot | undefined,
): Promise<FileImage> {
  if ('bytes' in content) {
    const { encoding, binary } = decodeText(content.bytes);
    return storeSnapshot(blobs, { ...blank(path, encoding), bytes: content.bytes, binary });
  }
  return storeSnapshot(blobs, { ...blank(path, before?.encoding ?? 'utf8'), text: content.text });
}

/** True when the file has the content of the image. */
async function matchesImage(blobs: BlobStore, snapshot: FileSnapshot, image: FileImage): Promise<boolean> {
  if (image.version !== '' && snapshot.version === image.version) return true;
  const bytes = snapshotBytes(snapshot);
  if (image.form === 'bytes' && bytes !== undefined) return versionOf(bytes) === image.blob;
  return snapshot.text !== undefined && snapshot.text === (await textOfImage(blobs, image));
}

/** Undefined for what is no text and for what is not stored. */
export async function textOfImage(blobs: BlobStore, image: FileImage): Promise<string | undefined> {
  const content = image.missing === undefined ? await blobs.get(image.blob) : undefined;
  if (content === undefined) return undefined;
  return image.form === 'text' ? Buffer.from(content).toString('utf8') : decodeText(content).text;
}

/**
 * The content of an image as a change of `current` (absent: of a file that is created). Text where that keeps every byte, so that an
 * editor can do it with its own undo. Undefined when it is not stored.
 */
export async function contentOfImage(
  blobs: BlobStore,
  image: FileImage,
  current: FileSnapshot | undefined,
): Promise<FileContent | undefined> {
  const whole = current === undefined && image.bytes !== undefined ? await blobs.get(image.bytes) : undefined;
  if (whole !== undefined) return { bytes: whole };
  const content = image.missing === undefined ? await blobs.get(image.blob) : undefined;
  if (content === undefined) return undefined;
  if (image.form === 'text') return { text: Buffer.from(content).toString('utf8') };
  if (current === undefined) return { bytes: content };
  const { text, encoding, lineEnding } = decodeText(content);
  const isPlain = text !== undefined && encoding === current.encoding && current.text !== undefined;
  const isMixed = lineEnding === 'mixed' || current.lineEnding === 'mixed';
  return isPlain && (current.dirty || !isMixed) ? { text } : { bytes: content };
}

async function storeForm(
  blobs: BlobStore,
  bytes: Uint8Array | undefined,
  text: string,
): Promise<Pick<FileImage, 'form' | 'blob' | 'size' | 'missing'>> {
  const content = bytes ?? Buffer.from(text, 'utf8');
  const form = bytes === undefined ? 'text' : 'bytes';
  const { id, refused } = await blobs.put(content);
  return { form, blob: id, size: content.byteLength, ...(refused === undefined ? {} : { missing: refused }) };
}

/** The version is filled in by the write. */
function blank(path: string, encoding: string): FileSnapshot {
  return { path, version: '', encoding, lineEnding: 'none', binary: false, dirty: false };
}
