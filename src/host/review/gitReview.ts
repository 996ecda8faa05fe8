// Follows the Git extension: proposed changes that are staged or committed are kept, those that are discarded are settled. Nothing is
// asked of Git while nothing is proposed, and a file only where the index may have changed.
import { workspace as editor } from 'vscode';
import type { Disposable, Uri } from 'vscode';
import type { Review, ReviewedFile } from '../../core/review/review';
import { gitApi } from '../git/gitApi';
import type { GitApi, GitRepository } from '../git/gitApi';
import type { EditorWorkspace } from '../workspace/editorWorkspace';
import { gitDecisions, gitUnits, WHOLE } from './gitDecisions';
import type { GitHead, GitSight, GitTexts } from './gitDecisions';

/** What comes within this time is looked at together, in milliseconds. */
const LOOK_AFTER_MS = 150;
/** Processes of Git at once. */
const AT_ONCE = 4;

export interface GitReviewOptions {
  readonly review: Review;
  readonly workspace: EditorWorkspace;
  /** The person's setting. */
  readonly isWanted: () => boolean;
  readonly onError: (what: string, error: unknown) => void;
}

/** The last sight of a file, with what it takes to see again without asking Git. */
interface SeenFile {
  /** Root of the repository; the API makes a new object for each question. */
  readonly root: string;
  readonly sight: GitSight;
  readonly indexed: IndexedFile;
  /** The index had nothing else than HEAD. */
  readonly isUnstaged: boolean;
}

/** What the index has of a file. */
interface IndexedFile {
  readonly object: string | undefined;
  readonly text: string | undefined;
  /** Of a renamed file. */
  readonly hasOldName: boolean;
}

export class GitReview implements Disposable {
  readonly #options: GitReviewOptions;
  readonly #seen = new Map<string, SeenFile>();
  /** By root. */
  readonly #watched = new Map<string, Disposable>();
  readonly #subscriptions: Disposable[] = [];
  #api: GitApi | undefined;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();
  #isDisposed = false;

  constructor(options: GitReviewOptions) {
    this.#options = options;
    this.#subscriptions.push({ dispose: options.review.onDidChange(() => this.look()) });
    if (options.review.files().length > 0) this.look();
  }

