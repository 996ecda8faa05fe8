// `terminal`: a command in a visible terminal with a real TTY. Offered only where the person turned it on; the gate always asks.
import * as z from 'zod/mini';
import { DEFAULT_COMMAND_TIMEOUT_MS, MAX_COMMAND_TIMEOUT_MS, plainText } from '../../core/tools/bashResult';
import type { ActionTool } from '../../core/tools/tool';
import { REAL_TERMINAL_DESCRIPTION } from './realTerminal.prompt';
import { ShellIntegrationError } from './realTerminal';
import type { RealTerminals, TerminalOutcome } from './realTerminal';

const schema = z.object({
  command: z.string().check(z.minLength(1)),
  timeout: z.optional(
    z.int().check(z.minimum(1), z.describe(`milliseconds, default ${DEFAULT_COMMAND_TIMEOUT_MS}`)),
  ),
  cwd: z.optional(z.string().check(z.describe('folder'))),
});

export type RealTerminalInput = z.infer<typeof schema>;

export function createRealTerminalTool(terminals: Pick<RealTerminals, 'run'>): ActionTool<RealTerminalInput> {
  return {
    name: 'terminal',
    description: REAL_TERMINAL_DESCRIPTION,
    lane: 'execute',
    schema,
    usesSavedFiles: true,
    title: ({ command }) => command,
    paths: ({ cwd }) => (cwd === undefined ? [] : [cwd]),
    async execute({ command, timeout, cwd }, { workspace, signal, onOutput }) {
      const folder = cwd === undefined ? undefined : await workspace.resolve(cwd);
      const root = folder?.path ?? workspace.folders[0]?.root;
      if (root === undefined) return { content: 'No folder is open to run a command in.', isError: true };
      const timeoutMs = Math.min(timeout ?? DEFAULT_COMMAND_TIMEOUT_MS, MAX_COMMAND_TIMEOUT_MS);
      const startedAt = performance.now();
      let outcome: TerminalOutcome;
      try {
        outcome = await terminals.run({ command, cwd: root, timeoutMs, signal, onOutput });
      } catch (error) {
        if (error instanceof ShellIntegrationError) return { content: error.message, isError: true };
        throw error;
      }
      signal.throwIfAborted();
      const { exitCode } = outcome;
      const isError = outcome.ended !== 'exited' || (exitCode !== undefined && exitCode !== 0);
      return {
        content: terminalResultText(outcome, timeoutMs),
        isError,
        ...(exitCode === undefined ? {} : { exitCode }),
        details: {
          type: 'command',
          command,
          durationMs: Math.round(performance.now() - startedAt),
          ...(exitCode === undefined ? {} : { exitCode }),
        },
      };
    },
  };
}

/** What the terminal shows in the end, and how it ended, for the model. */
export function terminalResultText(outcome: TerminalOutcome, timeoutMs: number): string {
  const text = plainText(outcome.output);
  const notes = {
    exited:
      outcome.exitCode === undefined
        ? '[The shell did not tell an exit code.]'
        : outcome.exitCode === 0
          ? ''
          : `[exit code ${outcome.exitCode}]`,
    cancelled: '[Command cancelled]',
    timed_out: `[Command timed out after ${timeoutMs}ms and was ended.]`,
    closed: '[The person closed the terminal.]',
  };
  const parts = [outcome.isCut ? '[Only the end of the output is shown.]' : '', text, notes[outcome.ended]];
  return parts.filter((part) => part !== '').join('\n') || '(no output)';
}
