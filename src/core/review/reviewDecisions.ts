// Keep, undo, and taking the last of them back. One after another, so that each sees what the one before did.
import { currentState } from '../journal/fileImages';
import type { ChangeRecorder } from '../workspace/changeRecorder';
import { WorkspaceError } from '../workspace/workspaceError';
import { chosenParts } from './chosenParts';
import type { ChosenPart } from './chosenParts';
import { decidedFile, isMoot, MAX_DECISIONS } from './decision';
import type { DecidedFile, Decision } from './decision';
import {
  acceptedWhole,
  hunkIdOf,
  isPending,
  partsOfHunkId,
  pendingChanges,
  presentVersion,
  withText,
} from './fileUnderReview';
import type { FileUnderReview } from './fileUnderReview';
import type { RefusedFile, ReviewOutcome, ReviewTarget, UndoOptions } from './review';
import type { ReviewFiles } from './reviewFiles';
import type { ReviewInlets } from './reviewInlets';
import type { RefusalReason } from './refusal';
import { kept } from './reviewedText';
import { planTakeBack } from './takeBack';
import type { UndoPlan } from './undoPlan';
import { planFromDisk, reasonOf, writeChange } from './undoWrite';
import type { UndoWriter } from './undoWrite';

export interface ReviewDecisionsOptions extends UndoWriter {
  readonly files: ReviewFiles;
  readonly inlets: ReviewInlets;
  readonly newId: () => string;
  readonly now: () => number;
  readonly recorder: (sessionId: string, decisionId: string) => ChangeRecorder | undefined;
  /** Tells who watches the files. */
  readonly announce: () => void;
  /** After each decision, with what it did. */
  readonly onDecided: (decision: Decision, reason: string | undefined) => Promise<void>;
  /** After a decision was taken back, as far as that was possible. */
  readonly onTakenBack: (decision: Decision) => Promise<void>;
}

export interface ReviewDecisions {
  keep(target: ReviewTarget): Promise<ReviewOutcome>;
  undo(target: ReviewTarget, options: UndoOptions): Promise<ReviewOutcome>;
  undoLast(): Promise<ReviewOutcome | undefined>;
  /** Oldest first. */
  all(): readonly Decision[];
  /** Adds those that were stored. */
  remember(stored: readonly Decision[]): void;
  /** Leaves out items that this says no to. */
  filter(isWanted: (item: DecidedFile) => boolean): void;
  /** Resolves when no decision is under way. */
  idle(): Promise<void>;
}

type Refused = Extract<UndoPlan, { kind: 'refused' }>;

type PartResult =
  Refused | { readonly kind: 'decided'; readonly item: DecidedFile; readonly decided: number };

const refusedFor = (reason: string): Refused => ({ kind: 'refused', reason });
const NOT_UNDER_REVIEW: RefusalReason = 'it is not under review any more';
const GONE = refusedFor(NOT_UNDER_REVIEW);

