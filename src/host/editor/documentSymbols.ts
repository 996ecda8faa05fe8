// The declarations of a file as the editor's language support knows them. The file is not shown: only the editor's model of it is made.
import { commands, SymbolInformation, SymbolKind } from 'vscode';
import type { DocumentSymbol, Uri } from 'vscode';
import type { ContextEngineOptions } from '../../core/context/contextEngine';
import type { OutlineSymbol } from '../../core/context/outline';
import { withAbort } from '../../core/session/toolTimeout';

/** Milliseconds for one file; language support that is still starting is not waited for. */
const FILE_MS = 500;
/** Symbols of one file. */
const SYMBOL_LIMIT = 500;
/** What is no declaration of its own inside of another one. */
const DETAILS: ReadonlySet<SymbolKind> = new Set([
  SymbolKind.Variable,
  SymbolKind.Constant,
  SymbolKind.Property,
  SymbolKind.Field,
  SymbolKind.EnumMember,
  SymbolKind.Key,
]);

/** Undefined where the editor knows none in time. */
export function createSymbolsPort(workspace: {
  toUri(path: string): Uri;
}): NonNullable<ContextEngineOptions['symbols']> {
  return async ({ path }, signal) => {
    const asked = commands.executeCommand<(DocumentSymbol | SymbolInformation)[] | undefined>(
      'vscode.executeDocumentSymbolProvider',
      workspace.toUri(path),
    );
    let found: readonly (DocumentSymbol | SymbolInformation)[] | undefined;
    try {
      found = await withAbort(
        Promise.resolve(asked),
        AbortSignal.any([signal, AbortSignal.timeout(FILE_MS)]),
      );
    } catch {
      signal.throwIfAborted();
      return undefined; // too late, or the provider failed: the lines are read instead
    }
    const symbols = (found ?? []).flatMap(declared).slice(0, SYMBOL_LIMIT);
    return symbols.length === 0 ? undefined : symbols.toSorted((left, right) => left.line - right.line);
  };
}

/** A declaration and those right inside of it. */
function declared(symbol: DocumentSymbol | SymbolInformation): readonly OutlineSymbol[] {
  if (symbol instanceof SymbolInformation) return [outlined(symbol.name, symbol.location.range)];
  const members = symbol.children.filter(({ kind }) => !DETAILS.has(kind));
  return [symbol, ...members].map(({ name, range }) => outlined(name, range));
}

function outlined(name: string, { start, end }: DocumentSymbol['range']): OutlineSymbol {
  return { name, line: start.line + 1, endLine: end.line + 1 };
}
