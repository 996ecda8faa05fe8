// What the models have to be told before their next turns, session by session. Edits of a person are compared only when they are told, so
// that nobody hears of every key press.
import type { Hunk, HunkState } from '../journal/hunks';
import { lineChanges } from '../journal/lineDiff';
import { changesIn } from './decision';
import type { DecidedFile, Decision } from './decision';
import { withText } from './fileUnderReview';
import type { FileUnderReview } from './fileUnderReview';
import type { ReviewFiles } from './reviewFiles';
import { editedNote, joinedNotes, undoneNote } from './reviewNotes.prompt';
import type { UndoneChange } from './reviewNotes.prompt';

export interface ReviewNotes {
  /** A decision was made about the files as they were then. */
  decided(decision: Decision, reason: string | undefined): void;
  /** That decision was taken back before anybody heard of it. */
  takenBack(decisionId: string): void;
  /** What the person did to a file so far is told as that; the agent is about to change it. */
  settle(file: FileUnderReview): void;
  /** Everything that is untold; each thing once. */
  take(sessionId: string): string;
  /** The same without taking it, for the store. */
  pending(sessionId: string): readonly string[];
  /** As it was stored. */
  add(sessionId: string, notes: readonly string[]): void;
}

interface Note {
  readonly text: string;
  /** The hunks that were undone; when they are pending again, there is nothing to tell. */
  readonly undone?: { readonly key: string; readonly ids: readonly string[] };
  readonly decisionId?: string;
}

export function createReviewNotes(files: ReviewFiles): ReviewNotes {
  const queues = new Map<string, readonly Note[]>();

  function queue(sessions: Iterable<string>, note: Note): void {
    for (const sessionId of new Set(sessions))
      queues.set(sessionId, [...(queues.get(sessionId) ?? []), note]);
  }

  const sessionsOf = (changeIds: readonly string[]): readonly string[] =>
    files.sourcesOf(changeIds).map(({ sessionId }) => sessionId);

  /** Edits of hunks since the model last heard of them. @param only hunks to look at; default all */
  function editsOf(
    file: FileUnderReview,
    only?: readonly string[],
  ): readonly (Note & { readonly sessions: readonly string[] })[] {
    if (file.content.kind !== 'text' || file.presence !== 'there') return [];
    const { told, hunks } = file.content.text;
    if (told === hunks || told.current === hunks.current) return [];
    return told.hunks
      .filter(({ id }) => only === undefined || only.includes(id))
      .flatMap((hunk) => {
        const diff = diffWithin(told, hunk, hunks);
        if (diff === undefined) return [];
        return [{ text: editedNote(file.place.display, diff), sessions: sessionsOf(hunk.sources) }];
      });
  }

  function settle(file: FileUnderReview): void {
    for (const { sessions, ...note } of editsOf(file)) queue(sessions, note);
  }

  function isOpen({ undone }: Note): boolean {
    const content = undone === undefined ? undefined : files.byKey(undone.key)?.content;
    if (undone === undefined || content?.kind !== 'text') return true;
    const present = content.text.hunks.hunks.map(({ id }) => id);
    return !undone.ids.every((id) => present.includes(id)) || undone.ids.length === 0;
  }

  return {
    decided({ id: decisionId, kind, items }, reason) {
      for (const item of items) {
        const ids = item.hunks.map(({ id }) => id);
        if (kind === 'undo') {
          const text = undoneNote(undoneChange(item, reason));
          queue(sessionsOf(changesIn(item)), { text, decisionId, undone: { key: item.before.key, ids } });
        } else for (const { sessions, ...note } of editsOf(item.before, ids)) queue(sessions, note);
      }
    },

    takenBack(decisionId) {
      for (const [sessionId, all] of queues) {
        queues.set(
          sessionId,
          all.filter((note) => note.decisionId !== decisionId),
        );
      }
    },

    settle,

    take(sessionId) {
      for (const file of files.all()) {
        if (file.content.kind !== 'text') continue;
        const { text } = file.content;
        if (text.told === text.hunks) continue;
        settle(file);
        files.set(file.place.path, withText(file, { ...text, told: text.hunks }));
      }
      const notes = (queues.get(sessionId) ?? []).filter(isOpen);
      queues.delete(sessionId);
      return joinedNotes(notes.map(({ text }) => text));
    },

    pending(sessionId) {
      const edits = files.all().flatMap((file) => editsOf(file));
      const own = edits.filter(({ sessions }) => sessions.includes(sessionId));
      return [...(queues.get(sessionId) ?? []).filter(isOpen), ...own].map(({ text }) => text);
    },

    add(sessionId, notes) {
      for (const text of notes) queue([sessionId], { text });
    },
  };
}

/** The lines of a hunk as they were told and as they are now; undefined where they are the same. */
function diffWithin(told: HunkState, hunk: Hunk, now: HunkState): readonly string[] | undefined {
  const changes = lineChanges(told.current, now.current).filter(
    ({ oldStart, oldEnd }) => oldStart < hunk.end && oldEnd > hunk.start,
  );
  if (changes.length === 0) return undefined;
  const diff: string[] = [];
  let position = Math.min(hunk.start, changes[0]?.oldStart ?? hunk.start);
  const add = (sign: string, lines: readonly string[]): void => {
    for (const line of lines) diff.push(sign + line.replace(/\r?\n$/, ''));
  };
  for (const { oldStart, oldEnd, newStart, newEnd } of changes) {
    add(' ', told.current.slice(position, oldStart));
    add('-', told.current.slice(oldStart, oldEnd));
    add('+', now.current.slice(newStart, newEnd));
    position = oldEnd;
  }
  add(' ', told.current.slice(position, Math.max(position, hunk.end)));
  return diff;
}

function undoneChange({ before, after, hunks }: DecidedFile, reason: string | undefined): UndoneChange {
  const diff = hunks.flatMap(({ removed, added }) => [
    ...removed.map((line) => `-${line.replace(/\r?\n$/, '')}`),
    ...added.map((line) => `+${line.replace(/\r?\n$/, '')}`),
  ]);
  const whole = wholeChange(before, after);
  const why = reason === undefined ? {} : { reason };
  const base = { display: before.place.display, ...why };
  // Of a file that is deleted again, the name says enough.
  return whole === undefined ? { ...base, diff } : { ...base, diff: whole === 'renamed' ? diff : [], whole };
}

function wholeChange(before: FileUnderReview, after: FileUnderReview): UndoneChange['whole'] {
  if (before.presence === 'deleted') return 'deleted';
  if (after.presence === 'gone') return 'created';
  if (before.place.path !== after.place.path) return 'renamed';
  return before.content.kind === 'opaque' ? 'changed' : undefined;
}
