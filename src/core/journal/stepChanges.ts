// What one plan step did to files, read from the journal: the texts before and after, and what it takes to undo it.
import type { StepFile } from '../plan/plan';
import type { RefusalReason } from '../review/refusal';
import type { LeftOutReason } from '../words/fixedText';
import type { BlobStore } from './blobStore';
import type { PathState } from './fileImages';
import { textOfImage } from './fileImages';
import { changesOf } from './journalState';
import type { JournalledChange, JournalState } from './journalState';
import { missingReason } from './restore';
import { isAsBefore, targetsOf } from './restoreTargets';
import type { RestoreTarget } from './restoreTargets';

/** A step of a plan that a run carries out. */
export interface StepKey {
  readonly runId: string;
  readonly stepId: string;
}

export interface StepFiles {
  readonly files: readonly StepFile[];
  /** Files that it touched as well and that can't be shown as text. */
  readonly leftOut: readonly { readonly path: string; readonly reason: string }[];
}

/** What the restore of a step says that it went back before. */
export function stepCheckpoint({ runId, stepId }: StepKey): string {
  return `${STEP}${runId}/${stepId}`;
}

const STEP = 'step:';

function isStepId(checkpointId: string): boolean {
  return checkpointId.startsWith(STEP);
}

/** Texts above this are left out: every step keeps its own. */
const MAX_BYTES = 256 * 1024;

/**
 * The files of a step as they were before it, all attempts together. Where something else wrote a file between two writes of the step,
 * nothing counts as "as the step left it": undoing it would undo the other as well.
 */
export function stepTargets(state: JournalState, step: StepKey): readonly RestoreTarget[] {
  const { changes, mixed } = ownChanges(state, step);
  return targetsOf(changes).map((target) => (mixed.has(target.path) ? { ...target, expected: [] } : target));
}

export async function stepFiles(state: JournalState, step: StepKey, blobs: BlobStore): Promise<StepFiles> {
  const files: StepFile[] = [];
  const leftOut: { path: string; reason: LeftOutReason | RefusalReason }[] = [];
  for (const { display: path, wanted, expected } of targetsOf(ownChanges(state, step).changes)) {
    const [left = 'absent'] = expected;
    const reason = reasonAgainst(wanted) ?? reasonAgainst(left);
    const before = await textOf(blobs, wanted);
    const after = await textOf(blobs, left);
    if (reason !== undefined) leftOut.push({ path, reason });
    else if (before === undefined || after === undefined) leftOut.push({ path, reason: 'it is no text' });
    else if (before !== after) files.push({ path, before, after });
  }
  return { files, leftOut };
}

/** Files that a run has left other than they were before it, as shown to people: what it took back itself is none of them. */
export function runFiles(state: JournalState, runId: string): readonly string[] {
  const own = new Set<string>();
  const changes = changesOf(state).filter((change) => {
    const isOwn = change.origin.kind === 'run' && change.origin.runId === runId;
    if (isOwn) for (const path of pathsOf(change)) own.add(path);
    return isOwn || (change.origin.kind === 'restore' && pathsOf(change).some((path) => own.has(path)));
  });
  const left = targetsOf(changes).filter((target) => own.has(target.path) && !isAsBefore(target));
  const moved = new Set(left.map(({ movedFrom }) => movedFrom));
  return left.filter(({ path }) => !moved.has(path)).map(({ display }) => display);
}

/** Changes of the step that were not taken back since, and the paths that something else wrote between two of them. */
function ownChanges(
  state: JournalState,
  step: StepKey,
): { readonly changes: readonly JournalledChange[]; readonly mixed: ReadonlySet<string> } {
  let changes: readonly JournalledChange[] = [];
  const others = new Set<string>();
  const mixed = new Set<string>();
  for (const change of changesOf(state)) {
    if (change.state === 'failed') continue;
    const paths = pathsOf(change);
    if (isOf(change, step)) {
      for (const path of paths) if (others.has(path)) mixed.add(path);
      changes = [...changes, change];
    } else if (change.origin.kind === 'restore') {
      // Another step that was taken back leaves what this one did.
      if (isStepId(change.origin.checkpointId) && change.origin.checkpointId !== stepCheckpoint(step))
        continue;
      changes = changes.filter((own) => !pathsOf(own).some((path) => paths.includes(path)));
      for (const path of paths) [others, mixed].forEach((set) => set.delete(path));
    } else {
      const touched = new Set(changes.flatMap(pathsOf));
      for (const path of paths) if (touched.has(path)) others.add(path);
    }
  }
  return { changes, mixed };
}

function isOf({ origin }: JournalledChange, { runId, stepId }: StepKey): boolean {
  return origin.kind === 'run' && origin.runId === runId && origin.stepId === stepId;
}

function pathsOf({ file, to }: JournalledChange): readonly string[] {
  return to === undefined ? [file.path] : [file.path, to.path];
}

function reasonAgainst(image: PathState): LeftOutReason | RefusalReason | undefined {
  if (image === 'absent') return undefined;
  if (image.missing !== undefined) return missingReason(image.missing);
  if (image.binary === true) return 'it is no text';
  return image.size > MAX_BYTES ? 'it is too large to be shown' : undefined;
}

/** Undefined for what is no text. */
async function textOf(blobs: BlobStore, image: PathState): Promise<string | null | undefined> {
  return image === 'absent' ? null : textOfImage(blobs, image);
}
