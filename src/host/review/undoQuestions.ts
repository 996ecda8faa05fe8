// What is asked before an Undo of something that somebody else changed since; the same from text, list and panel. Undo is never the only
// way on: what is there now can be kept as well, and no answer leaves it to be decided later.
import type { RefusedFile, Review, ReviewTarget, UndoOptions } from '../../core/review/review';
import type { RefusalReason } from '../../core/review/refusal';
import { t } from '../l10n';

export interface UndoQuestion {
  readonly message: string;
  /** Absent: it is asked beside the work, and may wait. Else it is asked at once, with this below the message. */
  readonly detail?: string;
  readonly answers: readonly string[];
}

export interface UndoQuestionsOptions {
  readonly review: Pick<Review, 'file' | 'find'>;
  /** Resolves to undefined where a person leaves it open. */
  readonly ask: (question: UndoQuestion) => Promise<string | undefined>;
  readonly showDifference: (path: string) => Promise<void>;
  readonly keep: (target: ReviewTarget) => Promise<unknown>;
  readonly undo: (target: ReviewTarget, options: UndoOptions) => Promise<unknown>;
  /** A whole file was undone over what somebody else wrote. */
  readonly onOverwritten: () => void;
}

type Askable = RefusedFile & Required<Pick<RefusedFile, 'anyway'>>;

/** Files named in a question. */
const NAMED = 5;
const AROUND: RefusalReason = 'another program has changed the text that it was made on';
const CREATED: RefusalReason = 'it was changed since it was created, and undoing deletes it';

export function isAskable(file: RefusedFile): file is Askable {
  return file.anyway !== undefined;
}

/** Asks about what an undo refused for that reason, and does what the answer says. @param options those of the undo */
export async function askAboutRefused(
  refused: readonly RefusedFile[],
  options: UndoOptions,
  { review, ask, showDifference, keep, undo, onOverwritten }: UndoQuestionsOptions,
): Promise<void> {
  const [difference, anyway, leave] = [t('Show Difference'), t('Undo Anyway'), t('Keep')];
  const askable = refused.filter(isAskable);
  const isAround = ({ reason }: Askable): boolean => reason === AROUND;
  for (const group of [askable.filter((file) => !isAround(file)), askable.filter((file) => isAround(file))]) {
    const [first] = group;
    if (first === undefined) continue;
    const answers = [...(group.length === 1 || isAround(first) ? [difference] : []), anyway, leave];
    const answer = await ask({ ...wordsOf(group, review), answers });
    const targets = joined(group.map((file) => file.anyway));
    if (answer === difference) await showDifference(pathOf(first, review));
    if (answer === leave) for (const target of targets) await keep(target);
    if (answer !== anyway) continue;
    for (const target of targets) await undo(target, { ...options, force: true });
    if (!isAround(first)) onOverwritten();
  }
}

function wordsOf(
  group: readonly Askable[],
  review: UndoQuestionsOptions['review'],
): Pick<UndoQuestion, 'message' | 'detail'> {
  const [first] = group as readonly [Askable, ...Askable[]];
  if (first.reason === AROUND) {
    const count = group.reduce((sum, { anyway }) => sum + hunksIn(anyway, review), 0);
    const message =
      count === 1
        ? t('Something else changed {0} around this change since it was made.', first.display)
        : t('Something else changed the text around {0} of the changes since they were made.', count);
    return { message };
  }
  const stored = t('What is there now is stored: “Undo Last Keep or Undo” brings it back.');
  if (group.length > 1) {
    const names = group.slice(0, NAMED).map(({ display }) => display);
    const more = group.length > NAMED ? [t('and {0} more', group.length - NAMED)] : [];
    return {
      message: t('{0} files were changed by others since.', group.length),
      detail: [...names, ...more, '', stored].join('\n'),
    };
  }
  const isCreated = review.file(pathOf(first, review))?.kind === 'created';
  const effect = isCreated ? t('Undo deletes it.') : t('Undo puts its old content back.');
  return { message: messageOf(first, review), detail: `${effect} ${stored}` };
}

function messageOf(file: Askable, review: UndoQuestionsOptions['review']): string {
  const { display, reason } = file;
  if (reason === CREATED) return t('{0} was changed since it was created.', display);
  return review.file(pathOf(file, review))?.changedSince === 'perhaps'
    ? t('{0} was perhaps changed by others since.', display)
    : t('{0} was changed by others since.', display);
}

function pathOf({ anyway }: Askable, review: UndoQuestionsOptions['review']): string {
  if (anyway.kind === 'files') return anyway.paths[0] ?? '';
  return (anyway.kind === 'hunks' ? review.find(anyway.ids[0] ?? '')?.file.path : undefined) ?? '';
}

/** Hunks of a target that are still there because something else changed their surroundings. */
function hunksIn(target: ReviewTarget, review: UndoQuestionsOptions['review']): number {
  const hunks =
    target.kind === 'hunks'
      ? target.ids.flatMap((id) => review.find(id)?.hunk ?? [])
      : target.kind === 'files'
        ? target.paths.flatMap((path) => review.file(path)?.hunks ?? [])
        : [];
  return Math.max(1, hunks.filter(({ isBaseChanged }) => isBaseChanged).length);
}

/** As few decisions as can be, so that one step takes them back. */
function joined(targets: readonly ReviewTarget[]): readonly ReviewTarget[] {
  const paths = targets.flatMap((target) => (target.kind === 'files' ? target.paths : []));
  const ids = targets.flatMap((target) => (target.kind === 'hunks' ? target.ids : []));
  return [
    ...(paths.length === 0 ? [] : [{ kind: 'files', paths } as const]),
    ...(ids.length === 0 ? [] : [{ kind: 'hunks', ids } as const]),
  ];
}
