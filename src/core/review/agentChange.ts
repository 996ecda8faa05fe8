// What a change of the agent does to the files under review. Pure: takes and gives the files that it concerns.
import { createFileUnderReview, textIn, withText } from './fileUnderReview';
import type { FileUnderReview } from './fileUnderReview';
import { currentText, editedByAgent, ofOthers, steppedBack } from './reviewedText';
import type { ReviewableChange, ReviewContent, ReviewPlace } from './reviewSink';
import type { RefusalReason } from './refusal';

/** Files by path; undefined: not under review (any more). */
export type FilesByPath = ReadonlyMap<string, FileUnderReview | undefined>;

const NOT_STORED: RefusalReason = 'its earlier content could not be stored';

/** @param find the file at a path, as it is under review now */
export function applyAgentChange(
  change: ReviewableChange,
  find: (path: string) => FileUnderReview | undefined,
  newKey: () => string,
): FilesByPath {
  const known = find(change.file.path);
  switch (change.kind) {
    case 'create':
      return filed(created(change, change.file, change.after, known, newKey));
    case 'edit':
      return filed(edited(change, started(change, known, newKey)));
    case 'delete':
      return deleted(change, started(change, known, newKey), known, find);
    case 'rename':
      return renamed(change, known, find, newKey);
  }
}

/** The file as this change found it. What the review did not see of it was done by a person. */
function started(
  { file, before }: ReviewableChange,
  known: FileUnderReview | undefined,
  newKey: () => string,
): FileUnderReview {
  if (known === undefined || known.presence !== 'there' || !hasForm(known, before)) {
    return createFileUnderReview(newKey(), file, before ?? { kind: 'text', text: '' });
  }
  return caughtUp({ ...known, place: file }, before);
}

function caughtUp(file: FileUnderReview, content: ReviewContent | undefined): FileUnderReview {
  if (file.content.kind !== 'text' || content === undefined) return file;
  const { text } = file.content;
  const now = textIn(content);
  if (currentText(text) === now) return file;
  // What a command did is seen on disk, as another program's, before it is known whose it was: that is taken back and done anew.
  return withText(file, steppedBack(text, now));
}

function edited(change: ReviewableChange, file: FileUnderReview): FileUnderReview {
  const { changeId, after } = change;
  const { content } = file;
  const since = change.changedSince === undefined ? {} : { changedSince: change.changedSince };
  if (content.kind === 'text') {
    const text = editedByAgent(content.text, textIn(after), changeId);
    return marked(change, {
      ...withText(file, since.changedSince ? ofOthers(text, changeId) : text),
      ...since,
    });
  }
  const version = after?.kind === 'opaque' ? after.version : '';
  const next = { kind: 'opaque', before: content.before, after: version } as const;
  return marked(change, wholly(change, { ...file, content: next, ...since }));
}

function created(
  change: ReviewableChange,
  place: ReviewPlace,
  after: ReviewContent | undefined,
  known: FileUnderReview | undefined,
  newKey: () => string,
): FileUnderReview {
  // Deleted and written anew: an edit.
  if (known?.presence === 'deleted' && hasForm(known, after)) {
    return edited(change, { ...known, place, presence: 'there', changes: [] });
  }
  return wholly(change, edited(change, createFileUnderReview(newKey(), place, undefined, after)));
}

function deleted(
  change: ReviewableChange,
  file: FileUnderReview,
  known: FileUnderReview | undefined,
  find: (path: string) => FileUnderReview | undefined,
): FilesByPath {
  // Nothing was there before, and nothing is there now.
  if (file.origin === 'absent') return new Map([[file.place.path, { ...file, presence: 'gone' as const }]]);
  const place = file.origin;
  const gone = wholly(change, marked(change, { ...file, place, presence: 'deleted' as const }));
  const files = new Map<string, FileUnderReview | undefined>([[file.place.path, undefined]]);
  const other = place.path === file.place.path ? undefined : find(place.path);
  // Somebody has put another file where it lay: the deletion can't be shown there.
  if (other === undefined || other === known) files.set(place.path, gone);
  return files;
}

function renamed(
  change: ReviewableChange,
  known: FileUnderReview | undefined,
  find: (path: string) => FileUnderReview | undefined,
  newKey: () => string,
): FilesByPath {
  const to = change.to ?? change.file;
  const from = started(change, known, newKey);
  const target = find(to.path);
  if (target?.presence === 'deleted' && target.origin !== 'absent' && target.key !== from.key) {
    // Onto a name that was freed by a deletion: one file is deleted and the other one edited.
    const files = new Map(deleted(change, from, known, find));
    files.set(to.path, created(change, to, change.after, target, newKey));
    return files;
  }
  const moved = edited(change, { ...from, place: to });
  const isBack = moved.origin !== 'absent' && moved.origin.path === to.path;
  return new Map([
    [change.file.path, undefined],
    [to.path, isBack ? moved : wholly(change, moved)],
  ]);
}

function filed(file: FileUnderReview): FilesByPath {
  return new Map([[file.place.path, file]]);
}

function wholly({ changeId }: ReviewableChange, file: FileUnderReview): FileUnderReview {
  return file.changes.includes(changeId) ? file : { ...file, changes: [...file.changes, changeId] };
}

function marked({ undoable }: ReviewableChange, file: FileUnderReview): FileUnderReview {
  return undoable || file.content.kind === 'text' ? file : { ...file, notUndoable: NOT_STORED };
}

function hasForm({ content }: FileUnderReview, other: ReviewContent | undefined): boolean {
  if (content.kind === 'opaque') return other?.kind === 'opaque';
  return other?.kind === (content.isBytes ? 'bytes' : 'text');
}
