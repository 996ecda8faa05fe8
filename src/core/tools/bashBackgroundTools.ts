import * as z from 'zod/mini';
import type { BackgroundCommand, CommandRunner } from '../process/commandRunner';
import { plainText } from './bashResult';
import { BASH_END_DESCRIPTION, BASH_OUTPUT_DESCRIPTION, refusedHint } from './bashTool.prompt';
import type { ActionTool, ToolOutput } from './tool';

const outputSchema = z.object({ id: z.optional(z.string()) });
const endSchema = z.object({ id: z.string() });

export type BashOutputInput = z.infer<typeof outputSchema>;
export type BashEndInput = z.infer<typeof endSchema>;

/** `bash_output`: reads a command that runs in the background. */
export function createBashOutputTool(): ActionTool<BashOutputInput> {
  return {
    name: 'bash_output',
    description: BASH_OUTPUT_DESCRIPTION,
    lane: 'query',
    schema: outputSchema,
    title: ({ id }) => id ?? 'background commands',
    async execute({ id }, { services: { commands } }) {
      if (commands === undefined || id === undefined) {
        return { content: listOf(commands) };
      }
      const read = commands.readBackground(id);
      if (read === undefined) {
        return unknownId(id, commands);
      }
      const { state } = read;
      const output = plainText(read.output);
      const lines = [output === '' ? '(no new output)' : output, `[${stateText(state)}]`];
      if (state.fullOutputFile !== undefined) {
        lines.push(`[All of its output is in ${state.fullOutputFile}]`);
      }
      const { refusedHosts } = state;
      if (refusedHosts === undefined) return { content: lines.join('\n') };
      lines.push(refusedHint(refusedHosts, false));
      return { content: lines.join('\n'), refusedHosts };
    },
  };
}

/** `bash_end`: ends a command that runs in the background. */
export function createBashEndTool(): ActionTool<BashEndInput> {
  return {
    name: 'bash_end',
    description: BASH_END_DESCRIPTION,
    lane: 'execute',
    changesNoFiles: () => true,
    schema: endSchema,
    title: ({ id }) => id,
    async execute({ id }, { services: { commands } }) {
      const before = commands?.readBackground(id);
      if (commands === undefined || before === undefined) {
        return unknownId(id, commands);
      }
      const wasRunning = await commands.endBackground(id);
      const output = plainText(before.output + (commands.readBackground(id)?.output ?? ''));
      const lines = output === '' ? [] : [output];
      return {
        content: [...lines, wasRunning ? `[${id} was ended]` : `[${stateText(before.state)}]`].join('\n'),
      };
    },
  };
}

function unknownId(id: string, commands: CommandRunner | undefined): ToolOutput {
  return { content: `There is no background command ${id}. ${listOf(commands)}`, isError: true };
}

function listOf(commands: CommandRunner | undefined): string {
  const known = commands?.background() ?? [];
  return known.length === 0
    ? 'No background commands.'
    : known.map((state) => `${stateText(state)}: ${state.command}`).join('\n');
}

function stateText({ id, running, exitCode }: BackgroundCommand): string {
  return running ? `${id} is running` : `${id} has ended with exit code ${exitCode}`;
}
