// Proposed changes as diffs: one file, with the proposal's side editable, or many in one editor, a group at a time.
import { commands, l10n, window } from 'vscode';
import type { Uri } from 'vscode';
import type { Review, ReviewedFile, ReviewHunk } from '../../core/review/review';
import { PersonError } from '../sessions/liveSession';
import type { EditorWorkspace } from '../workspace/editorWorkspace';
import type { BaselineDocuments } from './baselineDocuments';
import { nextGroup } from './diffGroups';
import type { DiffGroup } from './diffGroups';
import type { HunkPlace } from './hunkOrder';

/** What a multi-file diff is about. */
export interface DiffScope {
  readonly title: string;
  /** Asked again for each group, since files are decided meanwhile. */
  readonly files: () => readonly ReviewedFile[];
}

export interface ReviewDiffsOptions {
  readonly review: Review;
  readonly workspace: EditorWorkspace;
  readonly baselines: BaselineDocuments;
  /** Goes to a hunk in its file. */
  readonly reveal: (place: HunkPlace) => Promise<void>;
}

/** The two sides of a diff; absent where there is no file. */
interface Sides {
  readonly before?: Uri;
  readonly after?: Uri;
}

/** Files that a message names. */
const NAMED = 3;

export class ReviewDiffs {
  readonly #options: ReviewDiffsOptions;
  #scope: DiffScope | undefined;
  /** Paths of the scope that were shown. */
  readonly #shown = new Set<string>();
  #lastTitle: string | undefined;

  constructor(options: ReviewDiffsOptions) {
    this.#options = options;
  }

  /** The file itself, at a hunk. */
  async openFile(file: ReviewedFile, hunk?: ReviewHunk): Promise<void> {
    if (file.kind === 'deleted') return this.openDiff(file);
    const uri = this.#options.workspace.toUri(file.path);
    if (file.isOpaque === true || hunk === undefined || isNotebook(file.path)) {
      await commands.executeCommand('vscode.open', uri);
      return;
    }
    await this.#options.reveal({ file, hunk });
  }

  async openDiff(file: ReviewedFile): Promise<void> {
    const { before, after } = this.#sidesOf(file, isNotebook(file.path));
    const title = l10n.t('{0} (proposed changes)', file.display);
    if (before === undefined && after !== undefined && file.isOpaque === true) {
      await commands.executeCommand('vscode.open', after);
      return;
    }
    const empty = this.#options.baselines.emptyUri(file.path);
    await commands.executeCommand('vscode.diff', before ?? empty, after ?? empty, title, { preview: true });
  }

  /** The first group of a scope. */
  async openAll(scope: DiffScope): Promise<void> {
    this.#scope = scope;
    this.#shown.clear();
    await this.openNext();
  }

  /** The next files of the scope that is open. */
  async openNext(): Promise<void> {
    const scope = this.#scope;
    // The editor leaves out what is no text without a word.
    const [files, leftOut] = byText(scope?.files() ?? []);
    const group = nextGroup(files, this.#shown);
    if (scope === undefined || group === undefined) {
      throw new PersonError(l10n.t('There is no proposed change to show as text.'));
    }
    const { items, first, total, hasNext } = group;
    if (first === 1) this.#shown.clear();
    for (const { path } of items) this.#shown.add(path);
    const title = items.length === total ? scope.title : partTitle(scope.title, group);
    await this.#closeLast();
    const resources = items.map((file) => {
      const { before, after } = this.#sidesOf(file, false);
      return [this.#options.workspace.toUri(file.path), before, after];
    });
    await commands.executeCommand('vscode.changes', title, resources);
    this.#lastTitle = title;
    await commands.executeCommand('setContext', 'planwright.review.hasNextGroup', hasNext);
    if (first === 1 && leftOut.length > 0) void window.showInformationMessage(leftOutWords(leftOut));
  }

  /** The group before makes room, unless something in it is unsaved. */
  async #closeLast(): Promise<void> {
    const title = this.#lastTitle;
    if (title === undefined) return;
    // The title has to tell which of them it was; the editor adds the number of files.
    const tab = window.tabGroups.all
      .flatMap(({ tabs }) => tabs)
      .find(({ label, input, isDirty }) => label.startsWith(title) && isMultiDiff(input) && !isDirty);
    if (tab !== undefined) await window.tabGroups.close(tab, true);
  }

  #sidesOf(file: ReviewedFile, isFile: boolean): Sides {
    const { review, workspace, baselines } = this.#options;
    const after = file.kind === 'deleted' ? {} : { after: workspace.toUri(file.path) };
    if (file.kind === 'created') return after;
    if (review.baseline(file.path) !== undefined) {
      const shown = file.renamedFrom?.path ?? file.path;
      const before = isFile
        ? baselines.baselineFileUri(file.path, shown)
        : baselines.baselineUri(file.path, shown);
      return { before, ...after };
    }
    const [first] = file.sources;
    if (first === undefined || file.notUndoable !== undefined) return after;
    const isText = file.isOpaque !== true && !isFile;
    return { before: baselines.beforeUri(file.path, first, isText), ...after };
  }
}

/** Editors have no name for this kind of tab in their API: some give no input, others one with all the diffs. */
function isMultiDiff(input: unknown): boolean {
  return input === undefined || (typeof input === 'object' && input !== null && 'textDiffs' in input);
}

function byText(files: readonly ReviewedFile[]): readonly [ReviewedFile[], ReviewedFile[]] {
  return [
    files.filter(({ isOpaque }) => isOpaque !== true),
    files.filter(({ isOpaque }) => isOpaque === true),
  ];
}

/** Names a few of the files that a diff of many has no place for. */
function leftOutWords(files: readonly ReviewedFile[]): string {
  const named = files.slice(0, NAMED).map(({ display }) => display);
  const more = files.length - named.length;
  const names = more === 0 ? named.join(', ') : l10n.t('{0} and {1} more', named.join(', '), more);
  return l10n.t('Only in the list, since the editor compares no binary or too large files: {0}', names);
}

/** The editor shows these cell by cell. */
function isNotebook(path: string): boolean {
  return /\.ipynb$/i.test(path);
}

/** A title that counts files from 1. */
function partTitle(title: string, { items, first, total }: DiffGroup<unknown>): string {
  const last = first + items.length - 1;
  return first === last
    ? l10n.t('{0} {1} of {2}', title, last, total)
    : l10n.t('{0} {1}–{2} of {3}', title, first, last, total);
}
