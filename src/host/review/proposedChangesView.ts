// "Proposed changes" in the side bar: draws the rows of `reviewTree.ts`, anew only where they differ. It never opens by itself.
import { commands, EventEmitter, l10n, window } from 'vscode';
import type { Disposable, Memento, TreeDataProvider, TreeItem, TreeView, Uri } from 'vscode';
import type { DeletedFile } from '../../core/journal/deletedFiles';
import type { Review } from '../../core/review/review';
import { REVIEW_VIEW } from '../commandIds';
import { createReviewDrag } from './reviewDrag';
import { NO_FILTER } from './reviewFilter';
import type { ReviewFilter } from './reviewFilter';
import { itemOf, tooltipOf } from './reviewItems';
import { totalWords } from './reviewLabels';
import type { LabelOf } from './sourceLabels';
import { buildReviewTree, changedRows, childrenOf, EMPTY_TREE, shownFiles } from './reviewTree';
import type { ReviewLayout, ReviewRow, ReviewTree } from './reviewTree';

/** Workspace state: `tree` or `list`. */
const LAYOUT_KEY = 'reviewLayout';
/** Changes that come within this time are drawn together, in milliseconds. */
const DRAW_AFTER_MS = 50;
/** With more files than this, hunks are folded until they are asked for. */
const EXPANDED_FILES = 10;

export interface ProposedChangesViewOptions {
  readonly review: Review;
  readonly labelOf: LabelOf;
  /** Workspace state. */
  readonly state: Memento;
  readonly toUri: (path: string) => Uri;
}

export class ProposedChangesView implements TreeDataProvider<string>, Disposable {
  readonly #options: ProposedChangesViewOptions;
  readonly #changed = new EventEmitter<undefined | string | string[]>();
  readonly #view: TreeView<string>;
  readonly #unsubscribe: () => void;
  readonly #keys = new Map<string, unknown>();
  #tree: ReviewTree = EMPTY_TREE;
  #deleted: readonly DeletedFile[] = [];
  #filter: ReviewFilter = NO_FILTER;
  #layout: ReviewLayout;
  #timer: NodeJS.Timeout | undefined;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(options: ProposedChangesViewOptions) {
    this.#options = options;
    this.#layout = options.state.get<ReviewLayout>(LAYOUT_KEY) === 'list' ? 'list' : 'tree';
    this.#view = window.createTreeView(REVIEW_VIEW, {
      treeDataProvider: this,
      canSelectMany: true,
      showCollapseAll: true,
      dragAndDropController: createReviewDrag({
        rowOf: (id) => this.#tree.rows.get(id),
        toUri: options.toUri,
      }),
    });
    this.#unsubscribe = options.review.onDidChange(() => this.#schedule());
    this.#draw();
  }

  get tree(): ReviewTree {
    return this.#tree;
  }

  get filter(): ReviewFilter {
    return this.#filter;
  }

  /** Rows that a command is about: the one it was called on with the others that are selected, else the selection. */
  rowsFor(id: unknown, selected: unknown): readonly ReviewRow[] {
    const ids = Array.isArray(selected) ? selected : typeof id === 'string' ? [id] : this.#view.selection;
    return ids.flatMap((candidate) => this.#tree.rows.get(String(candidate)) ?? []);
  }

  setLayout(layout: ReviewLayout): void {
    this.#layout = layout;
    void this.#options.state.update(LAYOUT_KEY, layout);
    this.#draw();
  }

  setFilter(filter: ReviewFilter): void {
    this.#filter = filter;
    this.#draw();
  }

  setDeleted(deleted: readonly DeletedFile[]): void {
    this.#deleted = deleted;
    this.#draw();
  }

  /** Words that rows show are known now that were not. */
  redraw(): void {
    this.#changed.fire(undefined);
    this.#describe();
  }

  /** Brings the view up with the keyboard in it. */
  async focus(): Promise<void> {
    await commands.executeCommand(`${REVIEW_VIEW}.focus`);
  }

  getChildren(id?: string): string[] {
    const row = id === undefined ? undefined : this.#tree.rows.get(id);
    if (id !== undefined && row === undefined) return [];
    return (row === undefined ? this.#tree.roots : childrenOf(row)).map((child) => child.id);
  }

  getParent(id: string): string | undefined {
    return this.#tree.rows.get(id)?.parentId;
  }

  getTreeItem(id: string): TreeItem {
    const row = this.#tree.rows.get(id);
    // Asked for in the moment in which it went; the next draw takes it away.
    if (row === undefined) return { id };
    return itemOf(row, {
      labelOf: this.#options.labelOf,
      isExpanded: this.#options.review.files().length <= EXPANDED_FILES,
      now: Date.now(),
    });
  }

  resolveTreeItem(item: TreeItem, id: string): TreeItem {
    const row = this.#tree.rows.get(id);
    if (row?.kind === 'hunk') item.tooltip = tooltipOf(row);
    return item;
  }

  dispose(): void {
    this.#unsubscribe();
    clearTimeout(this.#timer);
    this.#view.dispose();
    this.#changed.dispose();
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#draw();
    }, DRAW_AFTER_MS);
  }

  #draw(): void {
    const files = this.#options.review.files();
    // What comes next has nothing to do with what was looked at.
    if (files.length === 0) this.#filter = NO_FILTER;
    const before = this.#tree;
    this.#tree = buildReviewTree({
      files,
      deleted: this.#deleted,
      layout: this.#layout,
      filter: this.#filter,
    });
    const changed = changedRows(before, this.#tree);
    if (changed === 'all') this.#changed.fire(undefined);
    else if (changed.length > 0) this.#changed.fire([...changed]);
    this.#describe();
  }

  /** What stands around the rows, and the context keys. */
  #describe(): void {
    const files = this.#options.review.files();
    const shown = shownFiles(this.#tree);
    const isFiltered = this.#filter.kind !== 'all';
    const total = shown.length === 0 ? '' : totalWords(shown);
    this.#view.description = [total, filterWords(this.#filter, this.#tree, this.#options.labelOf)]
      .filter((part) => part !== '')
      .join(' · ');
    this.#view.message =
      isFiltered && shown.length === 0 && files.length > 0
        ? l10n.t('No proposed change matches the filter.')
        : undefined;
    const tooltip =
      files.length === 1
        ? l10n.t('1 file with proposed changes')
        : l10n.t('{0} files with proposed changes', files.length);
    this.#view.badge = files.length === 0 ? undefined : { value: files.length, tooltip };
    this.#setKey('hasDeleted', this.#deleted.length > 0);
    this.#setKey('layout', this.#layout);
    this.#setKey('filtered', isFiltered);
    this.#setKey(
      'hasSteps',
      files.some(({ sources }) => sources.some(({ stepId }) => stepId !== undefined)),
    );
  }

  /** Only changes are sent. */
  #setKey(key: string, value: unknown): void {
    if (this.#keys.get(key) === value) return;
    this.#keys.set(key, value);
    void commands.executeCommand('setContext', `planwright.review.${key}`, value);
  }
}

function filterWords(filter: ReviewFilter, tree: ReviewTree, labelOf: LabelOf): string {
  switch (filter.kind) {
    case 'all':
      return '';
    case 'commands':
      return l10n.t('by commands');
    case 'run':
    case 'step': {
      const sources = shownFiles(tree).flatMap(({ file }) => file.sources);
      const source = sources.find(({ runId, stepId }) =>
        filter.kind === 'run' ? runId === filter.runId : stepId === filter.stepId,
      );
      return source === undefined ? l10n.t('filtered') : l10n.t('by {0}', labelOf([source]));
    }
  }
}
