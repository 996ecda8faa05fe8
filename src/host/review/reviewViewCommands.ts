// The commands of the list of proposed changes: what its rows, its title and the palette do.
import { l10n, ThemeIcon, window } from 'vscode';
import type { QuickPickItem } from 'vscode';
import type { DeletedFile } from '../../core/journal/deletedFiles';
import type { Review, ReviewedFile, ReviewSource, ReviewTarget } from '../../core/review/review';
import type { Decision } from './decisionWords';
import type { REVIEW_VIEW_COMMANDS } from '../commandIds';
import { PersonError } from '../sessions/liveSession';
import type { ProposedChangesView } from './proposedChangesView';
import type { RestorableFiles } from './restorableFiles';
import type { DiffScope, ReviewDiffs } from './reviewDiffs';
import { filterChoices, NO_FILTER } from './reviewFilter';
import type { ReviewFilter } from './reviewFilter';
import type { LabelOf } from './sourceLabels';
import { targetsOf } from './reviewTargets';
import { filesUnder, shownFiles } from './reviewTree';
import type { FileRow, ReviewRow } from './reviewTree';

export type ReviewViewCommandId = (typeof REVIEW_VIEW_COMMANDS)[number];
/** Keeps or undoes, and says what came of it. */
export type Decide = (decision: Decision, target: ReviewTarget) => Promise<void>;
type Handler = (...args: readonly unknown[]) => Promise<void> | void;

export interface ReviewViewCommandsOptions {
  readonly review: Review;
  readonly view: ProposedChangesView;
  readonly diffs: ReviewDiffs;
  readonly restorable: RestorableFiles;
  readonly labelOf: LabelOf;
  readonly decide: Decide;
  /** Shows the old content of a deleted file. */
  readonly showDeleted: (row: ReviewRow & { readonly kind: 'deletedFile' }) => Promise<void>;
}

