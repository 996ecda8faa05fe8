import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isToolOutput, isWritingTool } from '../../../src/core/tools/tool';
import type { Tool, ToolContext, ToolOutput } from '../../../src/core/tools/tool';
import { parseToolInput } from '../../../src/core/tools/toolInput';
import { commitChanges } from '../../../src/core/workspace/commit';
import { createContentFilter } from '../../../src/core/workspace/contentFilter';
import { createDiskWorkspace } from '../../../src/core/workspace/diskWorkspace';
import { createGuardedRead } from '../../../src/core/workspace/guardedRead';
import { createReadLedger } from '../../../src/core/workspace/readLedger';
import type { Workspace } from '../../../src/core/workspace/workspace';
import { WorkspaceError } from '../../../src/core/workspace/workspaceError';
import { temporaryFolder } from '../workspace/temporaryFolder';

export interface ToolHarness {
  readonly root: string;
  readonly workspace: Workspace;
  /** Runs a call as the pipeline does, without questions. */
  run(tool: Tool, args: Readonly<Record<string, unknown>>): Promise<ToolOutput>;
  /** Notes the file as read by the model. */
  markRead(...paths: readonly string[]): Promise<void>;
  text(path: string): string;
}

/** A folder on disk with these files, and everything that the file tools use. */
export function toolHarness(files: Readonly<Record<string, string | Uint8Array>> = {}): ToolHarness {
  const root = temporaryFolder(files);
  const workspace = createDiskWorkspace({ folders: [{ root }] });
  const reads = createReadLedger();
  const content = createContentFilter(workspace);
  const readFile = createGuardedRead(workspace, reads, content);
  const { signal } = new AbortController();
  const context: ToolContext = {
    callId: 'call-1',
    workspace,
    signal,
    onOutput: () => undefined,
    services: {
      reads,
      content,
      readFile,
      search: {
        searchText: () => {
          throw new Error('not used here');
        },
        searchFiles: () => {
          throw new Error('not used here');
        },
      },
      outputs: { write: () => Promise.reject(new Error('not used here')) },
    },
  };
  return {
    root,
    workspace,
    async run(tool, args) {
      const parsed = parseToolInput(tool, args);
      if (!parsed.ok) {
        return { content: parsed.message, isError: true };
      }
      try {
        if (!isWritingTool(tool)) {
          return await tool.execute(parsed.input, context);
        }
        const proposal = await tool.propose(parsed.input, context);
        if (isToolOutput(proposal)) {
          return proposal;
        }
        const applied = await commitChanges(workspace, proposal.changes, { signal });
        for (const { change, version } of applied) {
          if (version !== undefined) {
            reads.seen((change.kind === 'rename' ? change.to : change.file).path, version);
          }
        }
        return tool.report(parsed.input, proposal, applied);
      } catch (error) {
        if (error instanceof WorkspaceError) {
          return { content: error.message, isError: true };
        }
        throw error;
      }
    },
    async markRead(...paths) {
      for (const path of paths) {
        await readFile(await workspace.resolve(path));
      }
    },
    text: (path) => readFileSync(join(root, path), 'utf8'),
  };
}
