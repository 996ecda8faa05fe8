// `diagnostics`: what compilers and linters report in the editor. Offered in the host only.
import { languages } from 'vscode';
import * as z from 'zod/mini';
import { missingFileError } from '../../core/tools/missingFile';
import type { ActionTool, ToolContext, ToolOutput } from '../../core/tools/tool';
import { assertVisible } from '../../core/workspace/guardedRead';
import type { EditorWorkspace } from '../workspace/editorWorkspace';
import { DIAGNOSTICS_DESCRIPTION } from './diagnosticsTool.prompt';
import { settledProblems, toProblem } from './problems';
import { atLeast, MAX_PROBLEMS, problemText, SEVERITIES } from './problemText';
import type { FileProblems, Severity } from './problemText';

const schema = z.object({
  file_path: z.optional(z.string().check(z.describe('default: every file with problems'))),
  severity: z.optional(
    z.enum(SEVERITIES).check(z.describe('the least urgent that is shown; default: warning')),
  ),
});

export type DiagnosticsInput = z.infer<typeof schema>;

/** Files that the ignore file keeps from the model are left out, and so is what lies outside the workspace. */
export function createDiagnosticsTool(editorWorkspace: EditorWorkspace): ActionTool<DiagnosticsInput> {
  return {
    name: 'diagnostics',
    description: DIAGNOSTICS_DESCRIPTION,
    lane: 'query',
    schema,
    title: ({ file_path }) => file_path ?? 'all files',
    paths: ({ file_path }) => (file_path === undefined ? [] : [file_path]),
    execute: ({ file_path, severity = 'warning' }, context) =>
      file_path === undefined
        ? ofWorkspace(editorWorkspace, severity, context)
        : ofFile(editorWorkspace, file_path, severity, context),
  };
}

async function ofFile(
  editorWorkspace: EditorWorkspace,
  path: string,
  severity: Severity,
  context: ToolContext,
): Promise<ToolOutput> {
  const file = await editorWorkspace.resolve(path);
  await assertVisible(file, context.services.content);
  const stat = await editorWorkspace.stat(file.path);
  if (stat === undefined) throw await missingFileError(file, editorWorkspace);
  if (stat.kind === 'directory') {
    return {
      content: `${file.display} is a directory. Name a file, or leave file_path out to see all problems.`,
      isError: true,
    };
  }
  const problems = await settledProblems(editorWorkspace.toUri(file.path), context.signal);
  return result([{ file: file.display, problems }], severity);
}

async function ofWorkspace(
  editorWorkspace: EditorWorkspace,
  severity: Severity,
  { services }: ToolContext,
): Promise<ToolOutput> {
  const files: FileProblems[] = [];
  for (const [uri, diagnostics] of languages.getDiagnostics()) {
    if (diagnostics.length === 0) continue;
    const file = await editorWorkspace.displayOf(uri);
    if (file.folder === undefined || (await services.content.isHidden(file))) continue;
    files.push({ file: file.display, problems: diagnostics.map(toProblem) });
  }
  return result(files, severity);
}

function result(files: readonly FileProblems[], severity: Severity): ToolOutput {
  const shown = atLeast(files, severity);
  const matches = shown.reduce((sum, { problems }) => sum + problems.length, 0);
  return {
    content: problemText(shown),
    details: { type: 'search', matches, files: shown.length, truncated: matches > MAX_PROBLEMS },
  };
}
