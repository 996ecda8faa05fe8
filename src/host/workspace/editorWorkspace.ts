// The workspace of the editor's window. Reads never open a document: bytes from disk, or the text of a document with unsaved
// text. Writes go through `WorkspaceEdit`, so that the editor's undo has them; what the editor would not keep byte for byte is
// written as bytes, and the result says so.
import { chmod, realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute } from 'node:path';
import { workspace, WorkspaceEdit } from 'vscode';
import type { Disposable, Uri, WorkspaceFolder as EditorFolder } from 'vscode';
import { detectsFoldedCase, diskProbe } from '../../core/workspace/diskProbe';
import { createPathGate } from '../../core/workspace/pathGate';
import type { PathGate } from '../../core/workspace/pathGate';
import { NATIVE_PATH_STYLE } from '../../core/workspace/pathRules';
import { contentBytes, lineEndingOf, versionOf } from '../../core/workspace/textCodec';
import type {
  AppliedChange,
  DirectoryEntry,
  FileChange,
  FileContent,
  FileSnapshot,
  FileStat,
  ResolvedPath,
  Workspace,
  WorkspaceFolder,
} from '../../core/workspace/workspace';
import { WorkspaceError } from '../../core/workspace/workspaceError';
import { encodeAs, equalBytes, snapshotOfBytes, snapshotOfDocument } from './documentCodec';
import { editCleanFile, editUnsavedDocument, staleError } from './documentEdit';
import type { ByteEditReason } from './documentEdit';
import { isMissing, listFolder, readFileBytes, statFile, toFileError } from './fileAccess';
import { KeyedLock } from './keyedLock';
import { SurpriseTabs } from './surpriseTabs';
import { isLocalUri, UriMap } from './uriMap';
import {
  applyToUntitled,
  describeUntitled,
  namesUntitled,
  readUntitled,
  resolveUntitled,
  statUntitled,
} from './untitledBuffers';
import { describeVirtualPath, isVirtual, namesVirtualFile, resolveVirtualPath } from './virtualPaths';
import { assertWritable } from './writable';

const DEFAULT_MAX_BYTES = 50 * 1024 * 1024;

export interface EditorWorkspaceOptions {
  /**
   * Asked before a file that is open in the editor is written as bytes, since the editor's undo will not have it. False refuses the
   * change. Asked once a file.
   */
  readonly confirmByteEdit: (display: string, reason: ByteEditReason) => Promise<boolean>;
  /** Default: the folders of the window. */
  readonly folders?: () => readonly Pick<EditorFolder, 'uri' | 'name'>[];
}

export class EditorWorkspace implements Workspace, Disposable {
  /** Each edit waits for the editor several times, so that side by side they take little longer than one. */
  readonly editsAtOnce = 16;

  readonly #options: EditorWorkspaceOptions;
  readonly #locks = new KeyedLock();
  readonly #tabs = new SurpriseTabs();
  readonly #confirmed = new Set<string>();
  readonly #subscription: Disposable;
  #map = new UriMap([]);
  #folders: readonly WorkspaceFolder[] = [];
  #gate: PathGate | undefined;

  static async create(options: EditorWorkspaceOptions): Promise<EditorWorkspace> {
    const created = new EditorWorkspace(options);
    await created.#refreshFolders();
    return created;
  }

  private constructor(options: EditorWorkspaceOptions) {
    this.#options = options;
    this.#subscription = workspace.onDidChangeWorkspaceFolders(() => void this.#refreshFolders());
  }

  get folders(): readonly WorkspaceFolder[] {
    return this.#folders;
  }

  get isLocal(): boolean {
    return this.#map.folders.every((folder) => isLocalUri(folder.uri));
  }

  get isTrusted(): boolean {
    return workspace.isTrusted;
  }

