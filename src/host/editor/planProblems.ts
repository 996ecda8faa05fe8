// What the editor sees wrong in the workspace, for the evidence of plan steps.
import { languages } from 'vscode';
import type { FileProblem } from '../../core/plan/evidence';
import type { ProblemsPort } from '../../core/session/planChecks';
import type { EditorWorkspace } from '../workspace/editorWorkspace';
import { settledProblems, toProblem } from './problems';

/** Most files whose language servers are waited for; a step that changes more is looked at as it is. */
const MOST_WAITED = 20;

/** A file that was not open: how long its language server may take to say something, in milliseconds. Every step waits. */
const FIRST_MS = 1_000;

/** Errors and warnings of all files of the workspace, once the reports about `changed` have come to rest. */
export function createProblemsPort(editorWorkspace: EditorWorkspace): ProblemsPort {
  return async (changed, signal) => {
    const waits = changed.slice(0, MOST_WAITED).map(async (path) => {
      const { path: resolved } = await editorWorkspace.resolve(path);
      if ((await editorWorkspace.stat(resolved))?.kind === 'file')
        await settledProblems(editorWorkspace.toUri(resolved), signal, FIRST_MS);
    });
    // A file that can't be opened as text has nothing to report.
    await Promise.allSettled(waits);
    signal.throwIfAborted();
    const found: FileProblem[] = [];
    for (const [uri, diagnostics] of languages.getDiagnostics()) {
      const problems = diagnostics.map(toProblem);
      if (!problems.some(({ severity }) => isKept(severity))) continue;
      const { display, folder } = await editorWorkspace.displayOf(uri);
      if (folder === undefined) continue;
      for (const { severity, line, message, origin } of problems)
        if (isKept(severity))
          found.push({
            path: display,
            line,
            severity,
            message,
            ...(origin === undefined ? {} : { source: origin }),
          });
    }
    return found;
  };
}

function isKept(severity: string): severity is FileProblem['severity'] {
  return severity === 'error' || severity === 'warning';
}
