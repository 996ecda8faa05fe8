// Draws the rows of `permissionRows.ts` and reads them anew when a rule, the session on the screen or its calls change. What it costs is
// paid only while somebody looks.
import { EventEmitter, l10n, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import type { Disposable, TreeDataProvider } from 'vscode';
import { makeVisible } from '../../core/security/visibleText';
import { permissionRows } from './permissionRows';
import type { PermissionFacts, PermissionRow, RuleRow, SourceRow } from './permissionRows';

/** Changes that come within this time are drawn together, in milliseconds. */
const DRAW_AFTER_MS = 200;

export class PermissionsTree implements TreeDataProvider<string>, Disposable {
  readonly #facts: () => Promise<PermissionFacts>;
  readonly #changed = new EventEmitter<undefined>();
  #rows: ReadonlyMap<string, PermissionRow> = new Map();
  #roots: readonly SourceRow[] = [];
  #timer: NodeJS.Timeout | undefined;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(facts: () => Promise<PermissionFacts>) {
    this.#facts = facts;
  }

  /** Something that rows show may be another now. */
  schedule(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#changed.fire(undefined);
    }, DRAW_AFTER_MS);
  }

  row(id: unknown): PermissionRow | undefined {
    return typeof id === 'string' ? this.#rows.get(id) : undefined;
  }

  /** Every rule that could be shown, as of now. */
  async ruleRows(): Promise<readonly RuleRow[]> {
    await this.#read();
    return [...this.#rows.values()].filter((row) => row.kind === 'rule');
  }

  async getChildren(id?: string): Promise<string[]> {
    if (id === undefined) await this.#read();
    const row = id === undefined ? undefined : this.#rows.get(id);
    if (id !== undefined && row === undefined) return [];
    const children = row === undefined ? this.#roots : row.kind === 'call' ? [] : row.children;
    return children.map((child) => child.id);
  }

  getTreeItem(id: string): TreeItem {
    const row = this.#rows.get(id);
    // Asked for in the moment in which it went; the next draw takes it away.
    return row === undefined ? { id } : itemOf(row);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#changed.dispose();
  }

  async #read(): Promise<void> {
    this.#roots = permissionRows(await this.#facts());
    const rows = new Map<string, PermissionRow>();
    const add = (row: PermissionRow): void => {
      rows.set(row.id, row);
      if (row.kind !== 'call') row.children.forEach(add);
    };
    this.#roots.forEach(add);
    this.#rows = rows;
  }
}

function itemOf(row: PermissionRow): TreeItem {
  const label = makeVisible(labelOf(row));
  const item = new TreeItem(label, foldOf(row));
  item.id = row.id;
  item.description = row.description;
  item.contextValue = contextOf(row);
  item.tooltip = row.kind === 'rule' && row.problem !== undefined ? `${label}\n${row.problem}` : label;
  item.accessibilityInformation = { label: `${label}, ${row.description}` };
  const icon = iconOf(row);
  if (icon !== undefined) item.iconPath = icon;
  return item;
}

function labelOf(row: PermissionRow): string {
  switch (row.kind) {
    case 'source':
    case 'builtIn':
      return row.words;
    case 'rule':
      return row.rule.trim() === '' ? l10n.t('(empty)') : row.rule;
    case 'call':
      return row.title;
  }
}

function foldOf(row: PermissionRow): TreeItemCollapsibleState {
  if (row.kind === 'call' || (row.kind !== 'source' && row.children.length === 0))
    return TreeItemCollapsibleState.None;
  return row.kind === 'source' && row.source !== 'builtIn'
    ? TreeItemCollapsibleState.Expanded
    : TreeItemCollapsibleState.Collapsed;
}

/** What menus go by. */
function contextOf(row: PermissionRow): string {
  if (row.kind !== 'rule' && row.kind !== 'source') return row.kind;
  const isOwn = row.source === 'user' || row.source === 'workspace' || row.source === 'session';
  if (row.source === 'sandbox') return row.kind === 'rule' ? 'sandboxRule' : 'source';
  return isOwn ? (row.kind === 'rule' ? 'ownRule' : 'ownSource') : row.kind;
}

const ICONS = { allow: 'pass', ask: 'question', deny: 'circle-slash', part: 'circle-large-outline' } as const;

function iconOf(row: PermissionRow): ThemeIcon | undefined {
  if (row.kind === 'source') return undefined;
  if (row.kind === 'rule' && row.problem !== undefined)
    return new ThemeIcon('warning', new ThemeColor('list.warningForeground'));
  return new ThemeIcon(ICONS[row.kind === 'rule' ? row.list : row.effect]);
}
