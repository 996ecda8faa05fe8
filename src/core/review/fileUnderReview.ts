// One file under review, as a value: where it lay and what it held before the first change that nobody has decided about, and what it is
// now. It stays for a while when everything is decided, since an undo of the editor may bring a proposal back.
import { linesOf } from '../workspace/textLines';
import type { ReviewContent, ReviewPlace } from './reviewSink';
import { createReviewedText } from './reviewedText';
import type { ReviewedText } from './reviewedText';

export interface FileUnderReview {
  /** Beginning of the ids of its hunks; never used for another file. */
  readonly key: string;
  readonly place: ReviewPlace;
  /** Where it lay before; `absent`: nowhere. */
  readonly origin: ReviewPlace | 'absent';
  /** `deleted`: by a change under review. `gone`: by anybody else; it may come back, as with a switch of branches. */
  readonly presence: 'there' | 'deleted' | 'gone';
  readonly content: TextUnderReview | OpaqueUnderReview;
  /** Ids of the changes of the whole file: creation, deletion, rename, content without text. */
  readonly changes: readonly string[];
  /** As `ReviewableChange.changedSince`, of a change that is not decided. */
  readonly changedSince?: true;
  /** Why it can't be undone; absent when it can. */
  readonly notUndoable?: string;
}

export interface TextUnderReview {
  readonly kind: 'text';
  /** The text is the file's bytes, one character each. */
  readonly isBytes: boolean;
  /** As `FileSnapshot.encoding`. */
  readonly encoding: string;
  readonly text: ReviewedText;
}

/** Versions of the content, which are also the names under which contents are stored. `''`: no content, or not stored. */
export interface OpaqueUnderReview {
  readonly kind: 'opaque';
  readonly before: string;
  readonly after: string;
  /** What lies there now, where somebody else changed it since. Absent: `after`. */
  readonly present?: string;
}

/** A file before its first change. `content` is absent where it is only about to be created. */
export function createFileUnderReview(
  key: string,
  place: ReviewPlace,
  content: ReviewContent | undefined,
  form: ReviewContent | undefined = content,
): FileUnderReview {
  return {
    key,
    place,
    origin: content === undefined ? 'absent' : place,
    presence: 'there',
    content: contentUnderReview(content, form),
    changes: [],
  };
}

/** True while a person has something to decide about it. */
export function isPending(file: FileUnderReview): boolean {
  const { content, origin, place, presence } = file;
  if (presence !== 'there') return presence === 'deleted';
  if (origin === 'absent' || origin.path !== place.path) return true;
  return content.kind === 'opaque'
    ? content.before !== presentVersion(content)
    : content.text.hunks.hunks.length > 0;
}

/** Version of what lies there now. */
export function presentVersion({ after, present }: OpaqueUnderReview): string {
  return present ?? after;
}

/** The file was seen with this content. */
export function withVersion(file: FileUnderReview, version: string): FileUnderReview {
  const { content } = file;
  // What the agent left is not known where it could not be stored.
  if (content.kind !== 'opaque' || content.after === '' || presentVersion(content) === version) return file;
  const { before, after } = content;
  const present = version === after ? {} : { present: version };
  return { ...file, content: { kind: 'opaque', before, after, ...present } };
}

/** Ids of the changes that somebody still has to decide about. */
export function pendingChanges(file: FileUnderReview): readonly string[] {
  if (!isPending(file)) return [];
  const ofHunks =
    file.content.kind === 'text' ? file.content.text.hunks.hunks.flatMap(({ sources }) => sources) : [];
  return [...new Set([...file.changes, ...ofHunks])];
}

/** All of it is accepted: what it is now is its baseline. */
export function acceptedWhole(file: FileUnderReview): FileUnderReview {
  const { content, notUndoable: _, changedSince: __, ...rest } = file;
  const presence = file.presence === 'there' ? 'there' : 'gone';
  const accepted = content.kind === 'opaque' ? opaqueAt(presentVersion(content)) : content;
  return { ...rest, content: accepted, origin: file.place, presence, changes: [] };
}

/** What is no text, with nothing to decide about. */
export function opaqueAt(version: string): OpaqueUnderReview {
  return { kind: 'opaque', before: version, after: version };
}

/** The id that people and views know a hunk by. */
export const hunkIdOf = (file: FileUnderReview, id: string): string => `${file.key}:${id}`;

/** The two parts of such an id. */
export function partsOfHunkId(id: string): { readonly key: string; readonly id: string } {
  const colon = id.lastIndexOf(':');
  return { key: id.slice(0, colon), id: id.slice(colon + 1) };
}

export function withText(file: FileUnderReview, text: ReviewedText): FileUnderReview {
  return file.content.kind === 'text' ? { ...file, content: { ...file.content, text } } : file;
}

/** Lines of a text, as people count them. */
export const countLines = (text: string): number => linesOf(text).length;

function contentUnderReview(
  content: ReviewContent | undefined,
  form: ReviewContent | undefined,
): FileUnderReview['content'] {
  switch ((content ?? form)?.kind) {
    case 'opaque':
      return { kind: 'opaque', before: content === undefined ? '' : versionIn(content), after: '' };
    case 'bytes':
      return { kind: 'text', isBytes: true, encoding: '', text: createReviewedText(textIn(content)) };
    default: {
      const encoding = (form?.kind === 'text' ? form.encoding : undefined) ?? 'utf8';
      return { kind: 'text', isBytes: false, encoding, text: createReviewedText(textIn(content)) };
    }
  }
}

export function textIn(content: ReviewContent | undefined): string {
  if (content?.kind === 'text') return content.text;
  return content?.kind === 'bytes' ? content.latin1 : '';
}

const versionIn = (content: ReviewContent): string => (content.kind === 'opaque' ? content.version : '');
