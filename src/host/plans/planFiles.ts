// Plans as files under `.planwright/plans` of a workspace folder: where a person keeps them, shares them, and takes them up again.
import { randomUUID } from 'node:crypto';
import { FileSystemError, FileType, l10n, Position, Range, Uri, window, workspace } from 'vscode';
import type { QuickPickItem } from 'vscode';
import type { Plan } from '../../core/plan/plan';
import { PlanError } from '../../core/plan/planError';
import { readPlanFile, writePlan } from '../../core/plan/planFile';
import { countOf } from '../../core/plan/planViews';
import { nameInFolder } from '../../core/trust/workspaceContent';
import type { WorkspaceContent } from '../../core/trust/workspaceContent';
import { stripInvisible } from '../../core/security/visibleText';
import { PersonError } from '../sessions/liveSession';
import type { TrustedContents } from '../trust/trustedContents';
import type { EditorWorkspace } from '../workspace/editorWorkspace';
import { planFileName } from './planFileName';
import { wordsOfError } from '../wordsOfError';

const PLAN_FOLDER = '.planwright/plans';
/** Bytes of a file that is read as a plan. */
const MAX_BYTES = 16 * 1024 * 1024;
/** Files of one folder that are offered. */
const MAX_FILES = 200;

interface PlanItem extends QuickPickItem {
  /** Absent: another file is asked for. */
  readonly uri?: Uri;
}

export class PlanFiles {
  readonly #workspace: EditorWorkspace;
  readonly #contents: Pick<TrustedContents, 'gate' | 'questions'>;

  constructor(editorWorkspace: EditorWorkspace, contents: Pick<TrustedContents, 'gate' | 'questions'>) {
    this.#workspace = editorWorkspace;
    this.#contents = contents;
  }

  /** Keeps the plan and says where; a file of the same plan is replaced. Nothing is written when the person closes the question. */
  async save(plan: Plan): Promise<void> {
    const root = await this.#askFolder();
    if (root === undefined) return;
    const uri = await this.#freeName(root, plan);
    // A name that nobody can know before: a link that waits there could lead out of the workspace.
    const part = uri.with({ path: `${uri.path}.${randomUUID()}.part` });
    const text = writePlan(plan);
    try {
      await workspace.fs.writeFile(part, Buffer.from(text, 'utf8'));
      await workspace.fs.rename(part, uri, { overwrite: true });
      // It is the person's own.
      const content = await this.#contentOf(uri, text);
      if (content !== undefined) await this.#contents.gate.trust(content);
    } catch (error) {
      await workspace.fs.delete(part).then(undefined, () => undefined); // it may not be there
      if (error instanceof FileSystemError) throw new PersonError(error.message);
      throw error;
    }
    const open = l10n.t('Open');
    void window
      .showInformationMessage(l10n.t('The plan is kept as {0}.', workspace.asRelativePath(uri)), open)
      .then((answer) => (answer === open ? window.showTextDocument(uri) : undefined));
  }

