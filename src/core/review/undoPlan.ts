// What an undo writes, and what the file under review is afterwards. Pure but for contents that have to be fetched first.
import { baselineOf } from '../journal/hunks';
import { bytesOfLatin1, encodeText, latin1Of, snapshotBytes } from '../workspace/textCodec';
import type { FileChange, FileContent, FileSnapshot, ResolvedPath } from '../workspace/workspace';
import { acceptedWhole, opaqueAt, withText, withVersion } from './fileUnderReview';
import type { FileUnderReview, OpaqueUnderReview, TextUnderReview } from './fileUnderReview';
import { keepEndings } from './lineEndings';
import type { RefusalReason } from './refusal';
import { currentText, typed, undone } from './reviewedText';

/** What lies at a path: a file, nothing, or something else. */
export type Present = FileSnapshot | 'absent' | 'blocked';

export interface UndoInput {
  readonly file: FileUnderReview;
  /** Hunks to take back; `whole`: everything about the file. */
  readonly ids: readonly string[] | 'whole';
  readonly force: boolean;
  readonly resolved: ResolvedPath;
  readonly present: Present;
  /** Where the file has to go back to, if it was renamed. */
  readonly origin?: { readonly resolved: ResolvedPath; readonly isFree: boolean };
  /** Content by version, of what has no text. */
  readonly stored?: Uint8Array;
  /** The file as it was right before it was deleted. */
  readonly original?: { readonly content: FileContent; readonly mode?: number };
}

export type UndoPlan =
  /** A `RefusalReason`, or what was stored as one. `asks`: `force` would do it. */
  | { readonly kind: 'refused'; readonly reason: string; readonly asks?: true }
  | {
      readonly kind: 'write';
      /** Absent: the file is so already. */
      readonly change?: FileChange;
      readonly next: FileUnderReview;
      /** The file before it, with what the review had not seen. */
      readonly file: FileUnderReview;
      readonly decided: number;
    };

const refused = (reason: RefusalReason): UndoPlan => ({ kind: 'refused', reason });
const asks = (reason: RefusalReason): UndoPlan => ({ kind: 'refused', reason, asks: true });

export function planUndo(input: UndoInput): UndoPlan {
  const { file, ids, present } = input;
  if (file.notUndoable !== undefined) return { kind: 'refused', reason: file.notUndoable };
  if (file.presence === 'deleted') return planUndelete(input);
  if (present === 'absent') return refused('the file is not there any more');
  if (present === 'blocked') return refused('something that is no file has taken its place');
  if (file.content.kind === 'opaque') return planOpaque(input, present, file.content);
  const now = textOfSnapshot(file.content, present);
  if (now === undefined) return refused('it has unsaved text that the editor cannot keep byte for byte');
  const seen = currentText(file.content.text) === now ? file : withText(file, typed(file.content.text, now));
  if (seen.content.kind !== 'text') return refused('it is no text any more');
  const { hunks } = seen.content.text.hunks;
  const left = ids === 'whole' ? [] : hunks.filter(({ id }) => !ids.includes(id));
  const isWhole = ids === 'whole' || (left.length === 0 && seen.origin === 'absent');
  if (isWhole && seen.origin === 'absent') return planUncreate(input, seen, present);
  const chosen = hunks.filter(({ id }) => ids === 'whole' || ids.includes(id));
  if (!input.force && chosen.some(({ isBaseChanged }) => isBaseChanged)) {
    return asks('another program has changed the text that it was made on');
  }
  const text = undone(
    seen.content.text,
    chosen.map(({ id }) => id),
  );
  const after = currentText(text);
  const isSame = after === now;
  const content = contentAs(seen.content, after, present);
  if (isWhole && input.origin !== undefined)
    return planRenameBack(input, seen, present, { text, content, isSame });
  const change = isSame
    ? {}
    : { change: { kind: 'edit', file: input.resolved, before: present, after: content } as const };
  return { kind: 'write', ...change, file: seen, next: withText(seen, text), decided: chosen.length };
}

/** The text of a file in the form in which it is under review; undefined when it can't be given that form. */
export function textOfSnapshot(content: TextUnderReview, snapshot: FileSnapshot): string | undefined {
  if (!content.isBytes) {
    if (snapshot.text === undefined) return undefined;
    return snapshot.dirty ? keepEndings(content.text.hunks.current, snapshot.text) : snapshot.text;
  }
  const bytes = snapshot.dirty ? undefined : snapshotBytes(snapshot);
  return bytes === undefined ? undefined : latin1Of(bytes);
}

