// What a restore aims at, read from the journal alone: for each path that was touched since the checkpoint its state then, and the
// states in which the journal left it.
import type { PathState } from './fileImages';
import type { JournalPlace } from './journalLine';
import { changesOf } from './journalState';
import type { JournalState, JournalledChange } from './journalState';

export interface RestoreTarget {
  readonly path: string;
  readonly display: string;
  /** State at the checkpoint. */
  readonly wanted: PathState;
  /** A file in one of these states was not changed by anybody else since. More than one after a crash. */
  readonly expected: readonly PathState[];
  /** Path under which this file lay at the checkpoint, where it was renamed since. */
  readonly movedFrom?: string;
}

interface Transition {
  readonly place: JournalPlace;
  readonly from: PathState;
  readonly to: PathState;
  readonly isUncertain: boolean;
}

/** Undefined when the journal does not know the checkpoint. */
export function restoreTargets(
  state: JournalState,
  checkpointId: string,
): readonly RestoreTarget[] | undefined {
  const start = state.entries.findIndex(
    (entry) => entry.type === 'checkpoint' && entry.checkpoint.id === checkpointId,
  );
  if (start === -1) return undefined;
  return targetsOf(changesOf({ ...state, entries: state.entries.slice(start) }));
}

/** What it takes to undo these changes, oldest first. */
export function targetsOf(changes: readonly JournalledChange[]): readonly RestoreTarget[] {
  const targets = new Map<string, RestoreTarget>();
  const origins = new Map<string, string>();
  for (const change of changes) {
    if (change.state === 'failed') continue;
    for (const { place, from, to, isUncertain } of transitionsOf(change)) {
      const known = targets.get(place.path);
      targets.set(place.path, {
        path: place.path,
        display: place.display,
        wanted: known?.wanted ?? from,
        // Nobody knows how the command left it.
        expected:
          change.changedSince === true ? [] : isUncertain ? [to, ...(known?.expected ?? [from])] : [to],
      });
    }
    follow(origins, change);
  }
  return [...targets.values()].map((target) => {
    const movedFrom = origins.get(target.path);
    return movedFrom === undefined || movedFrom === target.path ? target : { ...target, movedFrom };
  });
}

/** Files that are not as they were at the checkpoint, as the journal knows them and as shown to people. */
export function filesSince(state: JournalState, checkpointId: string): readonly string[] {
  return (restoreTargets(state, checkpointId) ?? [])
    .filter((target) => !isAsBefore(target))
    .map(({ display }) => display);
}

/** The changes of the file came to nothing, as the journal knows it. */
export function isAsBefore({ wanted, expected }: Pick<RestoreTarget, 'wanted' | 'expected'>): boolean {
  return expected.some((left) => isSameState(left, wanted));
}

function isSameState(left: PathState, right: PathState): boolean {
  if (left === 'absent' || right === 'absent') return left === right;
  return left.blob === right.blob && left.form === right.form;
}

function transitionsOf(change: JournalledChange): readonly Transition[] {
  const before = change.before ?? 'absent';
  const after = change.after ?? 'absent';
  const isUncertain = change.state === 'uncertain';
  if (change.to === undefined) return [{ place: change.file, from: before, to: after, isUncertain }];
  return [
    { place: change.file, from: before, to: 'absent', isUncertain },
    { place: change.to, from: 'absent', to: after, isUncertain },
  ];
}

/** Keeps which file lay where at the checkpoint. */
function follow(origins: Map<string, string>, change: JournalledChange): void {
  const { path } = change.file;
  if (change.to !== undefined) origins.set(change.to.path, origins.get(path) ?? path);
  if (change.to !== undefined || change.kind === 'delete') origins.delete(path);
}
