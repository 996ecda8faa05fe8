import * as z from 'zod/mini';
import { defaultOutputLimits, OutputCapture } from '../process/outputCapture';
import type { BashSandbox } from '../sandbox/bashSandbox';
import { DEFAULT_SANDBOX_CONFIG, GUEST_WORKSPACE } from '../sandbox/containerArguments';
import type { SandboxConfig } from '../sandbox/containerArguments';
import { plainText } from './bashResult';
import { SANDBOX_TOOL_DESCRIPTION } from './sandboxTool.prompt';
import type { ActionTool } from './tool';

const first = 'of the first call';
const schema = z.object({
  command: z.string().check(z.minLength(1)),
  image: z.optional(
    z.string().check(z.minLength(1), z.describe(`${first}; default ${DEFAULT_SANDBOX_CONFIG.image}`)),
  ),
  memory_mb: z.optional(
    z.int().check(z.minimum(16), z.describe(`${first}; default ${DEFAULT_SANDBOX_CONFIG.memoryMb}`)),
  ),
  network: z.optional(z.boolean().check(z.describe(`${first}; default false`))),
});

export type SandboxInput = z.infer<typeof schema>;

export interface SandboxTool extends ActionTool<SandboxInput> {
  /** Ends the machine, if a call made one. */
  dispose(): Promise<void>;
}

/** `sandbox` (spec section 2.9). `create` is called with the first call; what later calls say about the machine is ignored. */
export function createSandboxTool(create: (config: SandboxConfig) => BashSandbox): SandboxTool {
  let machine: BashSandbox | undefined;
  return {
    name: 'sandbox',
    description: SANDBOX_TOOL_DESCRIPTION,
    lane: 'execute',
    schema,
    usesSavedFiles: true,
    commandLine: ({ command }) => command,
    title: ({ command }) => command,
    async execute({ command, image, memory_mb: memoryMb, network }, { signal, onOutput }) {
      const startedAt = performance.now();
      machine ??= create({
        ...(image === undefined ? {} : { image }),
        ...(memoryMb === undefined ? {} : { memoryMb }),
        ...(network === undefined ? {} : { network }),
      });
      try {
        const { stdout, stderr, exitCode } = await machine.execCommand(command, GUEST_WORKSPACE, signal);
        const capture = new OutputCapture(defaultOutputLimits);
        capture.push(stdout + stderr);
        const output = plainText(capture.text());
        onOutput(output);
        const text = output === '' ? '(no output)' : output;
        return {
          content: exitCode === 0 ? text : `${text}\n[exit code ${exitCode}]`,
          isError: exitCode !== 0,
          exitCode,
          details: {
            type: 'command',
            command,
            exitCode,
            sandboxed: true,
            durationMs: Math.round(performance.now() - startedAt),
          },
        };
      } catch (error) {
        signal.throwIfAborted();
        return { content: error instanceof Error ? error.message : String(error), isError: true };
      }
    },
    dispose: async () => machine?.shutdown(),
  };
}
