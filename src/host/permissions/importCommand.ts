// "Import Permission Rules": a person chooses a settings file of Claude Code, sees what becomes of each rule, and adds what they tick.
// A file never comes in by itself, and what one of the workspace would allow needs a second yes.
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { FileSystemError, l10n, Uri, window, workspace } from 'vscode';
import type { QuickPickItem } from 'vscode';
import { importRules } from '../../core/permissions/importRules';
import type { ImportedRule } from '../../core/permissions/importRules';
import { RULE_LISTS } from '../../core/permissions/rules';
import type { Workspace } from '../../core/workspace/workspace';
import { PersonError } from '../sessions/liveSession';
import { importText, noteWords } from './importWords';
import { listWords } from './permissionRows';
import { chooseSource } from './ruleCommands';
import type { RuleStore } from './ruleStore';

export interface ImportOptions {
  readonly store: RuleStore;
  readonly workspace: Workspace;
  /** Shows a text in an editor, to be read. */
  readonly show: (key: string, name: string, text: string) => Promise<void>;
}

type TakenRule = Extract<ImportedRule, { readonly rules: readonly string[] }>;

/** @param given the file, where it was named by whoever ran the command */
export async function importPermissionRules(options: ImportOptions, given?: unknown): Promise<void> {
  const file = given instanceof Uri ? given : await chooseFile();
  if (file === undefined) return;
  const imported = importRules(await readFile(file), contextOf(file));
  if (imported === undefined || imported.length === 0)
    throw new PersonError(l10n.t('{0} holds no lists of permissions.', file.fsPath));
  await options.show(`import:${file.toString()}`, 'Import.md', importText(file.fsPath, imported));
  const offered = imported.filter((one): one is TakenRule => 'rules' in one);
  if (offered.length === 0) return;
  const isOfWorkspace = await liesInWorkspace(file, options.workspace);
  const ticked = await tick(offered, isOfWorkspace);
  if (ticked === undefined || ticked.length === 0) return;
  const allowing = ticked.filter(({ list }) => list === 'allow');
  if (isOfWorkspace && allowing.length > 0 && !(await confirmAllowing(allowing))) return;
  const source = await chooseSource(false);
  if (source === undefined || source === 'session') return;
  for (const list of RULE_LISTS) {
    const rules = ticked.flatMap((one) => (one.list === list ? one.rules : []));
    if (rules.length > 0) await options.store.addAll(source, list, rules);
  }
  const count = ticked.reduce((sum, { rules }) => sum + rules.length, 0);
  void window.showInformationMessage(
    count === 1 ? l10n.t('1 rule was added.') : l10n.t('{0} rules were added.', count),
  );
}

async function chooseFile(): Promise<Uri | undefined> {
  const folders = workspace.workspaceFolders ?? [];
  const candidates = [
    Uri.file(join(homedir(), '.claude', 'settings.json')),
    ...folders.flatMap(({ uri }) => [
      Uri.joinPath(uri, '.claude', 'settings.json'),
      Uri.joinPath(uri, '.claude', 'settings.local.json'),
    ]),
  ];
  const found = await Promise.all(
    candidates.map((uri) =>
      Promise.resolve(workspace.fs.stat(uri)).then(
        () => [uri],
        () => [],
      ),
    ),
  );
  const items: (QuickPickItem & { readonly uri?: Uri })[] = found
    .flat()
    .map((uri) => ({ label: basename(uri.path), description: dirname(uri.fsPath), uri }));
  items.push({ label: l10n.t('Choose a File…') });
  const chosen = await window.showQuickPick(items, {
    title: l10n.t("Import Rules from Claude Code's Settings"),
  });
  if (chosen === undefined || chosen.uri !== undefined) return chosen?.uri;
  const opened = await window.showOpenDialog({
    title: l10n.t("Import Rules from Claude Code's Settings"),
    filters: { JSON: ['json'] },
  });
  return opened?.[0];
}

async function readFile(file: Uri): Promise<string> {
  try {
    return new TextDecoder().decode(await workspace.fs.readFile(file));
  } catch (error) {
    if (!(error instanceof FileSystemError)) throw error;
    throw new PersonError(l10n.t('{0} could not be read.', file.fsPath));
  }
}

/** Where a pattern with a slash at its start begins: at the person's folder of settings, else at the project. */
function contextOf(file: Uri): { readonly base?: string } {
  const folder = dirname(file.path);
  if (file.scheme === 'file' && dirname(file.fsPath) === join(homedir(), '.claude')) return { base: folder };
  const project = basename(folder) === '.claude' ? dirname(folder) : folder;
  const isRoot = workspace.workspaceFolders?.some(({ uri }) => uri.path === project) === true;
  return isRoot ? {} : { base: project };
}

/** By where the file really lies; what can't be told counts as the workspace's. */
async function liesInWorkspace(file: Uri, files: Workspace): Promise<boolean> {
  if (file.scheme !== 'file') return true;
  try {
    return (await files.resolve(file.fsPath)).folder !== undefined;
  } catch {
    // A guard that can't judge a path must not let it pass.
    return true;
  }
}

async function tick(
  offered: readonly TakenRule[],
  isOfWorkspace: boolean,
): Promise<readonly TakenRule[] | undefined> {
  const items = offered.map((one) => ({
    label: one.rules.join(' '),
    description: listWords(one.list),
    detail: [l10n.t('from {0}', one.from), ...one.notes.map(noteWords)].join(' · '),
    picked: !isOfWorkspace || one.list !== 'allow',
    one,
  }));
  const ticked = await window.showQuickPick(items, {
    title: l10n.t('Which rules are to be added?'),
    placeHolder: isOfWorkspace
      ? l10n.t('The file comes with the workspace: what it allows is not ticked')
      : l10n.t("What can't be taken over stands in the editor"),
    canPickMany: true,
    ignoreFocusOut: true,
    matchOnDescription: true,
  });
  return ticked?.map(({ one }) => one);
}

async function confirmAllowing(allowing: readonly TakenRule[]): Promise<boolean> {
  const yes = l10n.t('Allow These');
  const pressed = await window.showWarningMessage(
    l10n.t('Take over what a file of the workspace allows?'),
    {
      modal: true,
      detail: [
        l10n.t(
          'Whoever wrote that file chose these rules. From now on, all that they cover runs without asking:',
        ),
        ...allowing.flatMap(({ rules }) => rules),
      ].join('\n'),
    },
    yes,
  );
  return pressed === yes;
}