  async resolve(path: string): Promise<ResolvedPath> {
    if (namesUntitled(path)) return resolveUntitled(path);
    if (this.#gate === undefined || namesVirtualFile(path, this.#folders)) {
      return resolveVirtualPath(path, this.#folders.filter(isVirtual), this.#folders.length > 1);
    }
    return this.#gate.resolve(path);
  }

  async stat(path: string): Promise<FileStat | undefined> {
    if (namesUntitled(path)) return statUntitled(path);
    try {
      return await statFile(this.#map.toUri(path));
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw this.#ioError(error, path);
    }
  }

  async read(path: string, options: { readonly maxBytes?: number } = {}): Promise<FileSnapshot> {
    if (namesUntitled(path)) return readUntitled(path);
    const document = await this.#map.openDocument(path);
    if (document?.isDirty === true) return snapshotOfDocument(path, document);
    const bytes = await this.#readBytes(path, options.maxBytes ?? DEFAULT_MAX_BYTES);
    return snapshotOfBytes(this.#map.toUri(path), path, bytes, document?.encoding);
  }

  async list(path: string): Promise<readonly DirectoryEntry[]> {
    if (namesUntitled(path)) throw new WorkspaceError('not_directory', `${path} is not a directory.`, path);
    try {
      return await listFolder(this.#map.toUri(path));
    } catch (error) {
      throw this.#ioError(error, path);
    }
  }

  async apply(change: FileChange): Promise<AppliedChange> {
    if (!this.isTrusted) {
      const { display } = change.file;
      throw new WorkspaceError(
        'read_only',
        `${display}: files are read-only in Restricted Mode.`,
        display,
        undefined,
        { about: 'file', code: 'untrusted' },
      );
    }
    const keys = change.kind === 'rename' ? [change.file.path, change.to.path] : [change.file.path];
    return this.#locks.run(keys, () =>
      keys.some(namesUntitled) ? applyToUntitled(change) : this.#applyLocked(change),
    );
  }

  async unsaved(): Promise<readonly ResolvedPath[]> {
    const dirty = [...workspace.textDocuments, ...workspace.notebookDocuments].filter(
      (document) => document.isDirty && !document.isUntitled,
    );
    const paths = await Promise.all(dirty.map((document) => this.#map.toPath(document.uri)));
    return [...new Set(paths)]
      .map((path) => this.#describe(path))
      .filter((file) => file.folder !== undefined);
  }

  async save(paths: readonly string[]): Promise<readonly string[]> {
    const failed: string[] = [];
    for (const path of paths) {
      const document = (await this.#map.openDocument(path)) ?? (await this.#map.openNotebook(path));
      if (document === undefined || !document.isDirty) continue;
      const saved = await document.save();
      if (!saved && document.isDirty) failed.push(path);
    }
    return failed;
  }

  /** The URI under which the editor knows a resolved path. */
  toUri(path: string): Uri {
    return this.#map.toUri(path);
  }

  /** How a URI is shown to people and the model. */
  async displayOf(uri: Uri): Promise<ResolvedPath> {
    return this.#describe(await this.#map.toPath(uri));
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#tabs.dispose();
  }

  #editorFolders(): readonly Pick<EditorFolder, 'uri' | 'name'>[] {
    return this.#options.folders?.() ?? workspace.workspaceFolders ?? [];
  }

  async #refreshFolders(): Promise<void> {
    const names = new Set<string>();
    const mapped = await Promise.all(
      this.#editorFolders().map(async ({ uri, name }) => ({
        uri,
        name,
        root: isLocalUri(uri) ? await realpath(uri.fsPath).catch(() => uri.fsPath) : uri.toString(),
      })),
    );
    this.#map = new UriMap(mapped);
    this.#folders = mapped.map(({ name, root }) => {
      let unique = name;
      for (let count = 2; names.has(unique); count += 1) unique = `${name} (${count})`;
      names.add(unique);
      return { name: unique, root };
    });
    const local = this.#folders.filter((folder) => !isVirtual(folder));
    this.#gate =
      this.isLocal || local.length > 0
        ? createPathGate({
            folders: local,
            style: NATIVE_PATH_STYLE,
            foldsCase: (folder) => detectsFoldedCase(folder.root),
            probe: diskProbe,
            home: homedir(),
          })
        : undefined;
  }

