// Contents of files as the review compares them: as text wherever it decodes, else as bytes.
import type { ReviewContent } from '../review/reviewSink';
import { decodeText, encodeText, latin1Of, snapshotBytes, versionOf } from '../workspace/textCodec';
import type { BlobStore } from './blobStore';
import type { FileImage } from './journalLine';
import type { FileContent, FileSnapshot } from '../workspace/workspace';

export function reviewContentOf(snapshot: FileSnapshot): ReviewContent {
  const { text, encoding, binary, version } = snapshot;
  if (text !== undefined) return { kind: 'text', text, encoding };
  const bytes = binary ? undefined : snapshotBytes(snapshot);
  return bytes === undefined ? { kind: 'opaque', version } : { kind: 'bytes', latin1: latin1Of(bytes) };
}

/** A content that was written over a file of this encoding. */
export function writtenContent(content: FileContent, encoding: string): ReviewContent {
  if ('text' in content) return { kind: 'text', text: content.text, encoding };
  const { bytes } = content;
  return reviewContentOf({
    path: '',
    version: versionOf(bytes),
    bytes,
    dirty: false,
    ...decodeText(bytes),
  });
}

/** Both sides as text, or both as bytes, so that they can be compared; what can't be is opaque. */
export function inOneForm(
  before: ReviewContent,
  after: ReviewContent,
): readonly [ReviewContent, ReviewContent] {
  if (before.kind === after.kind) return [before, after];
  const left = asBytes(before);
  const right = asBytes(after);
  return left === undefined || right === undefined ? [opaque(before), opaque(after)] : [left, right];
}

/** Both sides of a change whose contents are stored. A content that is not is opaque. */
export async function reviewContents(
  blobs: BlobStore,
  change: { readonly before?: FileImage; readonly after?: FileImage },
): Promise<{ readonly before?: ReviewContent; readonly after?: ReviewContent }> {
  const before = change.before === undefined ? undefined : await contentOf(blobs, change.before);
  const after = change.after === undefined ? undefined : await contentOf(blobs, change.after);
  if (before === undefined || after === undefined) {
    return { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
  }
  const [left, right] = inOneForm(before, after);
  return { before: left, after: right };
}

async function contentOf(blobs: BlobStore, image: FileImage): Promise<ReviewContent> {
  const bytes = image.missing === undefined ? await blobs.get(image.blob) : undefined;
  if (bytes === undefined) return { kind: 'opaque', version: image.version };
  return image.form === 'text'
    ? { kind: 'text', text: Buffer.from(bytes).toString('utf8'), encoding: image.encoding }
    : writtenContent({ bytes }, image.encoding);
}

function asBytes(content: ReviewContent): ReviewContent | undefined {
  if (content.kind === 'bytes') return content;
  const bytes = content.kind === 'text' ? encoded(content.text, content.encoding) : undefined;
  return bytes === undefined ? undefined : { kind: 'bytes', latin1: latin1Of(bytes) };
}

function opaque(content: ReviewContent): ReviewContent {
  if (content.kind === 'opaque') return content;
  const bytes =
    content.kind === 'bytes'
      ? Buffer.from(content.latin1, 'latin1')
      : encoded(content.text, content.encoding);
  return { kind: 'opaque', version: bytes === undefined ? '' : versionOf(bytes) };
}

/** Undefined for an encoding that only the editor knows. */
function encoded(text: string, encoding = 'utf8'): Uint8Array | undefined {
  try {
    return encodeText(text, encoding);
  } catch {
    return undefined;
  }
}