  /** Looks soon. */
  look(): void {
    if (!this.#isDisposed) this.#timer ??= setTimeout(() => void this.#lookNow(), LOOK_AFTER_MS);
  }

  /** Looks at once; resolves when no other look is about to follow. */
  async settled(): Promise<void> {
    do await this.#lookNow();
    while (this.#timer !== undefined);
  }

  /** One look at a time: each compares with the one before. */
  #lookNow(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#looking = this.#looking
      .then(() => this.#look())
      .catch((error: unknown) => this.#options.onError('Git could not be followed', error));
    return this.#looking;
  }

  dispose(): void {
    this.#isDisposed = true;
    clearTimeout(this.#timer);
    for (const item of [...this.#subscriptions, ...this.#watched.values()]) item.dispose();
  }

  async #look(): Promise<void> {
    const { review, isWanted } = this.#options;
    const files = review.files();
    if (files.length === 0 || !isWanted() || !editor.isTrusted || this.#isDisposed) {
      this.#seen.clear();
      return;
    }
    const api = await this.#git();
    if (api === undefined) return;
    const paths = new Set(files.map(({ path }) => path));
    for (const path of this.#seen.keys()) if (!paths.has(path)) this.#seen.delete(path);
    const [ids, whole] = [new Set<string>(), new Set<string>()];
    const queue = [...files];
    const work = async (): Promise<void> => {
      for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
        for (const id of await this.#lookAt(api, file)) {
          if (id === WHOLE) whole.add(file.path);
          else ids.add(id);
        }
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    if (whole.size > 0) await review.keep({ kind: 'files', paths: [...whole] });
    if (ids.size > 0) await review.keep({ kind: 'hunks', ids: [...ids].filter((id) => review.find(id)) });
  }

  async #git(): Promise<GitApi | undefined> {
    if (this.#api === undefined) {
      this.#api = await gitApi();
      if (this.#api === undefined || this.#isDisposed) return undefined;
      this.#subscriptions.push(
        this.#api.onDidOpenRepository(() => this.look()),
        this.#api.onDidCloseRepository((repository) => this.#unwatch(repository)),
      );
    }
    return this.#api;
  }

  /** Ids of what Git decided about a file since the last look. */
  async #lookAt(api: GitApi, file: ReviewedFile): Promise<readonly string[]> {
    const uri = this.#options.workspace.toUri(file.path);
    const repository = uri.scheme === 'file' ? api.getRepository(uri) : null;
    if (repository === null) return [];
    this.#watch(repository);
    const known = this.#seen.get(file.path);
    const before = known?.root === repository.rootUri.toString() ? known : undefined;
    const seen = await this.#see(repository, uri, file, before);
    // Changed while Git was asked: the next look compares again.
    const now = this.#options.review.file(file.path);
    if (seen === undefined || (now !== undefined && !hasSameHunks(now, file))) {
      this.look();
      return [];
    }
    this.#seen.set(file.path, seen);
    return gitDecisions(before?.sight, seen.sight);
  }

  /** Undefined when the repository moved meanwhile. */
  async #see(
    repository: GitRepository,
    uri: Uri,
    file: ReviewedFile,
    before: SeenFile | undefined,
  ): Promise<SeenFile | undefined> {
    const head = headOf(repository);
    const isUnstaged = isOnlyInWorkingTree(repository, uri);
    const current = await this.#currentText(file);
    const isSame = before?.isUnstaged === true && isUnstaged && before.sight.head.commit === head.commit;
    const indexed = isSame ? before.indexed : await this.#readIndex(repository, uri, file, before?.indexed);
    const later = headOf(repository);
    if (later.commit !== head.commit || later.branch !== head.branch) return undefined;
    const { object, text, hasOldName } = indexed;
    const texts: GitTexts = {
      ...(current === undefined ? {} : { current }),
      ...(text === undefined ? {} : { index: text }),
      hasOldName,
    };
    const units = gitUnits(file, texts, before?.sight.units);
    const sight = { head, ...(object === undefined ? {} : { indexObject: object }), units };
    return { root: repository.rootUri.toString(), sight, indexed, isUnstaged };
  }

  async #readIndex(
    repository: GitRepository,
    uri: Uri,
    { renamedFrom }: ReviewedFile,
    before: IndexedFile | undefined,
  ): Promise<IndexedFile> {
    const object = await objectInIndex(repository, uri);
    const text =
      object === undefined || object === before?.object
        ? object && before?.text
        : await repository.show('', uri.fsPath);
    const oldUri = renamedFrom && this.#options.workspace.toUri(renamedFrom.path);
    const hasOldName = oldUri !== undefined && (await objectInIndex(repository, oldUri)) !== undefined;
    return { object, text, hasOldName };
  }

  async #currentText({ path }: ReviewedFile): Promise<string | undefined> {
    const { workspace } = this.#options;
    if ((await workspace.stat(path)) === undefined) return undefined;
    const { text, bytes } = await workspace.read(path, { maxBytes: Infinity });
    return text ?? Buffer.from(bytes ?? []).toString('utf8');
  }

  #watch({ rootUri, state }: GitRepository): void {
    const root = rootUri.toString();
    if (this.#watched.has(root)) return;
    this.#watched.set(
      root,
      state.onDidChange(() => this.look()),
    );
  }

  #unwatch({ rootUri }: GitRepository): void {
    const root = rootUri.toString();
    this.#watched.get(root)?.dispose();
    this.#watched.delete(root);
    for (const [path, seen] of this.#seen) if (seen.root === root) this.#seen.delete(path);
  }
}

function headOf({ state: { HEAD } }: GitRepository): GitHead {
  return {
    ...(HEAD?.name === undefined ? {} : { branch: HEAD.name }),
    ...(HEAD?.commit === undefined ? {} : { commit: HEAD.commit }),
  };
}

/** Then the index has what HEAD has. Files that are in no list may be hidden from it, so nothing is known about them. */
function isOnlyInWorkingTree({ state }: GitRepository, uri: Uri): boolean {
  const key = uri.toString();
  const has = (changes: readonly { readonly uri: Uri; readonly originalUri: Uri }[] | undefined): boolean =>
    (changes ?? []).some((change) => change.uri.toString() === key || change.originalUri.toString() === key);
  return !has(state.indexChanges) && (has(state.workingTreeChanges) || has(state.untrackedChanges));
}

async function objectInIndex(repository: GitRepository, uri: Uri): Promise<string | undefined> {
  try {
    return (await repository.getObjectDetails('', uri.fsPath)).object;
  } catch (error) {
    if (error instanceof Error && 'gitErrorCode' in error && error.gitErrorCode === 'UnknownPath')
      return undefined;
    throw error;
  }
}

function hasSameHunks(left: ReviewedFile, right: ReviewedFile): boolean {
  return (
    left.kind === right.kind &&
    left.hunks.length === right.hunks.length &&
    left.hunks.every(({ id, start, end }, at) => {
      const other = right.hunks[at];
      return id === other?.id && start === other.start && end === other.end;
    })
  );
}
