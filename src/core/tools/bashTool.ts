import * as z from 'zod/mini';
import { CommandStartError } from '../process/commandRunner';
import type { CommandOutcome, CommandRequest, SandboxKind } from '../process/commandRunner';
import { bashDescription, OUTSIDE_SANDBOX_DESCRIPTION } from './bashTool.prompt';
import { commandResultText, DEFAULT_COMMAND_TIMEOUT_MS, MAX_COMMAND_TIMEOUT_MS } from './bashResult';
import type { ActionTool } from './tool';

const fields = {
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
};
const schema = z.object(fields);
const sandboxSchema = z.object({
  ...fields,
  outside_sandbox: z.optional(
    z.string().check(z.minLength(1), z.maxLength(500), z.describe(OUTSIDE_SANDBOX_DESCRIPTION)),
  ),
});

export type BashInput = z.infer<typeof sandboxSchema>;

export interface BashToolOptions {
  /** `CommandRunner.shellName`. Default `bash`. */
  readonly shellName?: string;
  /** `CommandRunner.sandboxKind`. Default `none`. */
  readonly sandboxKind?: SandboxKind;
}

/** `bash` (spec section 2.8). Offered only where the session has a `CommandRunner`. */
export function createBashTool(options: BashToolOptions = {}): ActionTool<BashInput> {
  const { shellName = 'bash', sandboxKind = 'none' } = options;
  const canLeave = sandboxKind === 'optional';
  return {
    name: 'bash',
    description: bashDescription(shellName, sandboxKind),
    lane: 'execute',
    schema: canLeave ? sandboxSchema : schema,
    usesSavedFiles: true,
    commandLine: ({ command }) => command,
    title: ({ command }) => command,
    paths: ({ cwd }) => (cwd === undefined ? [] : [cwd]),
    async sandbox(input, { commands }) {
      const place = (await commands?.place?.(whereOf(input))) ?? { kind: 'open' };
      const { outside_sandbox: outsideReason } = input;
      const isAsked = outsideReason !== undefined && place.kind === 'open' && place.missing === undefined;
      return { place, ...(isAsked ? { outsideReason } : {}) };
    },
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
          ...whereOf(input),
        });
      } catch (error) {
        if (error instanceof CommandStartError) {
          return { content: error.message, isError: true };
        }
        throw error;
      }
      const isError = outcome.status !== 'background' && outcome.exitCode !== 0;
      return {
        content: commandResultText(outcome, timeoutMs, canLeave),
        isError,
        exitCode: outcome.status === 'background' ? 0 : (outcome.exitCode ?? -1),
        ...(outcome.refusedHosts === undefined ? {} : { refusedHosts: outcome.refusedHosts }),
        details: {
          type: 'command',
          command: input.command,
          durationMs: outcome.durationMs,
          ...(outcome.exitCode === undefined ? {} : { exitCode: outcome.exitCode }),
          ...(outcome.sandboxed === true ? { sandboxed: true } : {}),
          ...(outcome.backgroundId === undefined ? {} : { backgroundId: outcome.backgroundId }),
          ...(outcome.fullOutputFile === undefined ? {} : { outputFile: outcome.fullOutputFile }),
        },
      };
    },
  };
}

function whereOf({
  run_in_background,
  outside_sandbox,
}: BashInput): Pick<CommandRequest, 'background' | 'outside'> {
  return { background: run_in_background, outside: outside_sandbox !== undefined };
}
