// Runs one tool within the time that a call may take.
import { isWritingTool } from '../tools/tool';
import type { Tool, ToolOutput } from '../tools/tool';
import { WorkspaceError } from '../workspace/workspaceError';

/** Without a limit, or with one that is reached: the output then says so. */
export async function executeInTime(
  tool: Tool,
  toolTimeoutMs: number | undefined,
  signal: AbortSignal,
  run: (signal: AbortSignal) => Promise<ToolOutput>,
): Promise<ToolOutput> {
  if (toolTimeoutMs === undefined) return run(signal);
  const timeout = AbortSignal.timeout(toolTimeoutMs);
  const limited = AbortSignal.any([signal, timeout]);
  try {
    const executing = run(limited);
    // A write that has begun is brought to its end: saying that it timed out would be wrong.
    return await (isWritingTool(tool) ? executing : withAbort(executing, limited));
  } catch (error) {
    if (!timeout.aborted || signal.aborted || error instanceof WorkspaceError) throw error;
    return { content: `Tool '${tool.name}' timed out after ${toolTimeoutMs}ms`, isError: true };
  }
}

/** Settles with the promise, or rejects when the signal fires first; the promise's own failure is then ignored. */
export async function withAbort<Result>(promise: Promise<Result>, signal: AbortSignal): Promise<Result> {
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const onAbort = (): void => aborted.reject(signal.reason as Error);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
