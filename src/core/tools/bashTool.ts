import * as z from 'zod/mini';
import { CommandStartError } from '../process/commandRunner';
import type { CommandOutcome } from '../process/commandRunner';
import { bashDescription } from './bashTool.prompt';
import { commandResultText, DEFAULT_COMMAND_TIMEOUT_MS, MAX_COMMAND_TIMEOUT_MS } from './bashResult';
import type { ActionTool } from './tool';

const schema = z.object({
  command: z.string().check(z.minLength(1)),
  timeout: z.optional(
    z
      .int()
      .check(
        z.minimum(1),
        z.describe(`milliseconds, default ${DEFAULT_COMMAND_TIMEOUT_MS}, at most ${MAX_COMMAND_TIMEOUT_MS}`),
      ),
  ),
  run_in_background: z.optional(z.boolean()),
  interactive: z.optional(z.boolean().check(z.describe('a person will type into it; else input is empty'))),
  cwd: z.optional(z.string().check(z.describe('folder'))),
  description: z.optional(z.string().check(z.describe('what it does, in a few words, for the person'))),
});

export type BashInput = z.infer<typeof schema>;

export interface BashToolOptions {
  /** `CommandRunner.shellName`. Default `bash`. */
  readonly shellName?: string;
}

/** `bash` (spec section 2.8). Offered only where the session has a `CommandRunner`. */
export function createBashTool(options: BashToolOptions = {}): ActionTool<BashInput> {
  return {
    name: 'bash',
    description: bashDescription(options.shellName ?? 'bash'),
    lane: 'execute',
    schema,
    usesSavedFiles: true,
    commandLine: ({ command }) => command,
    title: ({ command }) => command,
    paths: ({ cwd }) => (cwd === undefined ? [] : [cwd]),
    async execute(input, { callId, workspace, services, signal, onOutput }) {
      const { commands } = services;
      if (commands === undefined) {
        return {
          content: 'Commands cannot run in this workspace: its files have no local path.',
          isError: true,
        };
      }
      const cwd = input.cwd === undefined ? undefined : await workspace.resolve(input.cwd);
      const folder = cwd?.path ?? workspace.folders[0]?.root;
      if (folder === undefined) {
        return { content: 'No folder is open to run a command in.', isError: true };
      }
      const timeoutMs = Math.min(input.timeout ?? DEFAULT_COMMAND_TIMEOUT_MS, MAX_COMMAND_TIMEOUT_MS);
      let outcome: CommandOutcome;
      try {
        outcome = await commands.run({
          callId,
          command: input.command,
          cwd: folder,
          timeoutMs,
          signal,
          onOutput,
          interactive: input.interactive,
          background: input.run_in_background,
        });
      } catch (error) {
        if (error instanceof CommandStartError) {
          return { content: error.message, isError: true };
        }
        throw error;
      }
      const isError = outcome.status !== 'background' && outcome.exitCode !== 0;
      return {
        content: commandResultText(outcome, timeoutMs),
        isError,
        exitCode: outcome.status === 'background' ? 0 : (outcome.exitCode ?? -1),
        details: {
          type: 'command',
          command: input.command,
          durationMs: outcome.durationMs,
          ...(outcome.exitCode === undefined ? {} : { exitCode: outcome.exitCode }),
          ...(outcome.backgroundId === undefined ? {} : { backgroundId: outcome.backgroundId }),
          ...(outcome.fullOutputFile === undefined ? {} : { outputFile: outcome.fullOutputFile }),
        },
      };
    },
  };
}
