// The review of one window. Texts come in and decisions go out one after another; what is under review is a map of values (`reviewFiles.ts`).
import type { CommitLease } from '../workspace/commit';
import type { FileSnapshot, Workspace } from '../workspace/workspace';
import { WorkspaceError } from '../workspace/workspaceError';
import { applyAgentChange } from './agentChange';
import { chosenParts } from './chosenParts';
import type { ChosenPart } from './chosenParts';
import { acceptedWhole, isPending, partsOfHunkId, withText } from './fileUnderReview';
import type { FileUnderReview } from './fileUnderReview';
import { keepEndings } from './lineEndings';
import type { Review, ReviewOutcome, ReviewSource, ReviewTarget, TextCause, UndoOptions } from './review';
import { createReviewFiles } from './reviewFiles';
import type { ReviewableChange, ReviewedSession, ReviewPlace, ReviewSink } from './reviewSink';
import { baselineText, changedOutside, currentText, kept, steppedBack, typed } from './reviewedText';
import { planFromDisk, reasonOf, writeChange } from './undoWrite';
import type { UndoWriter } from './undoWrite';
import { textOfSnapshot } from './undoPlan';

export interface ReviewOptions {
  readonly workspace: Workspace;
  readonly newId: () => string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Held while a decision writes. Default none: nobody else writes this workspace. */
  readonly lease?: () => CommitLease;
}

/** The review with its inlets. */
export interface ReviewEngine extends Review, ReviewSink {
  /** True while changes of the text of this file matter, also when nothing is left to decide. */
  tracks(path: string): boolean;
  /** Every path for which `tracks` is true. */
  trackedPaths(): readonly string[];
  /** The file was read again: from disk, or from a document with unsaved text. */
  fileRead(path: string, snapshot: FileSnapshot, cause: TextCause): void;
  attach(session: ReviewedSession): () => void;
}

/** A text that came while the agent was writing the file. */
interface Hold {
  changeId: string;
  latest?: SeenText;
}

interface SeenText {
  readonly text: string;
  readonly cause: TextCause;
  /** With the line endings of the file, not those that an editor shows. */
  readonly isExact: boolean;
}

