// Tells the review what happens to the files under review outside of the agent: typing, undo and redo of the editor, changes on disk,
// renames and deletions. A key press is passed on at once; what has to be read from disk follows when it is read.
import { RelativePattern, TextDocumentChangeReason, Uri, workspace } from 'vscode';
import type { Disposable, TextDocument, TextDocumentChangeEvent } from 'vscode';
import type { ReviewEngine } from '../../core/review/createReview';
import type { TextCause } from '../../core/review/review';
import type { EditorWorkspace } from '../workspace/editorWorkspace';
import { areOfOneDocument, SavedUntitled } from './savedUntitled';

export interface ReviewDocumentsOptions {
  readonly review: ReviewEngine;
  readonly workspace: EditorWorkspace;
  readonly onError: (error: unknown) => void;
}

export class ReviewDocuments implements Disposable {
  readonly #options: ReviewDocumentsOptions;
  readonly #subscriptions: Disposable[];
  /** Paths under review by URI; also of documents that were opened through a link. */
  readonly #paths = new Map<string, string>();
  /** Reads under way, and the cause of the one that has to follow. */
  readonly #reading = new Map<string, TextCause | undefined>();
  readonly #untitled = new SavedUntitled();
  /** Untitled documents that were saved, on the way to their files. */
  readonly #moving = new Set<string>();
  #watchers: readonly Disposable[] = [];

