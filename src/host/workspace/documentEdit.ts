// Changes the text of one file through the editor: one `WorkspaceEdit`, so that the editor's undo has it. Whatever the editor
// would not keep byte for byte is left to `byteEdit.ts`; this module says why.
import { EndOfLine, Range, TextEdit, workspace, WorkspaceEdit } from 'vscode';
import type { TextDocument, Uri } from 'vscode';
import { lineEndingOf, versionOf } from '../../core/workspace/textCodec';
import { WorkspaceError } from '../../core/workspace/workspaceError';
import { canEncode, encodeAs, equalBytes } from './documentCodec';
import { minimalEdits } from './minimalEdits';

/** The editor does not give larger documents to extensions. */
const DOCUMENT_LIMIT_BYTES = 50 * 1024 * 1024;
/** How long an open document may take to show what changed on disk. */
const RELOAD_WAIT_MS = 2_000;
/**
 * A document that has reloaded may have done so between two writes of one change. The editor would then refuse a save, as one over newer
 * content, until it has looked once more; it does so within this time after the last write.
 */
const QUIET_MS = 500;
/** How often an edit is made that the editor took back before it was saved. */
const MOST_ATTEMPTS = 3;

/** The file has the new text. `changedOnSave`: something such as a formatter changed it further. */
export interface SavedEdit {
  readonly kind: 'saved';
  readonly version: string;
  readonly changedOnSave: boolean;
}

/** Only the document has the new text. */
export interface UnsavedEdit {
  readonly kind: 'unsaved';
  readonly version: string;
}

/** Nothing was changed: the editor would not keep the bytes. */
export interface ByteEditNeeded {
  readonly kind: 'as_bytes';
  readonly reason: ByteEditReason;
}

/** Why a file can't be changed through the editor; written for the model, asked of the person in their language. */
export type ByteEditReason =
  | 'the file is over 50 MB'
  | 'its line endings are mixed'
  | 'the editor cannot open it as text'
  | 'the editor reads it in another encoding'
  | 'its bytes are not valid in its encoding'
  | 'the editor has not yet noticed a change on disk'
  | 'it is not a text file'
  | 'the new content is given as bytes';

/** Changes a file whose document has no unsaved text, and saves it at once. `bytes` is what is on disk. */
export async function editCleanFile(
  uri: Uri,
  display: string,
  bytes: Uint8Array,
  { before, after }: { readonly before: string; readonly after: string },
  readBytes: () => Promise<Uint8Array>,
): Promise<SavedEdit | ByteEditNeeded> {
  if (bytes.byteLength > DOCUMENT_LIMIT_BYTES) return { kind: 'as_bytes', reason: 'the file is over 50 MB' };
  const newEnding = lineEndingOf(after);
  if (newEnding === 'mixed') return { kind: 'as_bytes', reason: 'its line endings are mixed' };
  let document: TextDocument;
  try {
    document = await workspace.openTextDocument(uri);
  } catch {
    // Binary, or refused by the editor for another reason that only it knows.
    return { kind: 'as_bytes', reason: 'the editor cannot open it as text' };
  }
  if (document.isDirty) throw staleError(display);
  if (!(await holds(document, bytes))) {
    const reason = await reasonForDifference(document, bytes);
    if (reason !== undefined) return { kind: 'as_bytes', reason };
  }
  if (document.getText() !== before)
    return { kind: 'as_bytes', reason: 'the editor reads it in another encoding' };
  await assertEncodes(after, document.encoding, display);
  const intended = await encodeAs(after, document.encoding);
  for (let attempt = 1; ; attempt += 1) {
    await applyText(document, after, display);
    await saveNow(document, display);
    const onDisk = await readBytes();
    // An editor that was reading the file again when the edit came takes its text back, and then there is nothing to save.
    const isTakenBack = equalBytes(onDisk, bytes) && !equalBytes(intended, bytes);
    if (!isTakenBack || attempt === MOST_ATTEMPTS || document.isDirty || document.getText() !== before)
      return { kind: 'saved', version: versionOf(onDisk), changedOnSave: !equalBytes(onDisk, intended) };
    await untilQuiet(uri);
  }
}

async function saveNow(document: TextDocument, display: string): Promise<void> {
  const saved = await document.save();
  if (saved || !document.isDirty) return;
  throw new WorkspaceError(
    'io',
    `${display} was changed in the editor but could not be saved; the change is there, unsaved.`,
    display,
    undefined,
    { about: 'file', code: 'not_saved', path: display },
  );
}

