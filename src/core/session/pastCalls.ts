// The calls of a session's log, as the permission gate sees them now.
import type { AgentEvent } from '../events/agentEvent';
import type { JudgedCall } from '../permissions/dryRun';
import type { PermissionChecker, PermissionRequest } from '../permissions/permission';
import { isWritingTool } from '../tools/tool';
import type { Tool } from '../tools/tool';
import { parseToolInput } from '../tools/toolInput';
import type { ToolServices } from '../tools/toolServices';
import type { ResolvedPath, Workspace } from '../workspace/workspace';

/** The newest so many calls are looked at. */
export const PAST_CALLS = 1_000;

export interface PastCallsOptions {
  readonly tools: ReadonlyMap<string, Tool>;
  readonly gate: PermissionChecker;
  readonly workspace: Workspace;
  readonly services: ToolServices;
}

/** Oldest first. Nothing runs; what the log holds in place of a secret is judged as it stands there. */
export async function judgePastCalls(
  events: readonly AgentEvent[],
  options: PastCallsOptions,
): Promise<readonly JudgedCall[]> {
  const calls = events.filter((event) => event.type === 'tool_call').slice(-PAST_CALLS);
  const judged: JudgedCall[] = [];
  for (const { toolId, toolName, title, args, readOnly } of calls) {
    const tool = options.tools.get(toolName);
    const { paths, sandboxed } = await readCall(tool, args, options);
    const request: PermissionRequest = {
      toolName,
      args,
      readOnly,
      paths,
      // What it would have written is not in the log; its paths are.
      ...(tool !== undefined && isWritingTool(tool) ? { changes: [] } : {}),
      ...(sandboxed ? { sandboxed } : {}),
    };
    const verdict = await options.gate.check(request);
    const { commandLine } = verdict;
    const subject = commandLine === undefined ? request : { ...request, commandLine };
    judged.push({ toolId, toolName, title, subject, verdict });
  }
  return judged;
}

/** No path and no sandbox for a tool that is not there any more, and for arguments that it would not take. */
async function readCall(
  tool: Tool | undefined,
  args: Readonly<Record<string, unknown>>,
  { workspace, services }: PastCallsOptions,
): Promise<{ readonly paths: readonly ResolvedPath[]; readonly sandboxed: boolean }> {
  const parsed = tool === undefined ? undefined : parseToolInput(tool, args);
  if (tool === undefined || parsed?.ok !== true) return { paths: [], sandboxed: false };
  const written = tool.paths?.(parsed.input) ?? [];
  const found = await Promise.allSettled(written.map((path) => workspace.resolve(path)));
  // One that can't be resolved, such as a device, could not be reached then either.
  const paths = found.flatMap((path) => (path.status === 'fulfilled' ? [path.value] : []));
  const use = await tool.sandbox?.(parsed.input, services);
  return { paths, sandboxed: use?.place.kind === 'sandbox' };
}
