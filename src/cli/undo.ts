// `planwright undo`: files back to before a run. Works on the stored changes of a session; what a person changed since stays.
import { ConfigurationError } from '../core/config/configurationError';
import type { RestoreResult } from '../core/journal/restore';
import type { RecordedChange } from '../core/journal/sessionChanges';
import type { SessionApi } from '../core/session/sessionApi';
import { EXIT_DONE, EXIT_FAILED } from './exitCode';
import { printable } from './output/printable';

export interface UndoOptions {
  /** Id of a run or of an earlier undo, or the beginning of one. Default: the last run whose changes are still there. */
  readonly run: string | undefined;
  readonly list: boolean;
  readonly print: (line: string) => void;
  readonly warn: (line: string) => void;
}

/** What one run, or one undo, did to files. */
interface Group {
  readonly id: string;
  /** Of an undo: what it went back before. */
  readonly target?: string;
  readonly changes: readonly RecordedChange[];
}

/** Returns the exit code: 1 when something could not be taken back. Throws `ConfigurationError` for an unknown run. */
export async function undoChanges(
  session: Pick<SessionApi, 'changes' | 'restoreFiles'>,
  { run, list, print, warn }: UndoOptions,
): Promise<number> {
  const groups = groupsOf(await session.changes());
  if (list) {
    for (const group of groups) print(lineOf(group));
    return EXIT_DONE;
  }
  const result =
    run === undefined
      ? await undoLast(session, groups)
      : await session.restoreFiles(pickGroup(groups, run).id);
  if (result === undefined || isNothing(result)) {
    print('There is nothing to undo: the files are as they were.');
    return EXIT_DONE;
  }
  for (const file of result.restored) print(`restored  ${printable(file)}`);
  for (const file of result.kept) warn(`kept      ${printable(file)} (changed since)`);
  for (const { display, reason } of result.notUndoable) {
    warn(`not done  ${printable(display)} (${reason})`);
  }
  if (result.restoreId !== undefined) print(`To take this back: planwright undo --run ${result.restoreId}`);
  return result.kept.length + result.notUndoable.length === 0 ? EXIT_DONE : EXIT_FAILED;
}

/** Undoing again goes one run further back; a run whose changes are gone already is passed over. */
async function undoLast(
  session: Pick<SessionApi, 'restoreFiles'>,
  groups: readonly Group[],
): Promise<RestoreResult | undefined> {
  for (const id of runsInEffect(groups).toReversed()) {
    const result = await session.restoreFiles(id);
    if (!isNothing(result)) return result;
  }
  return undefined;
}

/** Runs that were not undone, or whose undo was taken back; oldest first. */
function runsInEffect(groups: readonly Group[]): readonly string[] {
  let inEffect: readonly string[] = [];
  const before = new Map<string, readonly string[]>();
  for (const { id, target } of groups) {
    before.set(id, inEffect);
    inEffect = target === undefined ? [...inEffect, id] : (before.get(target) ?? inEffect);
  }
  return inEffect;
}

function isNothing({ restored, kept, notUndoable }: RestoreResult): boolean {
  return restored.length + kept.length + notUndoable.length === 0;
}

/** Oldest first. */
function groupsOf(changes: readonly RecordedChange[]): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const change of changes) {
    const { origin } = change;
    if (origin.kind === 'direct' || origin.kind === 'review') continue;
    const id = origin.kind === 'run' ? origin.runId : origin.restoreId;
    const target = origin.kind === 'run' ? {} : { target: origin.checkpointId };
    groups.set(id, { id, ...target, changes: [...(groups.get(id)?.changes ?? []), change] });
  }
  return [...groups.values()];
}

/** One group a line: id, time, kind, files. */
function lineOf({ id, target, changes }: Group): string {
  const time = new Date(changes[0]?.time ?? 0).toISOString().slice(0, 16).replace('T', ' ');
  const files = [...new Set(changes.map(({ path, renamedTo }) => renamedTo ?? path))];
  return [id, time, target === undefined ? 'run ' : 'undo', files.map(printable).join(' ')].join('  ');
}

function pickGroup(groups: readonly Group[], wanted: string): Group {
  const exact = groups.find(({ id }) => id === wanted);
  const matching = exact === undefined ? groups.filter(({ id }) => id.startsWith(wanted)) : [exact];
  const [only] = matching;
  if (only !== undefined && matching.length === 1) return only;
  throw new ConfigurationError(
    matching.length === 0
      ? `No run ${wanted} changed files. "planwright undo --list" lists those that did.`
      : `${matching.length} runs begin with ${wanted}. Give more of the id.`,
  );
}
