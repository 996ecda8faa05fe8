// The files that a call names: resolved for the gate and, right before the call runs, once more, as anything may have happened meanwhile.
import { hasDeceptiveCharacters, makeVisible } from '../security/visibleText';
import type { Tool } from '../tools/tool';
import type { ResolvedPath, Workspace } from '../workspace/workspace';
import { WorkspaceError } from '../workspace/workspaceError';

/** Each file once. Throws `WorkspaceError`, also for a name that a person would read as another one. */
export async function resolveCallPaths(
  tool: Tool,
  input: unknown,
  workspace: Workspace,
): Promise<readonly ResolvedPath[]> {
  const written = tool.paths?.(input) ?? [];
  const files = uniquePaths(await Promise.all(written.map((path) => workspace.resolve(path))));
  for (const { display } of files) {
    if (!hasDeceptiveCharacters(display)) continue;
    const shown = makeVisible(display).replaceAll('\n', '⟨U+000A⟩').replaceAll('\t', '⟨U+0009⟩');
    const message = `Failed to resolve path: ${shown}: its name has characters that nobody can see. Use another name, or a command.`;
    throw new WorkspaceError('invalid_path', message, shown);
  }
  return files;
}

/** Throws `WorkspaceError` `outside` where a file leads to another place than when it was `checked`. */
export async function assertSamePlaces(
  tool: Tool,
  input: unknown,
  workspace: Workspace,
  checked: readonly ResolvedPath[],
): Promise<void> {
  const known = new Set(checked.map(({ path }) => path));
  const moved = (await resolveCallPaths(tool, input, workspace)).find(({ path }) => !known.has(path));
  if (moved === undefined) return;
  const message = `A path of this call leads to another place than when it was checked (${moved.display}); nothing was done. Try again.`;
  throw new WorkspaceError('outside', message, moved.display, undefined, {
    about: 'file',
    code: 'moved',
    path: moved.display,
  });
}

export function uniquePaths(paths: readonly ResolvedPath[]): readonly ResolvedPath[] {
  return [...new Map(paths.map((file) => [file.path, file])).values()];
}
