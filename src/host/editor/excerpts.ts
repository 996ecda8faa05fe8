// What the person points at in an editor, as an excerpt for a prompt.
import { commands, DocumentSymbol, l10n, Range, SymbolInformation, window } from 'vscode';
import type { Position, TextDocument, TextEditor, Uri } from 'vscode';
import type { ContentFilter } from '../../core/tools/toolServices';
import { PersonError } from '../sessions/liveSession';
import type { EditorWorkspace } from '../workspace/editorWorkspace';
import type { Excerpt } from './selectionText';

export class Excerpts {
  constructor(
    private readonly workspace: EditorWorkspace,
    private readonly content: ContentFilter,
  ) {}

  /** The selection; without one the function, class or other symbol around the cursor, else the cursor's line. */
  async ofEditor(editor: TextEditor | undefined = window.activeTextEditor): Promise<Excerpt> {
    if (editor === undefined) throw new PersonError(l10n.t('Open a file and select something in it first.'));
    const { document, selection } = editor;
    const range = selection.isEmpty
      ? ((await symbolAround(document.uri, selection.active)) ?? document.lineAt(selection.active).range)
      : new Range(selection.start, selection.end);
    return this.ofRange(document, range);
  }

  /** Whole lines are counted from 1; a range that ends before the first character of a line does not reach it. */
  async ofRange(document: TextDocument, range: Range): Promise<Excerpt> {
    const { file, isReadable } = await this.fileOf(document.uri);
    const endsBeforeLine = range.end.character === 0 && range.end.line > range.start.line;
    return {
      file,
      language: document.languageId,
      fromLine: range.start.line + 1,
      toLine: range.end.line + (endsBeforeLine ? 0 : 1),
      text: document.getText(range),
      isReadable,
    };
  }

  /** Throws `PersonError` for a file whose content is kept from the model. */
  async fileOf(uri: Uri): Promise<{ readonly file: string; readonly isReadable: boolean }> {
    const { display, folder, path } = await this.workspace.displayOf(uri);
    const isReadable = folder !== undefined;
    if (await this.content.isHidden({ display, path, ...(folder === undefined ? {} : { folder }) })) {
      throw new PersonError(l10n.t('{0} is kept from the agent by .planwrightignore.', display));
    }
    return { file: isReadable || uri.scheme === 'file' ? display : uri.path, isReadable };
  }
}

/** The innermost symbol around a position. Language servers give a tree, or a flat list. */
async function symbolAround(uri: Uri, position: Position): Promise<Range | undefined> {
  const symbols = await commands.executeCommand<(DocumentSymbol | SymbolInformation)[] | undefined>(
    'vscode.executeDocumentSymbolProvider',
    uri,
  );
  let found: Range | undefined;
  const visit = (symbol: DocumentSymbol | SymbolInformation): void => {
    const range = symbol instanceof SymbolInformation ? symbol.location.range : symbol.range;
    if (!range.contains(position)) return;
    if (found === undefined || found.contains(range)) found = range;
    if (symbol instanceof DocumentSymbol) symbol.children.forEach(visit);
  };
  symbols?.forEach(visit);
  return found;
}