export function createReview(options: ReviewOptions): ReviewEngine {
  const { workspace, newId } = options;
  const files = createReviewFiles();
  const sessions = new Map<string, ReviewedSession>();
  const holds = new Map<string, Hold>();
  /** What a change did, until the next change of the same path; for a commit that is taken back as a whole. */
  const before = new Map<string, ReadonlyMap<string, FileUnderReview | undefined>>();
  const writer: UndoWriter = {
    workspace,
    contentOf: () => Promise.resolve(undefined),
    ...(options.lease === undefined ? {} : { lease: options.lease }),
  };
  let last: Promise<unknown> = Promise.resolve();

  /** Decisions wait for each other: each sees what the one before did. */
  function oneAtATime<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = last.then(work);
    last = turn.catch(() => undefined); // whoever asked hears of it
    return turn;
  }

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
    const next =
      cause === 'external'
        ? changedOutside(reviewed, exact)
        : cause === 'typing'
          ? typed(reviewed, exact)
          : steppedBack(reviewed, exact);
    files.set(path, withText(present, next));
  }

  function hold(changeId: string, paths: readonly string[]): void {
    for (const path of paths) holds.set(path, { changeId });
  }

  /** Lets through what came meanwhile. */
  function release(changeId: string): void {
    for (const [path, held] of holds) {
      if (held.changeId !== changeId) continue;
      holds.delete(path);
      if (held.latest !== undefined) receive(path, held.latest);
    }
  }

  function apply(change: ReviewableChange): void {
    files.addSource(sourceOf(change));
    if (change.origin.kind === 'restore') return;
    const changed = applyAgentChange(change, (path) => files.get(path), newId);
    before.clear();
    before.set(change.changeId, new Map([...changed.keys()].map((path) => [path, files.get(path)])));
    for (const [path, file] of changed) files.set(path, file);
  }

  async function keepPart({ path, ids }: ChosenPart): Promise<number> {
    const file = files.get(path);
    if (file === undefined || !isPending(file)) return 0;
    if (file.content.kind !== 'text') {
      files.set(path, acceptedWhole(file));
      return 1;
    }
    const { text } = file.content;
    const all = text.hunks.hunks.map(({ id }) => id);
    const chosen = ids === 'whole' ? all : all.filter((id) => ids.includes(id));
    if (ids !== 'whole' && chosen.length === 0) return 0;
    const next = withText(file, kept(text, chosen));
    // Whoever keeps a part of a new file keeps the file.
    const isAccepted = ids === 'whole' || file.origin === 'absent';
    files.set(path, isAccepted ? acceptedWhole(next) : next);
    return Math.max(1, chosen.length);
  }

  /** A reason, or how much was decided. */
  async function undoPart(part: ChosenPart, decisionId: string, force: boolean): Promise<string | number> {
    for (let tries = 0; ; tries += 1) {
      const file = files.get(part.path);
      if (file === undefined || !isPending(file)) return 'it is not under review any more';
      const plan = await planFromDisk(writer, file, part.ids, force);
      if (plan.kind === 'refused') return plan.reason;
      // Typed or decided while the file was looked at.
      if (files.get(part.path) !== file) continue;
      const sessionId = sessionOf(file);
      const recorder = sessionId === undefined ? undefined : sessions.get(sessionId)?.recorder(decisionId);
      const { change, next } = plan;
      const paths = change?.kind === 'rename' ? [part.path, change.to.path] : [part.path];
      hold(decisionId, paths);
      try {
        const applied = change === undefined ? undefined : await writeChange(writer, change, recorder);
        if (next.place.path !== part.path) files.set(part.path, undefined);
        files.set(next.place.path, next);
        if (applied?.changedOnSave === true) await lookAgain(next.place);
        return plan.decided;
      } catch (error) {
        const isStale = error instanceof WorkspaceError && error.reason === 'stale';
        if (!isStale || tries > 0) return reasonOf(error);
      } finally {
        release(decisionId);
        files.announce();
      }
    }
  }

  /** Something such as a formatter changed what was written. */
  async function lookAgain({ path }: ReviewPlace): Promise<void> {
    const text = textFrom(path, await workspace.read(path, { maxBytes: Infinity }));
    if (text !== undefined) receive(path, { text, cause: 'typing', isExact: true });
  }

  function textFrom(path: string, snapshot: FileSnapshot): string | undefined {
    const content = files.get(path)?.content;
    return content?.kind === 'text' ? textOfSnapshot(content, snapshot) : undefined;
  }

  function see(path: string, seen: SeenText): void {
    const held = holds.get(path);
    if (held === undefined) receive(path, seen);
    else held.latest = seen;
    files.announce();
  }

  function sessionOf(file: FileUnderReview): string | undefined {
    const ids =
      file.content.kind === 'text' ? file.content.text.hunks.hunks.flatMap(({ sources }) => sources) : [];
    return files.sourcesOf([...file.changes, ...ids]).at(-1)?.sessionId;
  }

  /** Calls `decide` for each file of the target. */
  async function decide(
    target: ReviewTarget,
    one: (part: ChosenPart) => Promise<string | number>,
  ): Promise<ReviewOutcome> {
    const { parts, gone } = chosenParts(target, files);
    let decided = 0;
    const refused = gone.map((name) => ({
      display: 'path' in name ? name.path : (files.byKey(partsOfHunkId(name.id).key)?.place.display ?? ''),
      reason: 'it is not under review any more',
    }));
    for (const part of parts) {
      const display = files.get(part.path)?.place.display ?? part.path;
      const result = await one(part);
      if (typeof result === 'number') decided += result;
      else refused.push({ display, reason: result });
    }
    files.announce();
    return { decided, refused };
  }

  return {
    files: () => files.allShown(),
    file: (path) => files.shown(path),
    find: (hunkId) => files.find(hunkId),
    baseline(path) {
      const file = files.get(path);
      if (file === undefined || !isPending(file) || file.content.kind !== 'text') return undefined;
      return baselineText(file.content.text);
    },
    onDidChange: (listener) => files.onDidChange(listener),
    keep: (target) => oneAtATime(() => decide(target, keepPart)),
    undo: (target, { force = false }: UndoOptions = {}) =>
      oneAtATime(async () => {
        const decisionId = newId();
        return decide(target, (part) => undoPart(part, decisionId, force));
      }),
    undoLastDecision: () => Promise.resolve(undefined),
    textChanged(path, text, cause) {
      see(path, { text, cause, isExact: cause === 'external' });
    },
    fileRead(path, snapshot, cause) {
      const text = textFrom(path, snapshot);
      if (text !== undefined) see(path, { text, cause, isExact: true });
    },
    fileGone(path, movedTo) {
      const file = files.get(path);
      if (file === undefined || holds.has(path) || file.presence === 'deleted') return;
      files.set(path, movedTo === undefined ? { ...file, presence: 'gone' } : undefined);
      if (movedTo !== undefined) files.set(movedTo.path, movedByPerson(file, movedTo));
      files.announce();
    },
    takeNotes: () => '',
    flush: () => last.then(() => undefined),
    tracks: (path) => files.get(path) !== undefined,
    trackedPaths: () => files.all().map(({ place }) => place.path),
    attach(session) {
      sessions.set(session.sessionId, session);
      return () => {
        if (sessions.get(session.sessionId) === session) sessions.delete(session.sessionId);
      };
    },
    begin: (changeId, paths) => hold(changeId, paths),
    end(changeId, change) {
      if (change !== undefined) apply(change);
      else for (const [path, file] of before.get(changeId) ?? []) files.set(path, file);
      if (change === undefined) before.delete(changeId);
      release(changeId);
      files.announce();
    },
  };
}

function movedByPerson(file: FileUnderReview, place: ReviewPlace): FileUnderReview {
  const { origin } = file;
  const isOwnMove = origin !== 'absent' && origin.path === file.place.path;
  return { ...file, place, origin: isOwnMove ? place : origin };
}

function sourceOf({ sessionId, changeId, origin, time }: ReviewableChange): ReviewSource {
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
