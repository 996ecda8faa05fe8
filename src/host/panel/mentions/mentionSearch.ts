// What can be mentioned: files and folders of the workspace, symbols, the selection, problems, and commands that were seen.
import { commands, DiagnosticSeverity, env, l10n, languages, Uri, window } from 'vscode';
import type { SymbolInformation } from 'vscode';
import type { ContentFilter, SearchBackend } from '../../../core/tools/toolServices';
import type { ResolvedPath } from '../../../core/workspace/workspace';
import { NATIVE_PATH_STYLE, relativeTo } from '../../../core/workspace/pathRules';
import type { Mention, MentionChoice, MentionKind } from '../../../protocol/mentions';
import type { SessionView } from '../../../protocol/viewState';
import { toProblem } from '../../editor/problems';
import { problemText } from '../../editor/problemText';
import type { EditorWorkspace } from '../../workspace/editorWorkspace';
import { readMentions } from './mentionContent';
import type { SeenCommand } from './mentionContent';
import { planChoices, planMentionText } from './planMention';
import { foldersOf, rankPaths } from './rankPaths';
import type { ShellHistory } from './shellHistory';
import { symbolWords } from './symbolWords';
import type { MentionedText } from '../../../protocol/mentionedText';

/** Choices of one answer. */
const LIMIT = 20;
/** Choices of one kind where the kinds are mixed. */
const MIXED_LIMIT = 8;
/** Files that are looked through for each letter typed. */
const FILES_LIMIT = 20_000;
/** How long a list of files is used, in milliseconds. */
const FILES_AGE_MS = 15_000;
/** The longest wait for a language's symbols, in milliseconds. */
const SYMBOLS_MS = 1_500;
/** Goes to the model with the prompt, and so in English; the panel has its own word. */
const PROBLEMS_LABEL = 'Problems';
/** Commands of the agent that are offered. */
const AGENT_COMMANDS = 5;

export interface MentionsOptions {
  readonly workspace: EditorWorkspace;
  readonly content: ContentFilter;
  readonly search: SearchBackend;
  readonly shell: ShellHistory;
}

export class Mentions {
  readonly #options: MentionsOptions;
  #files: { readonly at: number; readonly paths: Promise<readonly string[]> } | undefined;

  constructor(options: MentionsOptions) {
    this.#options = options;
  }

