// What comes into a review: writes of the agent, and texts as everybody else leaves them. While a write is under way, texts of its files
// wait: what of them is not the agent's is a person's.
import type { FileSnapshot } from '../workspace/workspace';
import { applyAgentChange } from './agentChange';
import { acceptedWhole, withText, withVersion } from './fileUnderReview';
import type { FileUnderReview } from './fileUnderReview';
import { keepEndings } from './lineEndings';
import { applyPersonsChange } from './personsChange';
import type { ReviewSource, TextCause } from './review';
import type { ReviewFiles } from './reviewFiles';
import type { ReviewableChange, ReviewPlace } from './reviewSink';
import { changedOutside, currentText, steppedBack, typed } from './reviewedText';
import { textOfSnapshot } from './undoPlan';

export interface ReviewInlets {
  begin(writeId: string, paths: readonly string[]): void;
  /** Lets through what came since `begin`. */
  end(writeId: string): void;
  /** A write took effect; called between `begin` and `end`. */
  apply(change: ReviewableChange): void;
  /** The write was taken back as a whole, right after it took effect. */
  withdraw(changeId: string): void;
  textChanged(path: string, text: string, cause: TextCause): void;
  /** The file was read: from disk, or from a document with unsaved text. */
  fileRead(path: string, snapshot: FileSnapshot, cause: TextCause): void;
  fileGone(path: string, movedTo: ReviewPlace | undefined): void;
  /** The same as long as nothing happened to the file; undefined while it is written, and when it is not under review. */
  stateOf(path: string): object | undefined;
}

interface SeenText {
  readonly text: string;
  readonly cause: TextCause;
  /** With the line endings of the file, not those that an editor shows. */
  readonly isExact: boolean;
}

interface Hold {
  readonly writeId: string;
  latest?: SeenText;
}

export interface ReviewInletsOptions {
  readonly files: ReviewFiles;
  readonly newId: () => string;
  /** A file under review is about to get a change of the agent. */
  readonly beforeAgentChange: (file: FileUnderReview) => void;
}

export function createReviewInlets({ files, newId, beforeAgentChange }: ReviewInletsOptions): ReviewInlets {
  const holds = new Map<string, Hold>();
  /** What the last change found; for a commit that is taken back as a whole. */
  const found = new Map<string, ReadonlyMap<string, FileUnderReview | undefined>>();

  function receive(path: string, { text, cause, isExact }: SeenText): void {
    const file = files.get(path);
    if (file === undefined || file.content.kind !== 'text') return;
    if (file.presence === 'deleted') {
      // Somebody has brought it back, or put another file there: that is a decision too.
      files.set(path, acceptedWhole({ ...file, presence: 'there' }));
      return;
    }
    const reviewed = file.content.text;
    const exact = isExact ? text : keepEndings(reviewed.hunks.current, text);
    const present: FileUnderReview = file.presence === 'gone' ? { ...file, presence: 'there' } : file;
    if (exact === currentText(reviewed)) {
      if (present !== file) files.set(path, present);
      return;
    }
    const change = cause === 'external' ? changedOutside : cause === 'typing' ? typed : steppedBack;
    files.set(path, withText(present, change(reviewed, exact)));
  }

  function see(path: string, seen: SeenText): void {
    const held = holds.get(path);
    if (held === undefined) receive(path, seen);
    else held.latest = seen;
  }

  return {
    begin(writeId, paths) {
      for (const path of paths) holds.set(path, { writeId });
    },

    end(writeId) {
      for (const [path, held] of holds) {
        if (held.writeId !== writeId) continue;
        holds.delete(path);
        if (held.latest !== undefined) receive(path, held.latest);
      }
    },

    apply(change) {
      if (change.origin.kind === 'restore' || change.origin.kind === 'review') {
        const file = applyPersonsChange(change, files.get(change.file.path));
        if (file === undefined) return;
        if (file.place.path !== change.file.path) files.set(change.file.path, undefined);
        files.set(file.place.path, file);
        return;
      }
      const known = files.get(change.file.path);
      if (known !== undefined) beforeAgentChange(known);
      files.addSource(sourceOf(change));
      const changed = applyAgentChange(change, (path) => files.get(path), newId);
      found.clear();
      found.set(change.changeId, new Map([...changed.keys()].map((path) => [path, files.get(path)])));
      for (const [path, file] of changed) files.set(path, file);
    },

    withdraw(changeId) {
      for (const [path, file] of found.get(changeId) ?? []) files.set(path, file);
      found.delete(changeId);
    },

    textChanged(path, text, cause) {
      see(path, { text, cause, isExact: cause === 'external' });
    },

    fileRead(path, snapshot, cause) {
      const file = files.get(path);
      if (file?.content.kind === 'opaque' && !holds.has(path)) files.set(path, seenWhole(file, snapshot));
      const text = file?.content.kind === 'text' ? textOfSnapshot(file.content, snapshot) : undefined;
      if (text !== undefined) see(path, { text, cause, isExact: true });
    },

    stateOf: (path) => (holds.has(path) ? undefined : files.get(path)),

    fileGone(path, movedTo) {
      const file = files.get(path);
      if (file === undefined || holds.has(path) || file.presence === 'deleted') return;
      files.set(path, movedTo === undefined ? { ...file, presence: 'gone' } : undefined);
      if (movedTo !== undefined) files.set(movedTo.path, movedByPerson(file, movedTo));
    },
  };
}

/** A file without text, as it lies there now. */
function seenWhole(file: FileUnderReview, { version }: FileSnapshot): FileUnderReview {
  // As with a text: whoever puts a file there decides.
  if (file.presence === 'deleted') return withVersion(acceptedWhole({ ...file, presence: 'there' }), version);
  return withVersion(file.presence === 'gone' ? { ...file, presence: 'there' } : file, version);
}

function movedByPerson(file: FileUnderReview, place: ReviewPlace): FileUnderReview {
  const { origin } = file;
  const isOwnMove = origin !== 'absent' && origin.path === file.place.path;
  return { ...file, place, origin: isOwnMove ? place : origin };
}

export function sourceOf({
  sessionId,
  changeId,
  origin,
  time,
}: Pick<ReviewableChange, 'sessionId' | 'changeId' | 'origin' | 'time'>): ReviewSource {
  const base = { sessionId, changeId, time };
  if (origin.kind === 'direct') return { ...base, toolCallId: origin.toolCallId };
  if (origin.kind !== 'run') return base;
  const { runId, toolCallId, stepId, command } = origin;
  return {
    ...base,
    runId,
    ...(toolCallId === undefined ? {} : { toolCallId }),
    ...(stepId === undefined ? {} : { stepId }),
    ...(command === undefined ? {} : { command }),
  };
}