function planUndelete({ file, resolved, present, stored, original }: UndoInput): UndoPlan {
  if (present !== 'absent') return refused('there is another file of that name now');
  const { content } = file;
  const mode = original?.mode === undefined ? {} : { mode: original.mode };
  if (content.kind === 'opaque') {
    if (stored === undefined) return refused('its earlier content is not stored any more');
    const back: FileUnderReview = { ...file, presence: 'there', content: opaqueAt(content.before) };
    const change: FileChange = { kind: 'create', file: resolved, after: { bytes: stored }, ...mode };
    return written(file, change, acceptedWhole(back));
  }
  const { hunks } = content.text.hunks;
  const text = undone(
    content.text,
    hunks.map(({ id }) => id),
  );
  // Where nothing else was done to it, its bytes are known, in whatever encoding.
  const after =
    hunks.length === 0 && original !== undefined
      ? original.content
      : wholeContent(content, baselineOf(content.text.hunks));
  const next = acceptedWhole(withText({ ...file, presence: 'there' }, text));
  return written(file, { kind: 'create', file: resolved, after, ...mode }, next);
}

function planUncreate(
  { resolved, force }: UndoInput,
  file: FileUnderReview,
  present: FileSnapshot,
): UndoPlan {
  const hasOthers =
    file.changedSince === true ||
    (file.content.kind === 'text' &&
      (file.content.text.hunks.baseline.length > 0 ||
        file.content.text.hunks.hunks.some(({ isEdited, isBaseChanged }) => isEdited || isBaseChanged)));
  if (hasOthers && !force) return asks('it was changed since it was created, and undoing deletes it');
  if (present.dirty) return refused('it has unsaved text: save it or throw that text away first');
  const next: FileUnderReview = { ...file, presence: 'gone' };
  return written(file, { kind: 'delete', file: resolved, before: present }, next);
}

function planRenameBack(
  { origin, resolved }: UndoInput,
  file: FileUnderReview,
  present: FileSnapshot,
  back: { readonly text: ReturnType<typeof undone>; readonly content: FileContent; readonly isSame: boolean },
): UndoPlan {
  if (origin === undefined || file.origin === 'absent') return refused('its earlier name is not known');
  if (!origin.isFree) return refused('there is another file of its earlier name now');
  if (present.dirty) return refused('it has unsaved text: save it or throw that text away first');
  const after = back.isSame ? {} : { after: back.content };
  const change: FileChange = {
    kind: 'rename',
    file: resolved,
    to: origin.resolved,
    before: present,
    ...after,
  };
  const next = acceptedWhole(withText({ ...file, place: file.origin }, back.text));
  return written(file, change, next);
}

function planOpaque(
  { file: known, resolved, force, stored, origin }: UndoInput,
  present: FileSnapshot,
  { before, after }: OpaqueUnderReview,
): UndoPlan {
  // What is overwritten is part of the decision, so that it comes back with it.
  const file = withVersion(known, present.version);
  const isOthers = present.version !== after || file.changedSince === true;
  if (isOthers && !force) return asks('it was changed since');
  const content = opaqueAt(before);
  if (file.origin === 'absent') {
    if (present.dirty) return refused('it has unsaved text: save it or throw that text away first');
    return written(file, { kind: 'delete', file: resolved, before: present }, { ...file, presence: 'gone' });
  }
  const isSame = present.version === before;
  if (!isSame && stored === undefined) return refused('its earlier content is not stored any more');
  const bytes = isSame || stored === undefined ? {} : { after: { bytes: stored } };
  if (origin === undefined) {
    const next = acceptedWhole({ ...file, content });
    if (bytes.after === undefined) return { kind: 'write', file, next, decided: 1 };
    return written(file, { kind: 'edit', file: resolved, before: present, after: bytes.after }, next);
  }
  if (!origin.isFree) return refused('there is another file of its earlier name now');
  const change: FileChange = {
    kind: 'rename',
    file: resolved,
    to: origin.resolved,
    before: present,
    ...bytes,
  };
  return written(file, change, acceptedWhole({ ...file, content, place: file.origin }));
}

function written(file: FileUnderReview, change: FileChange, next: FileUnderReview): UndoPlan {
  const hunks =
    file.content.kind === 'text' && file.presence === 'there' ? file.content.text.hunks.hunks.length : 0;
  return { kind: 'write', change, file, next, decided: Math.max(1, hunks) };
}

/** New text of a file that is there. */
export function contentAs(content: TextUnderReview, text: string, present: FileSnapshot): FileContent {
  if (content.isBytes) return { bytes: bytesOfLatin1(text) };
  return present.text === undefined ? wholeContent(content, text) : { text };
}

/** A file with this text, byte for byte where its encoding is known here. */
export function wholeContent({ isBytes, encoding }: TextUnderReview, text: string): FileContent {
  if (isBytes) return { bytes: bytesOfLatin1(text) };
  try {
    return { bytes: encodeText(text, encoding) };
  } catch {
    // An encoding that only the editor knows: it comes back as UTF-8.
    return { text };
  }
}