  /** Asks for a file and whether what is done stays done. Undefined when the person closes a question, or does not trust the file. */
  async askForPlan(): Promise<Plan | undefined> {
    const uri = await this.#askFile();
    if (uri === undefined) return undefined;
    const text = await this.#read(uri);
    const resumed = load(text, uri, true);
    const content = await this.#contentOf(uri, text);
    if (content !== undefined && !this.#workspace.isTrusted)
      throw new PersonError(
        l10n.t('This workspace is in Restricted Mode: nothing in it instructs the agent.'),
      );
    if (content !== undefined && !(await this.#contents.questions.require(content))) return undefined;
    const done = countOf(resumed, 'done');
    if (done === 0) return load(text, uri, false);
    const goOn = l10n.t('Go On Where It Was');
    const startOver = l10n.t('From the Start');
    const answer = await window.showQuickPick(
      [
        { label: goOn, description: l10n.t('{0} of {1} steps are done', done, resumed.steps.length) },
        { label: startOver, description: l10n.t('Every step is to be run') },
      ],
      { title: l10n.t('Load Plan') },
    );
    if (answer === undefined) return undefined;
    return answer.label === goOn ? resumed : load(text, uri, false);
  }

  /** Shows a template file. @param file as shown; @param line from 1, default the first */
  async openTemplate(file: string, line = 1): Promise<void> {
    const { path } = await this.#workspace.resolve(file);
    const start = new Position(line - 1, 0);
    await window.showTextDocument(this.#workspace.toUri(path), { selection: new Range(start, start) });
  }

  /** Undefined for a file outside of the workspace: a person went there to get it. */
  async #contentOf(uri: Uri, text: string): Promise<WorkspaceContent | undefined> {
    const { folder, path } = await this.#workspace.displayOf(uri);
    if (folder === undefined) return undefined;
    return { kind: 'plan', root: folder.root, name: nameInFolder(folder.root, path), content: text };
  }

  async #askFile(): Promise<Uri | undefined> {
    const items: PlanItem[] = [...(await this.#storedPlans())];
    items.push({ label: l10n.t('$(folder-opened) Another File…'), alwaysShow: true });
    const chosen =
      items.length === 1
        ? items[0]
        : await window.showQuickPick(items, {
            title: l10n.t('Load Plan'),
            matchOnDescription: true,
            matchOnDetail: true,
          });
    if (chosen === undefined || chosen.uri !== undefined) return chosen?.uri;
    const picked = await window.showOpenDialog({
      title: l10n.t('Load Plan'),
      filters: { [l10n.t('Plans')]: ['json'] },
      ...(workspace.workspaceFolders?.[0] === undefined
        ? {}
        : { defaultUri: workspace.workspaceFolders[0].uri }),
    });
    return picked?.[0];
  }

  async #storedPlans(): Promise<readonly PlanItem[]> {
    const items: PlanItem[] = [];
    for (const { root, name } of this.#workspace.folders) {
      const folder = await this.#folderOf(root).catch(() => undefined); // it leads out of the workspace
      const entries = folder === undefined ? [] : await listFolder(folder);
      for (const [file, type] of entries.filter(([entry]) => entry.endsWith('.json')).slice(0, MAX_FILES)) {
        if (folder === undefined || (type & FileType.File) === 0) continue;
        const uri = Uri.joinPath(folder, file);
        items.push({
          uri,
          label: file,
          description: this.#workspace.folders.length > 1 ? name : '',
          detail: await this.#wordsOf(uri),
        });
      }
    }
    return items;
  }

  async #wordsOf(uri: Uri): Promise<string> {
    try {
      const plan = load(await this.#read(uri), uri, true);
      const goal = plan.goal.split('\n', 1)[0] ?? '';
      return l10n.t('{0} · {1} of {2} steps done', goal, countOf(plan, 'done'), plan.steps.length);
    } catch (error) {
      if (error instanceof PersonError) return error.message;
      throw error;
    }
  }

  async #read(uri: Uri): Promise<string> {
    try {
      const { size } = await workspace.fs.stat(uri);
      if (size > MAX_BYTES) throw new PersonError(l10n.t('{0} is too large to be a plan.', uri.path));
      return Buffer.from(await workspace.fs.readFile(uri)).toString('utf8');
    } catch (error) {
      if (error instanceof FileSystemError) throw new PersonError(error.message);
      throw error;
    }
  }

  async #askFolder(): Promise<string | undefined> {
    const { folders } = this.#workspace;
    const [first, ...others] = folders;
    if (first === undefined) throw new PersonError(l10n.t('Open a folder first: plans are kept in it.'));
    if (others.length === 0) return first.root;
    const chosen = await window.showQuickPick(
      folders.map(({ name, root }) => ({ label: name, description: root, root })),
      { title: l10n.t('Save Plan'), placeHolder: l10n.t('The folder in which the plan is kept') },
    );
    return chosen?.root;
  }

  /** Throws where the folder is a link out of the workspace. */
  async #folderOf(root: string): Promise<Uri> {
    const folder = await this.#workspace.resolve(`${root}/${PLAN_FOLDER}`);
    if (folder.folder === undefined)
      throw new PersonError(l10n.t('{0} is outside the workspace.', folder.display));
    return this.#workspace.toUri(folder.path);
  }

  /** The file of this plan, else one that does not exist. */
  async #freeName(root: string, plan: Plan): Promise<Uri> {
    const folder = await this.#folderOf(root);
    await workspace.fs.createDirectory(folder);
    for (let number = 1; ; number += 1) {
      const uri = Uri.joinPath(folder, planFileName(plan.goal, number));
      if (await this.#isFreeFor(uri, plan)) return uri;
    }
  }

  async #isFreeFor(uri: Uri, plan: Plan): Promise<boolean> {
    let text: string;
    try {
      text = Buffer.from(await workspace.fs.readFile(uri)).toString('utf8');
    } catch {
      return true; // there is no such file
    }
    try {
      const { id, supersedes } = readPlanFile(text, { resume: true });
      return id === plan.id || id === plan.supersedes || supersedes === plan.id;
    } catch (error) {
      if (error instanceof PlanError) return false; // whatever it is, it is not this plan
      throw error;
    }
  }
}

async function listFolder(folder: Uri): Promise<readonly (readonly [string, FileType])[]> {
  try {
    return await workspace.fs.readDirectory(folder);
  } catch (error) {
    if (error instanceof FileSystemError) return []; // nothing was kept there yet
    throw error;
  }
}

function load(text: string, uri: Uri, resume: boolean): Plan {
  try {
    // What can't be seen must not instruct a model.
    return readPlanFile(stripInvisible(text).text, { resume });
  } catch (error) {
    if (error instanceof PlanError)
      throw new PersonError(`${workspace.asRelativePath(uri)}: ${wordsOfError(error)}`);
    throw error;
  }
}
