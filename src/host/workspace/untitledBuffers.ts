// Documents of the editor that have no file yet, by the name a person sees: `untitled:Untitled-1`. They count as inside the workspace as
// long as they are open, and never as a path on the disk.
import { workspace } from 'vscode';
import type { TextDocument } from 'vscode';
import type {
  AppliedChange,
  FileChange,
  FileStat,
  ResolvedPath,
  WorkspaceFolder,
} from '../../core/workspace/workspace';
import { WorkspaceError } from '../../core/workspace/workspaceError';
import { snapshotOfDocument } from './documentCodec';
import { editUnsavedDocument, staleError } from './documentEdit';

const SCHEME = 'untitled';
/** No folder of the window: whoever looks for files finds none here. */
const FOLDER: WorkspaceFolder = { name: SCHEME, root: `${SCHEME}:` };

/** True for what names such a document, open or not. */
export function namesUntitled(written: string): boolean {
  return /^untitled:/i.test(written);
}

/** Throws `missing` for one that is not open. */
export function resolveUntitled(written: string): ResolvedPath {
  const document = openUntitled(written);
  if (document === undefined) throw closedError(written);
  return describeUntitled(document.uri.toString());
}

/** @param path as `ResolvedPath.path` */
export function describeUntitled(path: string): ResolvedPath {
  const open = openUntitled(path);
  return { path, display: open === undefined ? path : `${SCHEME}:${open.uri.path}`, folder: FOLDER };
}

/** By what a person sees, or by its URI. */
export function openUntitled(written: string): TextDocument | undefined {
  const name = written.slice(SCHEME.length + 1);
  const open = workspace.textDocuments.filter(({ uri, isClosed }) => uri.scheme === SCHEME && !isClosed);
  return open.find(({ uri }) => uri.toString() === written) ?? open.find(({ uri }) => uri.path === name);
}

export function statUntitled(path: string): FileStat | undefined {
  const document = openUntitled(path);
  if (document === undefined) return undefined;
  return { kind: 'file', size: Buffer.byteLength(document.getText(), 'utf8'), modified: 0 };
}

/** Throws `missing` for one that is not open. */
export async function readUntitled(path: string): ReturnType<typeof snapshotOfDocument> {
  const document = openUntitled(path);
  if (document === undefined) throw closedError(path);
  return snapshotOfDocument(path, document);
}

/** Only its text can be changed. It stays unsaved. */
export async function applyToUntitled(change: FileChange): Promise<AppliedChange> {
  const { display, path } = change.file;
  if (change.kind === 'create') throw closedError(display);
  if (change.kind !== 'edit') {
    const message = `${display} has no file yet: only its text can be changed. Ask the person to save or close it.`;
    throw new WorkspaceError('io', message, display);
  }
  const document = openUntitled(path);
  if (document === undefined) throw closedError(display);
  const { version } = await snapshotOfDocument(path, document);
  if (version !== change.before.version) throw staleError(display);
  if (!('text' in change.after)) {
    throw new WorkspaceError('io', `${display} is a text without a file: it has no bytes to write.`, display);
  }
  const outcome = await editUnsavedDocument(document, display, change.after.text);
  return { change, version: outcome.version, leftUnsaved: true };
}

function closedError(display: string): WorkspaceError {
  const message = `${display} is not open in the editor (any more). Only open untitled documents can be read and changed; write a file instead, or ask the person.`;
  return new WorkspaceError('missing', message, display);
}
