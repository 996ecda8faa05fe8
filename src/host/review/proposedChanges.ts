// Puts the list of proposed changes together: view, diffs, marks on files, deleted files, and their commands.
import { Disposable, window, workspace as editor } from 'vscode';
import type { Memento } from 'vscode';
import { createDeletedFiles } from '../../core/journal/deletedFiles';
import type { DeletedFilesOptions } from '../../core/journal/deletedFiles';
import type { Review } from '../../core/review/review';
import type { EditorWorkspace } from '../workspace/editorWorkspace';
import { BaselineDocuments } from './baselineDocuments';
import { ProposedChangesView } from './proposedChangesView';
import { RestorableFiles } from './restorableFiles';
import { ReviewDiffs } from './reviewDiffs';
import { ReviewFileDecorations } from './reviewFileDecorations';
import { createReviewViewCommands } from './reviewViewCommands';
import type { Decide } from './reviewViewCommands';
import type { HunkPlace } from './hunkOrder';
import type { SourceLabels } from './sourceLabels';

export interface ProposedChangesOptions extends Pick<DeletedFilesOptions, 'now' | 'newId'> {
  readonly review: Review;
  readonly workspace: EditorWorkspace;
  readonly labels: SourceLabels;
  /** Keeps or undoes, and says what came of it. */
  readonly decide: Decide;
  /** Goes to a hunk in its file. */
  readonly reveal: (place: HunkPlace) => Promise<void>;
  /** Folder with the journals of all sessions. */
  readonly journals: string;
  readonly state: Memento;
  readonly hasFileDecorations: () => boolean;
  readonly onError: (what: string, error: unknown) => void;
}

export function createProposedChanges(options: ProposedChangesOptions) {
  const { review, workspace, labels, state, onError } = options;
  const deletedFiles = createDeletedFiles({
    dir: options.journals,
    workspace,
    now: options.now,
    newId: options.newId,
    onFailure: (error) => onError('A restored file could not be noted', error),
  });
  const labelOf = labels.labelOf.bind(labels);
  const baselines = new BaselineDocuments({ review, workspace, deletedFiles });
  const view = new ProposedChangesView({ review, labelOf, state, toUri: workspace.toUri.bind(workspace) });
  const diffs = new ReviewDiffs({ review, workspace, baselines, reveal: options.reveal });
  const restorable = new RestorableFiles({
    review,
    deletedFiles,
    workspace,
    state,
    onDidChange: (files) => view.setDeleted(files),
    onError,
  });
  const decorations = new ReviewFileDecorations({ review, workspace, isWanted: options.hasFileDecorations });
  const commands = createReviewViewCommands({
    review,
    view,
    diffs,
    restorable,
    labelOf,
    decide: options.decide,
    async showDeleted({ deleted }) {
      const document = await editor.openTextDocument(baselines.beforeUri(deleted.path, deleted, true));
      await window.showTextDocument(document, { preview: true });
    },
  });
  const owned = Disposable.from(baselines, view, restorable, decorations, {
    dispose: labels.onDidChange(() => view.redraw()),
  });
  return {
    commands,
    async openDiff(path: string) {
      const file = review.file(path);
      if (file !== undefined) await diffs.openDiff(file);
    },
    focus: () => view.focus(),
    /** After a change of the settings. */
    refresh: () => decorations.refresh(),
    dispose: () => owned.dispose(),
  };
}