  constructor(options: ReviewDocumentsOptions) {
    this.#options = options;
    const { review } = options;
    const unsubscribe = review.onDidChange((paths) => this.#learn(paths));
    this.#subscriptions = [
      { dispose: unsubscribe },
      workspace.onDidChangeTextDocument((event) => this.#changed(event)),
      workspace.onDidOpenTextDocument((document) => this.#opened(document)),
      workspace.onDidSaveTextDocument((document) => {
        this.#untitled.seen(document);
        this.#readAgain(document.uri, 'typing');
      }),
      workspace.onDidCloseTextDocument((document) => this.#closed(document)),
      workspace.onDidRenameFiles(({ files }) => {
        for (const { oldUri, newUri } of files) void this.#renamed(oldUri, newUri);
      }),
      workspace.onDidDeleteFiles(({ files }) => {
        for (const uri of files) for (const path of this.#pathsIn(uri).values()) review.fileGone(path);
      }),
      workspace.onDidChangeWorkspaceFolders(() => this.#watch()),
    ];
    this.#learn(review.trackedPaths());
    for (const document of workspace.textDocuments) this.#opened(document);
  }

  dispose(): void {
    for (const item of [...this.#subscriptions, ...this.#watchers]) item.dispose();
  }

  #learn(paths: readonly string[]): void {
    const { review, workspace: files } = this.#options;
    for (const path of paths) if (review.tracks(path)) this.#paths.set(files.toUri(path).toString(), path);
    for (const document of workspace.textDocuments) {
      if (document.isUntitled && paths.some((path) => path === this.#pathOf(document.uri)))
        this.#untitled.follow(document);
    }
    // Until there is something to watch for, a large workspace costs nothing.
    if (this.#watchers.length === 0 && this.#paths.size > 0) this.#watch();
  }

  #pathOf(uri: Uri): string | undefined {
    const path = this.#paths.get(uri.toString());
    return path !== undefined && this.#options.review.tracks(path) ? path : undefined;
  }

  #changed({ document, contentChanges, reason }: TextDocumentChangeEvent): void {
    if (!document.isUntitled && contentChanges.length > 0) this.#untitled.seen(document);
    const path = this.#pathOf(document.uri);
    if (path === undefined || contentChanges.length === 0) return;
    if (document.isUntitled) {
      // Emptied by the editor once it is saved.
      const saved = document.getText() === '' ? this.#untitled.fileOf(document) : undefined;
      if (saved !== undefined) return void this.#movedTo(path, document, saved);
      this.#untitled.follow(document);
    }
    const { review } = this.#options;
    // The text of a document is not that of a file which is edited as bytes: it counts when it is saved.
    if (review.file(path)?.isBytes === true) return;
    if (reason === TextDocumentChangeReason.Undo) review.textChanged(path, document.getText(), 'undo');
    else if (reason === TextDocumentChangeReason.Redo) review.textChanged(path, document.getText(), 'redo');
    else if (document.isDirty) review.textChanged(path, document.getText(), 'typing');
    // The editor took over what has changed on disk.
    else this.#readAgain(document.uri, 'external');
  }

  #opened(document: TextDocument): void {
    if (document.isUntitled) this.#endOther(document);
    else this.#untitled.seen(document);
    if (this.#pathOf(document.uri) !== undefined) {
      if (document.isUntitled) this.#untitled.follow(document);
      this.#readAgain(document.uri, document.isDirty ? 'typing' : 'external');
      return;
    }
    if (document.isUntitled) return;
    // It may be the same file under another name; that matters from the next change on.
    void this.#options.workspace
      .displayOf(document.uri)
      .then(({ path }) => this.#paths.set(document.uri.toString(), path))
      .catch(this.#options.onError);
  }

  #closed(document: TextDocument): void {
    const path = document.isUntitled ? this.#pathOf(document.uri) : undefined;
    // Another language: it is opened again at once.
    if (path !== undefined && (workspace.textDocuments.includes(document) || this.#moving.has(path))) return;
    const saved = path === undefined ? undefined : this.#untitled.fileOf(document);
    this.#untitled.forget(document);
    // Text that was thrown away: the file is as it was before, and an untitled document is no more.
    if (path === undefined) this.#readAgain(document.uri, 'undo');
    else if (saved === undefined) this.#options.review.ended(path);
    else void this.#movedTo(path, document, saved);
  }

  /** After a start, the name of one that was not restored may be that of a new one. */
  #endOther(document: TextDocument): void {
    const { review } = this.#options;
    const path = this.#pathOf(document.uri);
    const known = path === undefined ? undefined : review.textWhileGone(path);
    if (path !== undefined && known !== undefined && !areOfOneDocument(known, document.getText())) {
      review.ended(path);
    }
  }

  /** An untitled document under review was saved: its hunks go to the file, unless that has hunks of its own. */
  async #movedTo(path: string, untitled: TextDocument, saved: TextDocument): Promise<void> {
    this.#untitled.forget(untitled);
    this.#moving.add(path);
    try {
      const place = await this.#options.workspace.displayOf(saved.uri);
      const { review } = this.#options;
      if (review.file(place.path) !== undefined) return review.ended(path);
      review.fileGone(path, place);
      // A formatter may have been at work before it was saved.
      this.#readAgain(saved.uri, 'typing');
    } catch (error) {
      this.#options.onError(error);
    } finally {
      this.#moving.delete(path);
    }
  }

  async #renamed(from: Uri, to: Uri): Promise<void> {
    try {
      for (const [uri, path] of this.#pathsIn(from)) {
        const target = to.with({ path: to.path + Uri.parse(uri).path.slice(from.path.length) });
        this.#options.review.fileGone(path, await this.#options.workspace.displayOf(target));
      }
    } catch (error) {
      this.#options.onError(error);
    }
  }

  /** The files under review at this URI or in this folder. */
  #pathsIn(uri: Uri): ReadonlyMap<string, string> {
    const own = uri.toString();
    const found = [...this.#paths].filter(([key]) => key === own || key.startsWith(`${own}/`));
    return new Map(found.filter(([, path]) => this.#options.review.tracks(path)));
  }

  #watch(): void {
    for (const watcher of this.#watchers) watcher.dispose();
    this.#watchers = [];
    if (this.#options.review.trackedPaths().length === 0) return;
    this.#watchers = (workspace.workspaceFolders ?? []).flatMap((folder) => {
      const watcher = workspace.createFileSystemWatcher(new RelativePattern(folder, '**/*'));
      return [
        watcher,
        watcher.onDidChange((uri) => {
          // An open document takes the change over by itself, and tells.
          if (!this.#isOpen(uri)) this.#readAgain(uri, 'external');
        }),
        watcher.onDidCreate((uri) => this.#readAgain(uri, 'external')),
        watcher.onDidDelete((uri) => this.#readAgain(uri, 'external')),
      ];
    });
  }

  #isOpen(uri: Uri): boolean {
    const key = uri.toString();
    const path = this.#pathOf(uri);
    if (path !== undefined && this.#options.review.file(path)?.isBytes === true) return false;
    return workspace.textDocuments.some((document) => !document.isClosed && document.uri.toString() === key);
  }

  #readAgain(uri: Uri, cause: TextCause): void {
    const path = this.#pathOf(uri);
    if (path !== undefined) void this.#read(path, cause);
  }

  async #read(path: string, cause: TextCause): Promise<void> {
    if (this.#reading.has(path)) {
      this.#reading.set(path, cause);
      return;
    }
    this.#reading.set(path, undefined);
    try {
      await this.#options.review.lookAt(path, cause);
    } catch (error) {
      this.#options.onError(error);
    }
    const next = this.#reading.get(path);
    this.#reading.delete(path);
    if (next !== undefined) await this.#read(path, next);
  }
}
