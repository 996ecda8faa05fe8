// The editor's diagnostics as plain problems, and the wait until a language server had its say.
import { languages, workspace } from 'vscode';
import type { Diagnostic, Uri } from 'vscode';
import { SEVERITIES } from './problemText';
import type { Problem } from './problemText';

/** A file that was not open: how long its language server may take to say something, in milliseconds. */
const FIRST_MS = 2_000;
/** Nothing new for so long: the server is done, in milliseconds. */
const QUIET_MS = 400;
/** The longest wait for a server that keeps reporting, in milliseconds. */
const LONGEST_MS = 5_000;

export function toProblem({ severity, range, message, source, code }: Diagnostic): Problem {
  const codeText = typeof code === 'object' ? String(code.value) : code === undefined ? '' : String(code);
  const origin = [source ?? '', codeText].filter((part) => part !== '').join(' ');
  return {
    severity: SEVERITIES[severity] ?? 'error',
    line: range.start.line + 1,
    column: range.start.character + 1,
    message,
    ...(origin === '' ? {} : { origin }),
  };
}

/**
 * Opens the document, without a tab, so that its language server looks at it, and waits until the reports have come to rest. Throws
 * where the file can't be opened as text, and the signal's reason.
 *
 * @param firstMs how long the server may take to say something about a file that was not open
 */
export async function settledProblems(
  uri: Uri,
  signal: AbortSignal,
  firstMs = FIRST_MS,
): Promise<readonly Problem[]> {
  const wasOpen = workspace.textDocuments.some((document) => document.uri.toString() === uri.toString());
  if (!wasOpen) await workspace.openTextDocument(uri);
  await quiet(uri, wasOpen || languages.getDiagnostics(uri).length > 0 ? QUIET_MS : firstMs, signal);
  return languages.getDiagnostics(uri).map(toProblem);
}

function quiet(uri: Uri, firstMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (settle: () => void) => (): void => {
      clearTimeout(timer);
      clearTimeout(limit);
      subscription.dispose();
      signal.removeEventListener('abort', cancelled);
      settle();
    };
    const done = end(resolve);
    const cancelled = end(() => reject(signal.reason as Error));
    let timer = setTimeout(done, firstMs);
    const limit = setTimeout(done, LONGEST_MS);
    const subscription = languages.onDidChangeDiagnostics(({ uris }) => {
      if (!uris.some((changed) => changed.toString() === uri.toString())) return;
      clearTimeout(timer);
      timer = setTimeout(done, QUIET_MS);
    });
    if (signal.aborted) cancelled();
    else signal.addEventListener('abort', cancelled, { once: true });
  });
}
