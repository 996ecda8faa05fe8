// Turns what the index saw into changes with their contents before and after.
import type { BlobStore } from '../journal/blobStore';
import { storeSnapshot } from '../journal/fileImages';
import type { FileImage } from '../journal/journalLine';
import { decodeText, versionOf } from '../workspace/textCodec';
import { readStable } from './contentKeeper';
import type { ContentSource } from './contentKeeper';
import type { EffectLimits, ObservedChange, ObservedChanges } from './effectsPort';
import { isSameContentStamp } from './fileStamp';
import type { FileStamp, PathChange } from './fileStamp';
import { contentOnDisk, gitObjectId, readGitObjects } from './gitObjects';

/** A change, and where the content before it is. */
export interface SourcedChange extends PathChange {
  /** Of `before`. */
  readonly source?: ContentSource;
}

export interface ChangeImagesOptions {
  readonly blobs: BlobStore;
  readonly limits: Pick<EffectLimits, 'files' | 'bytes'>;
  readonly signal: AbortSignal;
  readonly breathe: () => Promise<void>;
  /** Told of a content after a change, which is stored. */
  readonly learn: (path: string, stamp: FileStamp, blob: string) => void;
}

type Missing = NonNullable<FileImage['missing']>;

/** Contents of one change while they are gathered. */
interface Draft {
  readonly change: SourcedChange;
  readonly after?: FileImage;
  readonly before?: FileImage;
  /** To be read from git. */
  readonly object?: ContentSource & { readonly kind: 'git' };
}

export async function imagesOf(
  changes: readonly SourcedChange[],
  options: ChangeImagesOptions,
): Promise<Omit<ObservedChanges, 'leftOut'>> {
  const sorted = changes.toSorted((left, right) => (left.path < right.path ? -1 : 1));
  const beyond: string[] = [];
  const modes: string[] = [];
  const drafts: Draft[] = [];
  let bytes = 0;
  for (const change of sorted) {
    await options.breathe();
    const room = (change.before?.size ?? 0) + (change.after?.size ?? 0);
    if (drafts.length >= options.limits.files || bytes + room > options.limits.bytes) {
      beyond.push(change.path);
      continue;
    }
    const draft = await draftOf(change, options);
    if (draft === 'same') {
      if (change.before?.mode !== change.after?.mode) modes.push(change.path);
      continue;
    }
    bytes += room;
    drafts.push(draft);
  }
  const read = await withObjects(drafts, options);
  return { changes: joinRenames(read), modes, beyond };
}

/** `same`: the content is what it was. */
async function draftOf(
  change: SourcedChange,
  { blobs, learn }: ChangeImagesOptions,
): Promise<Draft | 'same'> {
  const { path, before, after, source } = change;
  const read = after?.kind === 'file' ? readStable(path) : undefined;
  const content = read?.content;
  if (content !== undefined && source !== undefined && isContentOf(source, content)) return 'same';
  // Nothing to compare with, but only its permissions or its other names changed.
  const isUnknown = source === undefined || source.kind === 'none' || content === undefined;
  if (isUnknown && before !== undefined && after !== undefined && isSameContentStamp(before, after)) {
    return 'same';
  }
  let afterImage: FileImage | undefined;
  if (after !== undefined) {
    afterImage =
      content === undefined
        ? missingImage(after, after.kind === 'link' ? 'link' : 'not_stored')
        : await storedImage(blobs, path, content, read?.stamp.mode ?? after.mode);
    if (read !== undefined && afterImage.missing === undefined) learn(path, read.stamp, afterImage.blob);
  }
  const images = afterImage === undefined ? {} : { after: afterImage };
  if (before === undefined || source === undefined) return { change, ...images };
  switch (source.kind) {
    case 'git':
      return { change, ...images, object: source };
    case 'blob': {
      const old = await blobs.get(source.id);
      const image =
        old === undefined
          ? missingImage(before, 'not_stored')
          : await storedImage(blobs, path, Buffer.from(old), before.mode);
      return { change, ...images, before: image };
    }
    case 'none':
      return { change, ...images, before: missingImage(before, source.reason) };
  }
}

