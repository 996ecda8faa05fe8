import type { Tool, ToolContext, ToolOutput } from '../../../src/core/tools/tool';
import { parseToolInput } from '../../../src/core/tools/toolInput';
import type { SearchBackend } from '../../../src/core/tools/toolServices';
import type { CommandRunner } from '../../../src/core/process/commandRunner';
import { createContentFilter } from '../../../src/core/workspace/contentFilter';
import { createReadLedger } from '../../../src/core/workspace/readLedger';
import type { Workspace } from '../../../src/core/workspace/workspace';
import { WorkspaceError } from '../../../src/core/workspace/workspaceError';

export interface CallOptions {
  readonly workspace: Workspace;
  readonly search?: SearchBackend;
  readonly commands?: CommandRunner;
  readonly signal?: AbortSignal;
  readonly onOutput?: (delta: string) => void;
}

const unused = () => {
  throw new Error('not used here');
};

/** Runs one call of a tool that changes no files, as the pipeline does, without questions. */
export async function callTool(
  tool: Tool,
  args: Readonly<Record<string, unknown>>,
  { workspace, search, commands, signal, onOutput }: CallOptions,
): Promise<ToolOutput> {
  const context: ToolContext = {
    callId: 'call-1',
    workspace,
    signal: signal ?? new AbortController().signal,
    onOutput: onOutput ?? (() => undefined),
    services: {
      reads: createReadLedger(),
      content: createContentFilter(workspace),
      readFile: unused,
      search: search ?? { searchText: unused, searchFiles: unused },
      outputs: { write: unused },
      ...(commands === undefined ? {} : { commands }),
    },
  };
  const parsed = parseToolInput(tool, args);
  if (!parsed.ok) {
    return { content: parsed.message, isError: true };
  }
  if (!('execute' in tool)) {
    throw new Error('not a tool that acts');
  }
  try {
    return await tool.execute(parsed.input, context);
  } catch (error) {
    if (error instanceof WorkspaceError) {
      return { content: error.message, isError: true };
    }
    throw error;
  }
}