  #describe(path: string): ResolvedPath {
    if (namesUntitled(path)) return describeUntitled(path);
    if (this.#gate === undefined || !isAbsolute(path)) {
      return describeVirtualPath(path, this.#folders.filter(isVirtual), this.#folders.length > 1);
    }
    return this.#gate.describe(path);
  }

  async #applyLocked(change: FileChange): Promise<AppliedChange> {
    switch (change.kind) {
      case 'create':
        return this.#create(change);
      case 'edit':
        return this.#edit(change, change.file, change.before, change.after);
      case 'delete':
        return this.#delete(change, change.file, change.before);
      case 'rename':
        return this.#rename(change);
    }
  }

  async #create(change: FileChange & { readonly kind: 'create' }): Promise<AppliedChange> {
    const { file, after, mode } = change;
    if ((await this.stat(file.path)) !== undefined) throw existsError(file.display);
    const open = await this.#map.openDocument(file.path);
    if (open?.isDirty === true) {
      const message = `${file.display} is open in the editor with unsaved text; it has to be saved or closed first.`;
      throw new WorkspaceError('exists', message, file.display, undefined, {
        about: 'file',
        code: 'unsaved',
        path: file.display,
      });
    }
    const uri = this.#map.toUri(file.path);
    const contents = contentBytes(after, 'utf8');
    const edit = new WorkspaceEdit();
    edit.createFile(uri, { contents, overwrite: false, ignoreIfExists: false });
    await this.#applyFileEdit(edit, `create ${file.display}`, file.display);
    if (mode !== undefined && isLocalUri(uri)) await chmod(uri.fsPath, mode);
    const onDisk = await this.#readBytes(file.path, Infinity);
    return {
      change,
      version: versionOf(onDisk),
      ...(equalBytes(onDisk, contents) ? {} : { changedOnSave: true }),
    };
  }

  async #edit(
    change: FileChange,
    file: ResolvedPath,
    before: FileSnapshot,
    after: FileContent,
  ): Promise<AppliedChange> {
    const uri = this.#map.toUri(file.path);
    await this.#assertCurrent(file, before);
    await assertWritable(uri, file.display);
    const notebook = await this.#map.openNotebook(file.path);
    if (notebook?.isDirty === true) throw unsavedError(file.display);
    const document = await this.#map.openDocument(file.path);
    if (document?.isDirty === true) {
      const outcome = await editUnsavedDocument(document, file.display, textOf(after, file.display));
      return {
        change,
        version: outcome.version,
        ...(outcome.kind === 'unsaved' ? { leftUnsaved: true } : {}),
      };
    }
    const readBytes = (): Promise<Uint8Array> => this.#readBytes(file.path, Infinity);
    const bytes = await readBytes();
    if (versionOf(bytes) !== before.version) throw staleError(file.display);
    if ('bytes' in after || before.text === undefined) {
      return this.#writeBytes(change, file, before, after, reasonForBytes(before));
    }
    if (lineEndingOf(before.text) === 'mixed') {
      return this.#writeBytes(change, file, before, after, 'its line endings are mixed');
    }
    const texts = { before: before.text, after: after.text };
    const outcome = await this.#tabs.expectingNone(uri, () =>
      editCleanFile(uri, file.display, bytes, texts, readBytes),
    );
    if (outcome.kind === 'as_bytes') return this.#writeBytes(change, file, before, after, outcome.reason);
    return { change, version: outcome.version, ...(outcome.changedOnSave ? { changedOnSave: true } : {}) };
  }

  /** Writes beside the editor's text model. An open document is asked about once, and reloads by itself. */
  async #writeBytes(
    change: FileChange,
    file: ResolvedPath,
    before: FileSnapshot,
    after: FileContent,
    reason: ByteEditReason,
  ): Promise<AppliedChange> {
    const document = await this.#map.openDocument(file.path);
    if (document !== undefined && !this.#confirmed.has(file.path)) {
      // Edits side by side ask one after another.
      const confirm = (): Promise<boolean> => this.#options.confirmByteEdit(file.display, reason);
      if (!(await this.#locks.run(['question'], confirm))) {
        const message = `${file.display} was not changed: it is open in the editor, ${reason}, and the person did not agree to change it on disk.`;
        throw new WorkspaceError('io', message, file.display, undefined, {
          about: 'file',
          code: 'not_agreed',
          path: file.display,
        });
      }
      this.#confirmed.add(file.path);
      // The answer may have taken a while.
      await this.#assertCurrent(file, before);
    }
    const bytes = 'bytes' in after ? after.bytes : await encodeAs(after.text, before.encoding);
    try {
      await workspace.fs.writeFile(this.#map.toUri(file.path), bytes);
    } catch (error) {
      throw this.#ioError(error, file.path);
    }
    return { change, version: versionOf(bytes), asBytes: reason };
  }

  async #delete(change: FileChange, file: ResolvedPath, before: FileSnapshot): Promise<AppliedChange> {
    const uri = this.#map.toUri(file.path);
    await this.#assertCurrent(file, before);
    await assertWritable(uri, file.display);
    await this.#assertSaved(file);
    const edit = new WorkspaceEdit();
    edit.deleteFile(uri, { recursive: false, ignoreIfNotExists: false });
    await this.#applyFileEdit(edit, `delete ${file.display}`, file.display);
    return { change };
  }

  async #rename(change: FileChange & { readonly kind: 'rename' }): Promise<AppliedChange> {
    const { file, to, before, after } = change;
    await this.#assertCurrent(file, before);
    await assertWritable(this.#map.toUri(file.path), file.display);
    await this.#assertSaved(file);
    if ((await this.stat(to.path)) !== undefined) throw existsError(to.display);
    const edit = new WorkspaceEdit();
    edit.renameFile(this.#map.toUri(file.path), this.#map.toUri(to.path), {
      overwrite: false,
      ignoreIfExists: false,
    });
    await this.#applyFileEdit(edit, `rename ${file.display} to ${to.display}`, file.display);
    if (after === undefined) return { change, version: before.version };
    return { ...(await this.#edit(change, to, { ...before, path: to.path }, after)), change };
  }

  async #applyFileEdit(edit: WorkspaceEdit, what: string, display: string): Promise<void> {
    if (await workspace.applyEdit(edit)) return;
    throw new WorkspaceError('io', `The editor could not ${what}.`, display, undefined, {
      about: 'file',
      code: 'refused_by_editor',
      path: display,
    });
  }

  async #assertCurrent(file: ResolvedPath, before: FileSnapshot): Promise<void> {
    const current = await this.read(file.path, { maxBytes: Infinity });
    if (current.version !== before.version || current.dirty !== before.dirty) throw staleError(file.display);
  }

  async #assertSaved(file: ResolvedPath): Promise<void> {
    const open = (await this.#map.openDocument(file.path)) ?? (await this.#map.openNotebook(file.path));
    if (open?.isDirty === true) throw unsavedError(file.display);
  }

  async #readBytes(path: string, maxBytes: number): Promise<Uint8Array> {
    try {
      return await readFileBytes(this.#map.toUri(path), this.#describe(path).display, maxBytes);
    } catch (error) {
      throw this.#ioError(error, path);
    }
  }

  #ioError(error: unknown, path: string): WorkspaceError {
    return toFileError(error, this.#describe(path).display);
  }
}

function textOf(after: FileContent, display: string): string {
  if ('text' in after) return after.text;
  throw unsavedError(display);
}

function reasonForBytes(before: FileSnapshot): ByteEditReason {
  if (before.binary) return 'it is not a text file';
  if (before.text === undefined) return 'its bytes are not valid in its encoding';
  return before.lineEnding === 'mixed' ? 'its line endings are mixed' : 'the new content is given as bytes';
}

function unsavedError(display: string): WorkspaceError {
  const message = `${display} has unsaved changes in the editor; ask the person to save or close it first.`;
  return new WorkspaceError('stale', message, display, undefined, {
    about: 'file',
    code: 'unsaved',
    path: display,
  });
}

function existsError(display: string): WorkspaceError {
  return new WorkspaceError('exists', `${display} exists already.`, display);
}