function isContentOf(source: ContentSource, content: Buffer): boolean {
  if (source.kind === 'git') return gitObjectId(content, source.algorithm) === source.id;
  return source.kind === 'blob' && versionOf(content) === source.id;
}

/** Fills in what git has, with one program for each repository. */
async function withObjects(
  drafts: readonly Draft[],
  { blobs, signal, breathe }: ChangeImagesOptions,
): Promise<readonly Draft[]> {
  const wanted = new Map<string, string[]>();
  for (const { object } of drafts) {
    if (object !== undefined) wanted.set(object.gitDir, [...(wanted.get(object.gitDir) ?? []), object.id]);
  }
  const objects = new Map<string, ReadonlyMap<string, Buffer>>();
  for (const [gitDir, ids] of wanted) objects.set(gitDir, await readGitObjects({ gitDir, ids, signal }));
  const filled: Draft[] = [];
  for (const draft of drafts) {
    const { object, change } = draft;
    const stamp = change.before;
    if (object === undefined || stamp === undefined) {
      filled.push(draft);
      continue;
    }
    await breathe();
    const content = objects.get(object.gitDir)?.get(object.id);
    const onDisk = content === undefined ? undefined : contentOnDisk(content, stamp.size);
    const before =
      onDisk === undefined
        ? missingImage(stamp, 'not_seen')
        : await storedImage(blobs, change.path, onDisk, stamp.mode);
    // It was only written anew, with the same content.
    if (onDisk !== undefined && draft.after?.missing === undefined && draft.after?.blob === before.blob)
      continue;
    filled.push({ ...draft, before });
  }
  return filled;
}

/** A file that is gone and one that appeared with the same content and inode are one file. */
function joinRenames(drafts: readonly Draft[]): readonly ObservedChange[] {
  const appeared = new Map<string, Draft>();
  for (const draft of drafts) {
    if (draft.change.before === undefined && draft.change.after !== undefined) {
      appeared.set(keyOf(draft.change.after), draft);
    }
  }
  const renamed = new Map<Draft, Draft>();
  for (const draft of drafts) {
    const { before, after } = draft.change;
    const to = before === undefined || after !== undefined ? undefined : appeared.get(keyOf(before));
    if (before === undefined || to === undefined || to.after?.missing !== undefined) continue;
    appeared.delete(keyOf(before));
    renamed.set(draft, to);
  }
  const targets = new Set(renamed.values());
  return drafts
    .filter((draft) => !targets.has(draft))
    .map((draft) => {
      const to = renamed.get(draft);
      if (to?.after === undefined) return observed(draft);
      // The same inode, size and time: whatever was known before, this is the content.
      const image = { ...to.after, mode: draft.change.before?.mode ?? to.after.mode };
      return { kind: 'rename', path: draft.change.path, to: to.change.path, before: image, after: to.after };
    });
}

function observed({ change: { path }, before, after }: Draft): ObservedChange {
  const kind = before === undefined ? 'create' : after === undefined ? 'delete' : 'edit';
  return {
    kind,
    path,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  };
}

function keyOf({ kind, inode, size, modified }: FileStamp): string {
  return [kind, inode, size, modified].join();
}

async function storedImage(blobs: BlobStore, path: string, bytes: Buffer, mode: number): Promise<FileImage> {
  const snapshot = { path, version: versionOf(bytes), bytes, dirty: false, ...decodeText(bytes) };
  return { ...(await storeSnapshot(blobs, snapshot)), mode };
}

function missingImage({ size, mode }: FileStamp, missing: Missing): FileImage {
  return { version: '', size, encoding: 'utf8', form: 'bytes', blob: '', mode, missing };
}