export function createReviewViewCommands(
  options: ReviewViewCommandsOptions,
): Readonly<Record<ReviewViewCommandId, Handler>> {
  const { review, view, diffs, restorable, labelOf } = options;

  async function decide(rows: readonly ReviewRow[], decision: Decision): Promise<void> {
    const targets = targetsOf(rows);
    if (targets.length === 0) throw new PersonError(l10n.t('No proposed change is selected.'));
    for (const target of targets) await options.decide(decision, target);
  }

  /** Files of the rows, or of all rows when there are none, asked again later. */
  function scopeOf(rows: readonly ReviewRow[]): DiffScope {
    const isAll = rows.length === 0;
    const [only] = rows;
    const isFolder = only?.kind === 'folder' && rows.length === 1;
    const chosen = new Set(rows.flatMap(filesUnder).map(({ file }) => file.path));
    return {
      title: isFolder ? l10n.t('Proposed Changes in {0}', only.display) : l10n.t('Proposed Changes'),
      files: () =>
        shownFiles(view.tree).flatMap(({ file }) => (isAll || chosen.has(file.path) ? [file] : [])),
    };
  }

  /** All files that one prompt or one step changed. */
  function sourceScope(rows: readonly ReviewRow[], part: 'runId' | 'stepId'): DiffScope {
    const source = sourcesOf(rows).findLast((candidate) => candidate[part] !== undefined);
    if (source === undefined)
      throw new PersonError(l10n.t('Nothing more is known about who made this change.'));
    const isMade = (sources: readonly ReviewSource[]): boolean =>
      sources.some((candidate) => candidate[part] === source[part]);
    return {
      title: l10n.t('Proposed Changes by {0}', labelOf([source])),
      files: () =>
        review
          .files()
          .filter((file) => isMade(file.sources) || file.hunks.some(({ sources }) => isMade(sources))),
    };
  }

  function filterBy(rows: readonly ReviewRow[], part: 'runId' | 'stepId'): void {
    const value = sourcesOf(rows).findLast((source) => source[part] !== undefined)?.[part];
    if (value === undefined)
      throw new PersonError(l10n.t('Nothing more is known about who made this change.'));
    view.setFilter(part === 'runId' ? { kind: 'run', runId: value } : { kind: 'step', stepId: value });
  }

  async function openRow(row: ReviewRow | undefined): Promise<void> {
    if (row?.kind === 'file') return diffs.openDiff(row.file);
    if (row?.kind === 'hunk') return diffs.openFile(row.file, row.hunk);
    if (row?.kind === 'deletedFile') return options.showDeleted(row);
  }

  const deletedIn = (rows: readonly ReviewRow[]): readonly DeletedFile[] =>
    rows.flatMap((row) => {
      if (row.kind === 'deletedGroup') return row.children.map(({ deleted }) => deleted);
      return row.kind === 'deletedFile' ? [row.deleted] : [];
    });
  const fileIn = (rows: readonly ReviewRow[]): ReviewedFile | undefined => {
    const [row] = rows;
    return row?.kind === 'file' || row?.kind === 'hunk' ? row.file : undefined;
  };

  return {
    'planwright.review.show': () => view.focus(),
    'planwright.review.openRow': (id) => openRow(view.rowsFor(id, undefined)[0]),
    'planwright.review.openRowFile': async (id, selected) => {
      const file = fileIn(view.rowsFor(id, selected));
      if (file !== undefined) await diffs.openFile(file, file.hunks[0]);
    },
    'planwright.review.openRowDiff': async (id, selected) => {
      const rows = view.rowsFor(id, selected);
      const file = fileIn(rows);
      if (rows.length === 1 && file !== undefined) await diffs.openDiff(file);
      else await diffs.openAll(scopeOf(rows));
    },
    'planwright.review.openPromptDiff': (id, selected) =>
      diffs.openAll(sourceScope(view.rowsFor(id, selected), 'runId')),
    'planwright.review.openStepDiff': (id, selected) =>
      diffs.openAll(sourceScope(view.rowsFor(id, selected), 'stepId')),
    'planwright.review.openAllDiff': () => diffs.openAll(scopeOf([])),
    'planwright.review.nextDiffGroup': () => diffs.openNext(),
    'planwright.review.keepRows': (id, selected) => decide(view.rowsFor(id, selected), 'keep'),
    'planwright.review.undoRows': (id, selected) => decide(view.rowsFor(id, selected), 'undo'),
    'planwright.review.keepShown': () => decide(view.tree.roots, 'keep'),
    'planwright.review.undoShown': () => decide(view.tree.roots, 'undo'),
    'planwright.review.filter': async () => {
      const filter = await pickFilter(review, view.filter, labelOf);
      if (filter !== undefined) view.setFilter(filter);
    },
    'planwright.review.filterPrompt': (id, selected) => filterBy(view.rowsFor(id, selected), 'runId'),
    'planwright.review.filterStep': (id, selected) => filterBy(view.rowsFor(id, selected), 'stepId'),
    'planwright.review.filterAll': () => view.setFilter(NO_FILTER),
    'planwright.review.viewAsTree': () => view.setLayout('tree'),
    'planwright.review.viewAsList': () => view.setLayout('list'),
    'planwright.review.restoreDeleted': () => restorable.pick(),
    'planwright.review.restoreRows': async (id, selected) => {
      for (const file of deletedIn(view.rowsFor(id, selected))) await restorable.restore(file);
    },
    'planwright.review.forgetRows': (id, selected) =>
      restorable.forget(deletedIn(view.rowsFor(id, selected))),
  };
}

function sourcesOf(rows: readonly ReviewRow[]): readonly ReviewSource[] {
  return rows.flatMap((row) => {
    if (row.kind === 'hunk') return row.hunk.sources;
    return filesUnder(row).flatMap((file: FileRow) => file.file.sources);
  });
}

async function pickFilter(
  review: Review,
  current: ReviewFilter,
  labelOf: LabelOf,
): Promise<ReviewFilter | undefined> {
  type Item = QuickPickItem & { readonly filter: ReviewFilter };
  const { runs, steps, hasCommands } = filterChoices(review.files());
  const items: Item[] = [{ label: l10n.t('All'), filter: NO_FILTER }];
  for (const { runId = '', sessionId, changeId, time } of runs) {
    // The prompt itself, whatever step or command made the change.
    const label = labelOf([{ sessionId, changeId, runId, time }]);
    items.push({ label, description: l10n.t('prompt'), filter: { kind: 'run', runId } });
  }
  for (const source of steps) {
    const { stepId = '' } = source;
    items.push({ label: labelOf([source]), description: l10n.t('plan'), filter: { kind: 'step', stepId } });
  }
  if (hasCommands) items.push({ label: l10n.t('By commands'), filter: { kind: 'commands' } });
  const isCurrent = (filter: ReviewFilter): boolean => JSON.stringify(filter) === JSON.stringify(current);
  const shown = items.map((item) => ({
    ...item,
    iconPath: new ThemeIcon(isCurrent(item.filter) ? 'check' : 'blank'),
  }));
  const item = await window.showQuickPick(shown, { title: l10n.t('Filter Proposed Changes') });
  return item?.filter;
}