export function createReviewDecisions(options: ReviewDecisionsOptions): ReviewDecisions {
  const { files, inlets, newId, workspace } = options;
  let decisions: readonly Decision[] = [];
  let last: Promise<unknown> = Promise.resolve();

  function oneAtATime<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = last.then(work);
    last = turn.catch(() => undefined); // whoever asked hears of it
    return turn;
  }

  function keepPart({ path, ids }: ChosenPart): PartResult {
    const before = files.get(path);
    if (before === undefined || !isPending(before)) return GONE;
    const hunks = before.content.kind === 'text' ? before.content.text.hunks.hunks : [];
    const chosen = hunks.map(({ id }) => id).filter((id) => ids === 'whole' || ids.includes(id));
    if (ids !== 'whole' && chosen.length === 0) return GONE;
    const next =
      before.content.kind === 'text' ? withText(before, kept(before.content.text, chosen)) : before;
    // Whoever keeps a part of a new file keeps the file.
    const isWhole = ids === 'whole' || before.origin === 'absent';
    const after = isWhole ? acceptedWhole(next) : next;
    files.set(path, after);
    const item = decidedFile('keep', before, after, chosen);
    return { kind: 'decided', item, decided: Math.max(1, chosen.length) };
  }

  async function undoPart(
    { path, ids }: ChosenPart,
    decisionId: string,
    force: boolean,
  ): Promise<PartResult> {
    const before = files.get(path);
    if (before === undefined || !isPending(before)) return GONE;
    const plan = (file: FileUnderReview): Promise<UndoPlan> => planFromDisk(options, file, ids, force);
    const result = await carryOut(before, plan, decisionId);
    if (result.kind === 'refused') return result;
    const { file, next, decided } = result;
    const hunks = file.content.kind === 'text' ? file.content.text.hunks.hunks.map(({ id }) => id) : [];
    const chosen = ids === 'whole' ? hunks : hunks.filter((id) => ids.includes(id));
    return { kind: 'decided', item: decidedFile('undo', file, next, chosen), decided };
  }

  /** Plans and writes; once more when the file was changed in between. */
  async function carryOut(
    start: FileUnderReview,
    planFor: (file: FileUnderReview) => Promise<UndoPlan>,
    decisionId: string,
  ): Promise<UndoPlan> {
    const { path } = start.place;
    let refusal = GONE;
    for (let tries = 0; tries < 3; tries += 1) {
      const file = files.get(path);
      if (file === undefined) return GONE;
      const plan = await planFor(file);
      if (plan.kind === 'refused') return plan;
      // Typed while the file was looked at.
      if (files.get(path) !== file) continue;
      const { change, next } = plan;
      const session = sessionOf(plan.file) ?? sessionOf(next);
      const recorder = session === undefined ? undefined : options.recorder(session, decisionId);
      const writeId = `${decisionId} ${path}`;
      inlets.begin(writeId, change?.kind === 'rename' ? [path, change.to.path] : [path, next.place.path]);
      try {
        const applied = change === undefined ? undefined : await writeChange(options, change, recorder);
        if (next.place.path !== path) files.set(path, undefined);
        files.set(next.place.path, next);
        inlets.end(writeId);
        // Something such as a formatter changed what was written.
        if (applied?.changedOnSave === true) {
          inlets.fileRead(
            next.place.path,
            await workspace.read(next.place.path, { maxBytes: Infinity }),
            'typing',
          );
        }
        return plan;
      } catch (error) {
        inlets.end(writeId);
        refusal = refusedFor(reasonOf(error));
        if (!(error instanceof WorkspaceError) || error.reason !== 'stale') return refusal;
      } finally {
        options.announce();
      }
    }
    return refusal;
  }

  function sessionOf(file: FileUnderReview): string | undefined {
    return files.sourcesOf(pendingChanges(file)).at(-1)?.sessionId;
  }

  /** In order; only neighbours whose files stay where they are go side by side, since others may need each other's names. */
  function groupsOf(parts: readonly ChosenPart[]): readonly (readonly ChosenPart[])[] {
    const groups: ChosenPart[][] = [];
    let canJoin = false;
    for (const part of parts) {
      const file = files.get(part.path);
      const stays =
        file?.presence === 'there' && file.origin !== 'absent' && file.origin.path === file.place.path;
      const last = groups.at(-1);
      if (canJoin && stays && last !== undefined && last.length < (workspace.editsAtOnce ?? 1))
        last.push(part);
      else groups.push([part]);
      canJoin = stays;
    }
    return groups;
  }

  /** Calls `one` for each file of the target. */
  async function decide(
    kind: Decision['kind'],
    target: ReviewTarget,
    reason: string | undefined,
    one: (part: ChosenPart, decisionId: string) => Promise<PartResult> | PartResult,
  ): Promise<ReviewOutcome> {
    const { parts, gone } = chosenParts(target, files);
    const id = newId();
    const items: DecidedFile[] = [];
    let decided = 0;
    const refused: RefusedFile[] = gone.map((name) => ({
      display: 'path' in name ? name.path : (files.byKey(partsOfHunkId(name.id).key)?.place.display ?? ''),
      reason: NOT_UNDER_REVIEW,
    }));
    for (const group of groupsOf(parts)) {
      const displays = group.map(({ path }) => files.get(path)?.place.display ?? path);
      const results = await Promise.all(
        group.map(async (part) => ({ part, result: await resultOf(() => one(part, id)) })),
      );
      for (const [index, { part, result }] of results.entries()) {
        if (result.kind === 'refused') refused.push(refusedFile(displays[index] ?? '', part, result));
        else {
          decided += result.decided;
          items.push(result.item);
        }
      }
    }
    options.announce();
    if (items.length > 0) {
      const decision: Decision = { id, kind, time: options.now(), items };
      decisions = [...decisions, decision].slice(-MAX_DECISIONS);
      await options.onDecided(decision, reason);
    }
    return { decided, refused };
  }

  function refusedFile(display: string, { path, ids }: ChosenPart, { reason, asks }: Refused): RefusedFile {
    if (asks !== true) return { display, reason };
    const file = files.get(path);
    const anyway: ReviewTarget =
      ids === 'whole' || file === undefined
        ? { kind: 'files', paths: [path] }
        : { kind: 'hunks', ids: ids.map((id) => hunkIdOf(file, id)) };
    return { display, reason, anyway };
  }

  async function takeBack(decision: Decision): Promise<ReviewOutcome | undefined> {
    const open = decision.items.filter((item) => !isMoot(item, files.byKey(item.before.key)));
    if (open.length === 0) return undefined;
    const id = newId();
    let decided = 0;
    const refused: { display: string; reason: string }[] = [];
    for (const item of open.toReversed()) {
      const { display } = item.before.place;
      const start = files.byKey(item.before.key);
      const result =
        start === undefined
          ? refusedFor('it was changed since')
          : await carryOut(start, (file) => planBack(decision.kind, item, file), id);
      if (result.kind === 'refused') refused.push({ display, reason: result.reason });
      else decided += result.decided;
    }
    options.announce();
    return { decided, refused };
  }

  async function planBack(
    kind: Decision['kind'],
    item: DecidedFile,
    file: FileUnderReview,
  ): Promise<UndoPlan> {
    const { before } = item;
    const resolved = await workspace.resolve(file.place.path);
    const isMoved = before.place.path !== item.after.place.path && before.presence !== 'deleted';
    const earlier = isMoved ? await workspace.resolve(before.place.path) : undefined;
    const { content } = before;
    const stored = content.kind === 'opaque' ? await options.contentOf(presentVersion(content)) : undefined;
    return planTakeBack({
      kind,
      item,
      file,
      resolved,
      present: await currentState(workspace, resolved.path),
      ...(earlier === undefined
        ? {}
        : { earlier: { resolved: earlier, isFree: (await workspace.stat(earlier.path)) === undefined } }),
      ...(stored === undefined ? {} : { stored }),
    });
  }

  return {
    keep: (target) => oneAtATime(() => decide('keep', target, undefined, keepPart)),
    undo: (target, { force = false, reason }) =>
      oneAtATime(() => decide('undo', target, reason, (part, id) => undoPart(part, id, force))),
    undoLast: () =>
      oneAtATime(async () => {
        for (;;) {
          const decision = decisions.at(-1);
          if (decision === undefined) return undefined;
          decisions = decisions.slice(0, -1);
          const outcome = await takeBack(decision);
          if (outcome === undefined) continue;
          await options.onTakenBack(decision);
          return outcome;
        }
      }),
    all: () => decisions,
    remember(stored) {
      decisions = merged([...decisions, ...stored]).slice(-MAX_DECISIONS);
    },
    filter(isWanted) {
      decisions = decisions
        .map((decision) => ({ ...decision, items: decision.items.filter(isWanted) }))
        .filter(({ items }) => items.length > 0);
    },
    idle: () => last.then(() => undefined),
  };
}

/** A file that can't be looked at is left out; it must not keep the others from being decided. */
async function resultOf(work: () => Promise<PartResult> | PartResult): Promise<PartResult> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof WorkspaceError)) throw error;
    return refusedFor(reasonOf(error));
  }
}

/** Each decision once, with what any of them says about each file; oldest first. */
function merged(decisions: readonly Decision[]): readonly Decision[] {
  const byId = new Map<string, Decision>();
  for (const decision of decisions) {
    const known = byId.get(decision.id);
    const keys = known?.items.map(({ before }) => before.key) ?? [];
    const items = decision.items.filter(({ before }) => !keys.includes(before.key));
    byId.set(decision.id, known === undefined ? decision : { ...known, items: [...known.items, ...items] });
  }
  return [...byId.values()].sort((left, right) => left.time - right.time);
}
