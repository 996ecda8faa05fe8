// Rows of the list of proposed changes as the editor draws them.
import { l10n, MarkdownString, ThemeColor, ThemeIcon, TreeItemCollapsibleState, Uri } from 'vscode';
import type { TreeItem } from 'vscode';
import { refusalWords } from '../../protocol/words/refusalWords';
import { deletedWords, fileWords, folderWords, hunkWords } from './reviewLabels';
import type { RowWords } from './reviewLabels';
import type { LabelOf } from './sourceLabels';
import type { HunkRow, ReviewRow } from './reviewTree';

/** Icons are chosen by the name of a file; a scheme of its own keeps other decorations of the real file away. */
const ICON_SCHEME = 'planwright-review';
/** Lines of a hunk that its tooltip shows. */
const TOOLTIP_LINES = 30;

export interface ItemOptions {
  readonly labelOf: LabelOf;
  /** Whether files show their hunks until a person folds them. */
  readonly isExpanded: boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export function itemOf(row: ReviewRow, options: ItemOptions): TreeItem {
  const { labelOf } = options;
  switch (row.kind) {
    case 'folder':
      return {
        ...named(row, folderWords(row)),
        collapsibleState: TreeItemCollapsibleState.Expanded,
        iconPath: ThemeIcon.Folder,
        resourceUri: iconUri(row.name),
        tooltip: row.display,
      };
    case 'file': {
      const state = options.isExpanded
        ? TreeItemCollapsibleState.Expanded
        : TreeItemCollapsibleState.Collapsed;
      const { file } = row;
      const reason = file.notUndoable === undefined ? undefined : refusalWords(file.notUndoable, l10n.t);
      return {
        ...named(row, fileWords(row, labelOf)),
        collapsibleState: row.children.length === 0 ? TreeItemCollapsibleState.None : state,
        iconPath: ThemeIcon.File,
        resourceUri: iconUri(row.name),
        contextValue: `file.${file.kind}`,
        tooltip:
          reason === undefined ? file.display : l10n.t("{0}\nCan't be undone: {1}", file.display, reason),
        command: { command: 'planwright.review.openRow', title: l10n.t('Open Changes'), arguments: [row.id] },
      };
    }
    case 'hunk':
      return {
        ...named(row, hunkWords(row, labelOf)),
        iconPath: hunkIcon(row),
        command: { command: 'planwright.review.openRow', title: l10n.t('Go to Change'), arguments: [row.id] },
      };
    case 'deletedGroup':
      return {
        id: row.id,
        label: l10n.t('Deleted files that can be restored'),
        collapsibleState: TreeItemCollapsibleState.Collapsed,
        iconPath: new ThemeIcon('trash'),
        contextValue: row.kind,
        description: String(row.children.length),
      };
    case 'deletedFile':
      return {
        ...named(row, deletedWords(row, options.now)),
        iconPath: ThemeIcon.File,
        resourceUri: iconUri(row.deleted.display),
        tooltip: row.deleted.display,
        command: {
          command: 'planwright.review.openRow',
          title: l10n.t('Show the Deleted File'),
          arguments: [row.id],
        },
      };
  }
}

/** The change itself, as text; made when it is about to be shown. */
export function tooltipOf({ hunk }: HunkRow): MarkdownString {
  const marked = (text: string, mark: string): readonly string[] =>
    text === ''
      ? []
      : text
          .replace(/\r?\n$/, '')
          .split(/\r?\n/)
          .map((line) => mark + line);
  const lines = [...marked(hunk.removed, '-'), ...marked(hunk.added, '+')];
  const shown = lines.slice(0, TOOLTIP_LINES);
  const rest = lines.length - shown.length;
  const markdown = new MarkdownString().appendCodeblock(shown.join('\n'), 'diff');
  return rest > 0 ? markdown.appendText(l10n.t('{0} more lines', rest)) : markdown;
}

function named(row: ReviewRow, { label, description, spoken }: RowWords): TreeItem {
  return {
    id: row.id,
    label,
    description,
    contextValue: row.kind,
    accessibilityInformation: { label: spoken },
  };
}

function hunkIcon({ hunk }: HunkRow): ThemeIcon {
  if (hunk.isBaseChanged) return new ThemeIcon('warning', new ThemeColor('list.warningForeground'));
  if (hunk.start === hunk.end) return new ThemeIcon('diff-removed');
  return new ThemeIcon(hunk.removed === '' ? 'diff-added' : 'diff-modified');
}

function iconUri(name: string): Uri {
  return Uri.from({ scheme: ICON_SCHEME, path: `/${name.replace(/^\/+/, '')}` });
}