  /** Choices for what was typed, best first; a mix without `kind`. */
  async search(
    view: SessionView,
    kind: MentionKind | undefined,
    query: string,
  ): Promise<readonly MentionChoice[]> {
    switch (kind) {
      case 'file':
        return this.#fileChoices(query, LIMIT);
      case 'folder':
        return this.#folderChoices(query, LIMIT);
      case 'symbol':
        return this.#symbols(query, LIMIT);
      case 'selection':
        return this.#selection();
      case 'problems':
        return this.#problemChoices(query);
      case 'terminal':
        return matching(this.#commandChoices(view), query);
      case 'plan':
        return matching(planChoices(view.plan), query).slice(0, LIMIT);
      case undefined:
        return this.#mix(view, query);
    }
  }

  /** Dropped files and folders; those outside the workspace are left out. */
  async fromUris(uris: readonly string[]): Promise<readonly MentionChoice[]> {
    const { workspace, content } = this.#options;
    const choices = uris.map(async (uri): Promise<readonly MentionChoice[]> => {
      const file = await workspace.displayOf(ownUri(Uri.parse(uri)));
      if (file.folder === undefined || (await content.isHidden(file))) return [];
      const stat = await workspace.stat(file.path);
      if (stat === undefined) return [];
      return [pathChoice(stat.kind === 'directory' ? 'folder' : 'file', file.display)];
    });
    return (await Promise.all(choices)).flat();
  }

  /** The texts that go along with a prompt. Throws `PersonError`. */
  read(view: SessionView, mentions: readonly Mention[]): Promise<readonly MentionedText[]> {
    const { workspace, content, shell } = this.#options;
    return readMentions(mentions, {
      workspace,
      content,
      problems: (file) => this.#problems(file),
      command: async (id) =>
        (await shell.find(id)) ?? agentCommands(view).find((command) => command.id === id)?.seen,
      plan: (stepId) => planMentionText(view.plan?.plan, stepId),
    });
  }

  async #mix(view: SessionView, query: string): Promise<readonly MentionChoice[]> {
    if (query === '') {
      return [
        ...(await this.#selection()),
        ...(await this.#openFiles()),
        ...this.#problemChoices('').slice(0, 1),
        ...planChoices(view.plan).slice(0, 1),
        ...this.#commandChoices(view).slice(0, 3),
      ].slice(0, LIMIT);
    }
    const [files, folders, symbols] = await Promise.all([
      this.#fileChoices(query, MIXED_LIMIT),
      this.#folderChoices(query, 4),
      query.length < 2 ? [] : this.#symbols(query, MIXED_LIMIT),
    ]);
    const others = [
      ...('selection'.startsWith(query.toLowerCase()) ? await this.#selection() : []),
      ...('problems'.startsWith(query.toLowerCase()) ? this.#problemChoices('') : []),
      ...('plan'.startsWith(query.toLowerCase())
        ? planChoices(view.plan).slice(0, MIXED_LIMIT)
        : matching(planChoices(view.plan), query).slice(0, 3)),
      ...('terminal'.startsWith(query.toLowerCase())
        ? this.#commandChoices(view)
        : matching(this.#commandChoices(view), query).slice(0, 2)),
    ];
    return [...others, ...files, ...folders, ...symbols].slice(0, LIMIT);
  }

  async #fileChoices(query: string, limit: number): Promise<readonly MentionChoice[]> {
    const paths = rankPaths(await this.#paths(), query, 2 * limit);
    return (await this.#visible(paths)).slice(0, limit).map((path) => pathChoice('file', path));
  }

  async #folderChoices(query: string, limit: number): Promise<readonly MentionChoice[]> {
    const paths = rankPaths(foldersOf(await this.#paths()), query, 2 * limit);
    return (await this.#visible(paths)).slice(0, limit).map((path) => pathChoice('folder', path));
  }

  async #visible(paths: readonly string[]): Promise<readonly string[]> {
    const { workspace, content } = this.#options;
    const hidden = await Promise.all(
      paths.map(async (path) => content.isHidden(await workspace.resolve(path))),
    );
    return paths.filter((_path, index) => hidden[index] === false);
  }

  /** Paths as shown, read anew when they are old. */
  #paths(): Promise<readonly string[]> {
    const known = this.#files;
    if (known !== undefined && Date.now() - known.at < FILES_AGE_MS) return known.paths;
    const paths = this.#listFiles();
    const files = { at: Date.now(), paths };
    this.#files = files;
    paths.catch(() => {
      // Whoever asked hears of it; the next one tries again.
      if (this.#files === files) this.#files = undefined;
    });
    return paths;
  }

  async #listFiles(): Promise<readonly string[]> {
    const { workspace, search } = this.#options;
    const paths: string[] = [];
    for await (const path of search.searchFiles({ pattern: '**/*' }, new AbortController().signal)) {
      paths.push(shownPath(path, workspace));
      if (paths.length >= FILES_LIMIT) break;
    }
    return paths;
  }

  async #openFiles(): Promise<readonly MentionChoice[]> {
    const editors = window.visibleTextEditors.map((editor) => editor.document.uri);
    const files = await Promise.all(editors.map((uri) => this.#options.workspace.displayOf(uri)));
    const inside = [
      ...new Set(files.filter((file) => file.folder !== undefined).map((file) => file.display)),
    ];
    const shown = await this.#visible(inside);
    return shown.map((path) => ({
      ...pathChoice('file', path),
      detail: l10n.t({ message: 'open', comment: 'A file in a tab' }),
    }));
  }

  async #selection(): Promise<readonly MentionChoice[]> {
    const editor = window.activeTextEditor;
    if (editor === undefined || editor.selection.isEmpty) return [];
    const { workspace, content } = this.#options;
    const file = await workspace.displayOf(editor.document.uri);
    if (file.folder === undefined || (await content.isHidden(file))) return [];
    return [selectionChoice(file.display, editor.selection.start.line + 1, lastLine(editor.selection))];
  }

  async #symbols(query: string, limit: number): Promise<readonly MentionChoice[]> {
    const asked = commands.executeCommand<readonly SymbolInformation[] | undefined>(
      'vscode.executeWorkspaceSymbolProvider',
      query,
    );
    const { workspace, content } = this.#options;
    const found = (await withinTime(Promise.resolve(asked), SYMBOLS_MS)) ?? [];
    const choices: MentionChoice[] = [];
    for (const { name, kind, location } of found.slice(0, 4 * limit)) {
      if (choices.length >= limit) break;
      const file = await workspace.displayOf(location.uri);
      if (file.folder === undefined || (await content.isHidden(file))) continue;
      const fromLine = location.range.start.line + 1;
      const toLine = Math.max(fromLine, location.range.end.line + 1);
      choices.push({
        mention: { kind: 'symbol', label: name.slice(0, 200), path: file.display, fromLine, toLine },
        detail: `${symbolWords(kind)}, ${file.display}:${fromLine}`,
      });
    }
    return choices;
  }

  #problemChoices(query: string): readonly MentionChoice[] {
    const all = languages.getDiagnostics().filter(([, diagnostics]) => diagnostics.length > 0);
    const count = all.reduce((sum, [, diagnostics]) => sum + diagnostics.filter(isUrgent).length, 0);
    const whole: MentionChoice = {
      mention: { kind: 'problems', label: PROBLEMS_LABEL },
      detail: count === 1 ? l10n.t('1 error or warning') : l10n.t('{0} errors and warnings', count),
    };
    return matching([whole], query === '' || 'problems'.includes(query.toLowerCase()) ? '' : query);
  }

  #commandChoices(view: SessionView): readonly MentionChoice[] {
    const agent = agentCommands(view).slice(0, AGENT_COMMANDS);
    return [
      ...this.#options.shell.recent.map((entry) => ({ ...entry, who: l10n.t('your terminal') })),
      ...agent.map((entry) => ({ ...entry, who: l10n.t('run by the agent') })),
    ].map(({ id, seen, who }) => ({
      mention: {
        kind: 'terminal',
        label: seen.command.split('\n', 1)[0]?.slice(0, 80) || '…',
        commandId: id,
      },
      detail: seen.exitCode === undefined ? who : `${l10n.t('exit {0}', seen.exitCode)}, ${who}`,
    }));
  }

  async #problems(only: ResolvedPath | undefined): Promise<string> {
    const { workspace, content } = this.#options;
    const files = await Promise.all(
      languages.getDiagnostics().map(async ([uri, diagnostics]) => {
        const file = await workspace.displayOf(uri);
        const isWanted = only === undefined ? file.folder !== undefined : file.path === only.path;
        const isShown = isWanted && diagnostics.length > 0 && !(await content.isHidden(file));
        return isShown ? [{ file: file.display, problems: diagnostics.map(toProblem) }] : [];
      }),
    );
    return problemText(files.flat());
  }
}

/** The window of a remote workspace has its files under another scheme; here they are files of this machine. */
function ownUri(uri: Uri): Uri {
  return uri.scheme === 'vscode-remote' && env.remoteName !== undefined
    ? Uri.from({ scheme: 'file', path: uri.path })
    : uri;
}

/** The selection as something to mention. */
export function selectionChoice(path: string, fromLine: number, toLine: number): MentionChoice {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const lines = fromLine === toLine ? String(fromLine) : `${fromLine}–${toLine}`;
  return {
    mention: { kind: 'selection', label: `${name}:${lines}`, path, fromLine, toLine },
    detail: l10n.t('selection'),
  };
}

/** A file or folder as something to mention. */
export function pathChoice(kind: 'file' | 'folder', path: string): MentionChoice {
  const at = path.lastIndexOf('/');
  const parent = path.slice(0, Math.max(0, at));
  return {
    mention: { kind, label: path.slice(at + 1).slice(0, 200), path },
    ...(parent === '' ? {} : { detail: parent }),
  };
}

/** The line on which nothing but the caret stands is not meant. */
function lastLine(selection: {
  readonly start: { readonly line: number };
  readonly end: { readonly line: number; readonly character: number };
}): number {
  const { start, end } = selection;
  return end.character === 0 && end.line > start.line ? end.line : end.line + 1;
}

function agentCommands(view: SessionView): readonly { readonly id: string; readonly seen: SeenCommand }[] {
  return view.runs
    .flatMap((run) => run.items)
    .flatMap((item) =>
      item.kind === 'tool' && item.details?.type === 'command'
        ? [
            {
              id: `tool:${item.toolId}`.slice(0, 300),
              seen: {
                command: item.details.command,
                output: item.output,
                ...(item.exitCode === undefined ? {} : { exitCode: item.exitCode }),
              },
            },
          ]
        : [],
    )
    .toReversed();
}

function matching(choices: readonly MentionChoice[], query: string): readonly MentionChoice[] {
  const wanted = query.toLowerCase();
  return choices.filter(({ mention }) => mention.label.toLowerCase().includes(wanted));
}

function isUrgent({ severity }: { readonly severity: DiagnosticSeverity }): boolean {
  return severity === DiagnosticSeverity.Error || severity === DiagnosticSeverity.Warning;
}

/** A path of a search as people see it: relative to its folder, with the folder's name where there are several. */
function shownPath(path: string, { folders, isLocal }: EditorWorkspace): string {
  const style = isLocal ? NATIVE_PATH_STYLE : 'posix';
  for (const { root, name } of folders) {
    const relative = relativeTo(path, root, style, style === 'windows');
    if (relative !== undefined) return folders.length === 1 ? relative : `${name}/${relative}`;
  }
  return path;
}

async function withinTime<Value>(asked: Promise<Value>, milliseconds: number): Promise<Value | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), milliseconds);
  });
  try {
    return await Promise.race([asked, late]);
  } finally {
    clearTimeout(timer);
  }
}