/** Changes a document with unsaved text and leaves it unsaved. */
export async function editUnsavedDocument(
  document: TextDocument,
  display: string,
  after: string,
): Promise<SavedEdit | UnsavedEdit> {
  await assertEncodes(after, document.encoding, display);
  await applyText(document, after, display);
  const version = versionOf(await encodeAs(document.getText(), document.encoding));
  // An automatic save may have come first.
  return document.isDirty ? { kind: 'unsaved', version } : { kind: 'saved', version, changedOnSave: false };
}

/** Changes the text of an open document in one step of its undo stack. Throws when the editor refuses or does something else. */
async function applyText(document: TextDocument, after: string, display: string): Promise<void> {
  const before = document.getText();
  const ending = lineEndingOf(after);
  const documentEnding = document.eol === EndOfLine.CRLF ? 'crlf' : 'lf';
  const wantedEnding = ending === 'crlf' || ending === 'lf' ? ending : documentEnding;
  const inDocumentEnding = withEnding(after, documentEnding);
  const edit = new WorkspaceEdit();
  const edits = minimalEdits(before, inDocumentEnding).map(({ start, end, text }) =>
    TextEdit.replace(new Range(document.positionAt(start), document.positionAt(end)), text),
  );
  if (wantedEnding !== documentEnding) {
    edits.push(TextEdit.setEndOfLine(wantedEnding === 'crlf' ? EndOfLine.CRLF : EndOfLine.LF));
  }
  if (edits.length === 0) return;
  edit.set(document.uri, edits);
  if (!(await workspace.applyEdit(edit))) {
    throw new WorkspaceError('io', `The editor refused to change ${display}.`, display, undefined, {
      about: 'file',
      code: 'refused_by_editor',
      path: display,
    });
  }
  if (document.getText() !== withEnding(after, wantedEnding) && document.isDirty) {
    throw new WorkspaceError(
      'io',
      `${display} was changed by something else at the same moment: read it again.`,
      display,
      undefined,
      { about: 'file', code: 'changed_meanwhile', path: display },
    );
  }
}

/** True when saving the document now would write exactly these bytes. */
async function holds(document: TextDocument, bytes: Uint8Array): Promise<boolean> {
  return equalBytes(await encodeAs(document.getText(), document.encoding), bytes);
}

/**
 * Why the document differs from the file: either the editor has not noticed a change on disk yet (waited for), or it does not keep
 * the bytes. Undefined when the document has caught up.
 */
async function reasonForDifference(
  document: TextDocument,
  bytes: Uint8Array,
): Promise<ByteEditReason | undefined> {
  const decoded = await workspace.decode(bytes, { encoding: document.encoding });
  const isLossy = !equalBytes(await encodeAs(decoded, document.encoding), bytes);
  if (isLossy) return 'its bytes are not valid in its encoding';
  if (lineEndingOf(decoded) === 'mixed') return 'its line endings are mixed';
  const hasReloaded = await waitForChange(document, () => holds(document, bytes));
  if (hasReloaded) await untilQuiet(document.uri);
  return hasReloaded && (await holds(document, bytes))
    ? undefined
    : 'the editor has not yet noticed a change on disk';
}

async function untilQuiet(uri: Uri): Promise<void> {
  const { mtime } = await workspace.fs.stat(uri);
  // No longer than that, whatever clock a remote file has.
  const rest = Math.min(QUIET_MS, mtime + QUIET_MS - Date.now());
  if (rest > 0) await new Promise((resolve) => setTimeout(resolve, rest));
}

async function waitForChange(document: TextDocument, isDone: () => Promise<boolean>): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const finish = (result: boolean): void => {
      clearTimeout(timer);
      listener.dispose();
      resolve(result);
    };
    const check = (): void => {
      isDone().then((done) => {
        if (done) finish(true);
      }, reject);
    };
    const timer = setTimeout(() => finish(false), RELOAD_WAIT_MS);
    const listener = workspace.onDidChangeTextDocument((event) => {
      if (event.document === document) check();
    });
    check();
  });
}

async function assertEncodes(text: string, encoding: string, display: string): Promise<void> {
  if (await canEncode(text, encoding)) return;
  throw new WorkspaceError(
    'io',
    `${display} is kept in the encoding ${encoding}, which lacks some character of the new text. Use other characters.`,
    display,
    undefined,
    { about: 'file', code: 'encoding', path: display, encoding },
  );
}

function withEnding(text: string, ending: 'crlf' | 'lf'): string {
  const plain = text.replaceAll(/\r\n?/g, '\n');
  return ending === 'crlf' ? plain.replaceAll('\n', '\r\n') : plain;
}

export function staleError(display: string): WorkspaceError {
  return new WorkspaceError('stale', `${display} has changed since it was read: read it again.`, display);
}
