// The other side of a diff: files as they would be with every proposed change undone, read-only. Text documents have the file's name and
// so its language; notebooks and what is no text are files of a read-only file system, since their diff editors read bytes.
import { Disposable, EventEmitter, FileChangeType, FileSystemError, FileType, Uri, workspace } from 'vscode';
import type { FileChangeEvent, FileStat, FileSystemProvider, TextDocumentContentProvider } from 'vscode';
import type { DeletedFiles } from '../../core/journal/deletedFiles';
import type { Review } from '../../core/review/review';
import { decodeText } from '../../core/workspace/textCodec';
import type { EditorWorkspace } from '../workspace/editorWorkspace';

const TEXT_SCHEME = 'planwright-baseline';
const BYTES_SCHEME = 'planwright-before';

/** What stands in the query of such a URI. */
type BaselineKey =
  /** `ReviewedFile.path` */
  | { readonly kind: 'baseline'; readonly path: string }
  /** The content before a change. */
  | { readonly kind: 'before'; readonly sessionId: string; readonly changeId: string }
  /** No file. */
  | { readonly kind: 'none' };

export interface BaselineDocumentsOptions {
  readonly review: Review;
  readonly workspace: EditorWorkspace;
  readonly deletedFiles: Pick<DeletedFiles, 'contentBefore'>;
}

export class BaselineDocuments implements TextDocumentContentProvider, FileSystemProvider, Disposable {
  readonly #options: BaselineDocumentsOptions;
  readonly #changed = new EventEmitter<Uri>();
  readonly #filesChanged = new EventEmitter<FileChangeEvent[]>();
  readonly #owned: Disposable;
  readonly onDidChange = this.#changed.event;
  readonly onDidChangeFile = this.#filesChanged.event;

  constructor(options: BaselineDocumentsOptions) {
    this.#options = options;
    const unsubscribe = options.review.onDidChange((paths) => this.#refresh(paths));
    this.#owned = Disposable.from(
      workspace.registerTextDocumentContentProvider(TEXT_SCHEME, this),
      workspace.registerFileSystemProvider(BYTES_SCHEME, this, { isCaseSensitive: true, isReadonly: true }),
      new Disposable(unsubscribe),
      this.#changed,
      this.#filesChanged,
    );
  }

  /** A file with every proposed change undone. @param shown name that the document has; default: the file's own */
  baselineUri(path: string, shown = path): Uri {
    return this.#uri(TEXT_SCHEME, shown, { kind: 'baseline', path });
  }

  /** The same, for editors that read files. */
  baselineFileUri(path: string, shown = path): Uri {
    return this.#uri(BYTES_SCHEME, shown, { kind: 'baseline', path });
  }

  /** The content of a file before a change, as the journal has it. */
  beforeUri(
    path: string,
    change: { readonly sessionId: string; readonly changeId: string },
    isText: boolean,
  ): Uri {
    const { sessionId, changeId } = change;
    return this.#uri(isText ? TEXT_SCHEME : BYTES_SCHEME, path, { kind: 'before', sessionId, changeId });
  }

  /** The empty side of a file that was created or deleted. */
  emptyUri(path: string): Uri {
    return this.#uri(TEXT_SCHEME, path, { kind: 'none' });
  }

  async provideTextDocumentContent(uri: Uri): Promise<string> {
    const key = keyOf(uri);
    if (key.kind === 'none') return '';
    if (key.kind === 'baseline') return this.#baselineText(key.path);
    const bytes = await this.#bytesBefore(key);
    return decodeText(bytes).text ?? Buffer.from(bytes).toString('latin1');
  }

  async readFile(uri: Uri): Promise<Uint8Array> {
    const key = keyOf(uri);
    if (key.kind === 'none') return new Uint8Array();
    return key.kind === 'before'
      ? this.#bytesBefore(key)
      : Buffer.from(await this.#baselineText(key.path), 'utf8');
  }

  async stat(uri: Uri): Promise<FileStat> {
    const { byteLength } = await this.readFile(uri);
    // The size is the etag's other half; a time that stands still would hide a change of equal length.
    return { type: FileType.File, ctime: 0, mtime: Date.now(), size: byteLength };
  }

  watch(): Disposable {
    return new Disposable(() => undefined);
  }

  readDirectory(): [string, FileType][] {
    return [];
  }

  createDirectory(uri: Uri): never {
    throw FileSystemError.NoPermissions(uri);
  }

  writeFile(uri: Uri): never {
    throw FileSystemError.NoPermissions(uri);
  }

  delete(uri: Uri): never {
    throw FileSystemError.NoPermissions(uri);
  }

  rename(uri: Uri): never {
    throw FileSystemError.NoPermissions(uri);
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #uri(scheme: string, path: string, key: BaselineKey): Uri {
    const file = this.#options.workspace.toUri(path);
    return Uri.from({ scheme, path: file.path, query: JSON.stringify(key) });
  }

  /** Once all is decided, there is nothing to undo: the file as it is. */
  async #baselineText(path: string): Promise<string> {
    const { review, workspace: files } = this.#options;
    const baseline = review.baseline(path);
    if (baseline !== undefined) return baseline;
    if ((await files.stat(path)) === undefined) return '';
    return (await files.read(path)).text ?? '';
  }

  async #bytesBefore({
    sessionId,
    changeId,
  }: BaselineKey & { readonly kind: 'before' }): Promise<Uint8Array> {
    const bytes = await this.#options.deletedFiles.contentBefore(sessionId, changeId);
    if (bytes === undefined) throw FileSystemError.FileNotFound();
    return bytes;
  }

  #refresh(paths: readonly string[]): void {
    const changed = new Set(paths);
    for (const document of [...workspace.textDocuments, ...workspace.notebookDocuments]) {
      const { uri } = document;
      if (uri.scheme !== TEXT_SCHEME && uri.scheme !== BYTES_SCHEME) continue;
      const key = keyOf(uri);
      if (key.kind !== 'baseline' || !changed.has(key.path)) continue;
      if (uri.scheme === TEXT_SCHEME) this.#changed.fire(uri);
      else this.#filesChanged.fire([{ type: FileChangeType.Changed, uri }]);
    }
  }
}

function keyOf(uri: Uri): BaselineKey {
  return JSON.parse(uri.query) as BaselineKey;
}
