// The words of going back. Pure.
import type { PlannedFile, RestoreChoice } from '../../src/protocol/coreTypes';
import type { RestorePlanView } from '../../src/protocol/messages';
import { refusalWords } from '../../src/protocol/words/refusalWords';
import { t } from '../l10n';

export type What = 'files' | 'conversation' | 'both';

/** What can be taken back, the most likely first. */
export function whatToOffer({ files, canCut }: RestorePlanView): readonly {
  readonly what: What;
  readonly words: string;
}[] {
  const hasFiles = files !== undefined;
  return [
    ...(hasFiles && canCut ? [{ what: 'both' as const, words: t('Files and conversation') }] : []),
    ...(hasFiles ? [{ what: 'files' as const, words: t('Only files') }] : []),
    ...(canCut ? [{ what: 'conversation' as const, words: t('Only the conversation') }] : []),
  ];
}

export function restoreLabel(what: What, files: number): string {
  if (what === 'conversation' || (what === 'both' && files === 0)) return t('Take back the conversation');
  if (what === 'files') return files === 1 ? t('Restore 1 file') : t('Restore {0} files', files);
  return files === 1
    ? t('Restore 1 file and the conversation')
    : t('Restore {0} files and the conversation', files);
}

export function actionIcon({ action, notUndoable }: PlannedFile): string {
  if (notUndoable !== undefined) return 'warning';
  switch (action) {
    case 'create':
      return 'diff-added';
    case 'delete':
      return 'diff-removed';
    case 'change':
      return 'diff-modified';
    case 'stay':
      return 'circle-slash';
  }
}

export function actionWords({ action, notUndoable }: PlannedFile): string {
  if (notUndoable !== undefined) return t('stays: {0}', refusalWords(notUndoable, t));
  switch (action) {
    case 'create':
      return t('comes back');
    case 'delete':
      return t('is deleted');
    case 'change':
      return t('goes back');
    case 'stay':
      return t('stays as it is');
  }
}

export function choiceWords(
  choice: RestoreChoice,
  { now }: NonNullable<PlannedFile['conflict']>,
): { readonly label: string; readonly title: string } {
  switch (choice) {
    case 'keep':
      return {
        label: now === 'deleted' ? t('Leave deleted') : t('Keep mine'),
        title: t('The file stays as it is now'),
      };
    case 'restore':
      return {
        label: t('Restore'),
        title: t('The file becomes what it was then; your change can be brought back by Redo'),
      };
    case 'merge':
      return { label: t('Merge'), title: t('Takes back only what the agent did; your own change stays') };
  }
}
