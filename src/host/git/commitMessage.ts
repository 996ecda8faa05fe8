// "Generate a commit message": reads what would be committed, asks the small model, fills the repository's input box.
import { l10n, ProgressLocation, Uri, window } from 'vscode';
import type { ContentFilter } from '../../core/tools/toolServices';
import { toAbortSignal } from '../cancellation';
import type { SideModel } from '../models/sideModel';
import { PersonError } from '../sessions/liveSession';
import type { EditorWorkspace } from '../workspace/editorWorkspace';
import { COMMIT_MESSAGE_SYSTEM } from './commitMessage.prompt';
import { cleanMessage, commitPrompt } from './commitPrompt';
import type { FileChangeText } from './commitPrompt';
import { gitApi } from './gitApi';
import type { GitApi, GitChange, GitRepository } from './gitApi';

/** Files whose diffs are read. */
const MAX_FILES = 200;

export interface CommitMessageOptions {
  readonly sideModel: SideModel;
  readonly workspace: EditorWorkspace;
  readonly content: ContentFilter;
}

/** @param source the source control whose button was pressed; else the only repository, or the one that is chosen. */
export async function generateCommitMessage(options: CommitMessageOptions, source: unknown): Promise<void> {
  const git = await gitApi();
  if (git === undefined) throw new PersonError(l10n.t('Git is not available in this editor.'));
  const repository = await chooseRepository(git, source);
  if (repository === undefined) return;
  const before = repository.inputBox.value;
  const message = await window.withProgress(
    {
      location: ProgressLocation.Notification,
      title: l10n.t('Writing a commit message…'),
      cancellable: true,
    },
    async (_progress, token) => {
      const linked = toAbortSignal(token);
      try {
        const prompt = await materialOf(repository, options);
        linked.signal.throwIfAborted();
        const question = { system: COMMIT_MESSAGE_SYSTEM, prompt };
        return cleanMessage(await options.sideModel.ask(question, linked.signal));
      } catch (error) {
        if (linked.signal.aborted) return undefined;
        throw error;
      } finally {
        linked.dispose();
      }
    },
  );
  if (message === undefined) return;
  // What was typed meanwhile is the person's own.
  if (repository.inputBox.value !== before) {
    throw new PersonError(l10n.t('The commit message was changed meanwhile and is left as it is.'));
  }
  repository.inputBox.value = message;
}

async function chooseRepository(git: GitApi, source: unknown): Promise<GitRepository | undefined> {
  const root =
    typeof source === 'object' && source !== null && 'rootUri' in source ? source.rootUri : undefined;
  if (root instanceof Uri) {
    const found = git.repositories.find(({ rootUri }) => rootUri.toString() === root.toString());
    if (found !== undefined) return found;
  }
  const [first, second] = git.repositories;
  if (first === undefined) throw new PersonError(l10n.t('There is no Git repository in this workspace.'));
  if (second === undefined) return first;
  const items = git.repositories.map((repository) => ({ label: repository.rootUri.path, repository }));
  const item = await window.showQuickPick(items, { title: l10n.t('Which repository is the message for?') });
  return item?.repository;
}

/** What is staged, or everything where nothing is. Hidden files are counted, not read. */
async function materialOf(
  repository: GitRepository,
  { workspace, content }: CommitMessageOptions,
): Promise<string> {
  const { state } = repository;
  const isStaged = state.indexChanges.length > 0;
  const tracked = isStaged ? state.indexChanges : state.workingTreeChanges;
  const untracked = isStaged ? [] : (state.untrackedChanges ?? []);
  if (tracked.length + untracked.length === 0) throw new PersonError(l10n.t('There is nothing to commit.'));
  const changes: FileChangeText[] = [];
  let hiddenFiles = Math.max(0, tracked.length + untracked.length - MAX_FILES);
  for (const change of [...tracked, ...untracked].slice(0, MAX_FILES)) {
    const [file, before] = await Promise.all([
      workspace.displayOf(change.uri),
      workspace.displayOf(change.originalUri),
    ]);
    if ((await content.isHidden(file)) || (await content.isHidden(before))) {
      hiddenFiles += 1;
      continue;
    }
    const diff = untracked.includes(change) ? '' : await diffOf(repository, change, isStaged);
    changes.push({ file: file.display, diff });
  }
  return commitPrompt({
    changes,
    hiddenFiles,
    recentMessages: await recentMessages(repository),
    branch: state.HEAD?.name ?? 'none yet',
  });
}

async function diffOf(repository: GitRepository, { uri }: GitChange, isStaged: boolean): Promise<string> {
  try {
    return isStaged
      ? await repository.diffIndexWithHEAD(uri.fsPath)
      : await repository.diffWithHEAD(uri.fsPath);
  } catch {
    // Git has nothing to compare with, such as before the first commit: the name has to do.
    return '';
  }
}

async function recentMessages(repository: GitRepository): Promise<readonly string[]> {
  try {
    return (await repository.log({ maxEntries: 8 })).map(({ message }) => message);
  } catch {
    // There is no commit yet.
    return [];
  }
}
