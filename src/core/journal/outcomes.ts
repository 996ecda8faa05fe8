// What became of changes whose outcome a crash left open: the files tell.
import type { Workspace } from '../workspace/workspace';
import type { BlobStore } from './blobStore';
import type { ChangeJournal } from './changeJournal';
import { isPathIn } from './fileImages';
import { changesOf } from './journalState';
import type { JournalledChange } from './journalState';

export interface OutcomesOptions {
  readonly journal: ChangeJournal;
  readonly workspace: Workspace;
  readonly blobs: BlobStore;
}

/** All changes of a journal, oldest first. An outcome that was found by looking is written to the journal as well. */
export async function changesWithOutcome(options: OutcomesOptions): Promise<readonly JournalledChange[]> {
  const { journal } = options;
  const changes = changesOf(await journal.read());
  const decided: JournalledChange[] = [];
  for (const [index, change] of changes.entries()) {
    const isOpen = change.state === 'uncertain' && !journal.isUnderWay(change.id);
    const outcome = isOpen ? await outcomeOf(options, change, changes.slice(index + 1)) : undefined;
    if (outcome !== undefined) journal.decide(change.id, outcome);
    decided.push(outcome === undefined ? change : { ...change, state: outcome });
  }
  return decided;
}

/** Undefined when the files do not tell. */
async function outcomeOf(
  { workspace, blobs }: OutcomesOptions,
  change: JournalledChange,
  later: readonly JournalledChange[],
): Promise<'applied' | 'failed' | undefined> {
  // A later change of the same file started from what this one left; the file itself tells nothing any more.
  const paths = [change.file.path, ...(change.to === undefined ? [] : [change.to.path])];
  if (later.some(({ file, to }) => paths.includes(file.path) || paths.includes(to?.path ?? '')))
    return undefined;
  const [first, second] = paths;
  const isThere = (at: string | undefined, image: JournalledChange['before']): Promise<boolean> =>
    at === undefined ? Promise.resolve(true) : isPathIn(workspace, blobs, at, image ?? 'absent');
  const { before, after } = change;
  const isRename = second !== undefined;
  if ((await isThere(first, isRename ? undefined : after)) && (await isThere(second, after)))
    return 'applied';
  if ((await isThere(first, before)) && (await isThere(second, undefined))) return 'failed';
  return undefined;
}
