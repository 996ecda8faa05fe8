// A tool is data plus one or two functions, made by a factory, one file a tool. It knows nothing about the loop, the panel
// or the permission store. The pipeline validates `input` before the tool sees it.
import type { ToolSchema } from './toolSchema';
import type { ImagePart } from '../model/message';
import type { AppliedChange, FileChange, Workspace } from '../workspace/workspace';
import type { ToolDetails } from './toolDetails';
import type { CommandPlace } from '../process/commandRunner';
import type { RefusedHost } from '../sandbox/networkHost';
import type { ToolServices } from './toolServices';

/** Which lane a call runs in: `query` calls of one turn run at once, `execute` calls one after another (spec section 19). */
export type Lane = 'query' | 'execute';

/** What a tool gives back. Content is for the model, details are for people. */
export interface ToolOutput {
  readonly content: string;
  /** Default false. Failures that the model can fix are outputs, not exceptions. */
  readonly isError?: boolean;
  /** Exit code of a command; default 0, or 1 when `isError`. */
  readonly exitCode?: number;
  readonly images?: readonly ImagePart[];
  readonly details?: ToolDetails;
  /** Hosts that the sandbox has not let its command reach, for the person to decide about. Default none. */
  readonly refusedHosts?: readonly RefusedHost[];
}

/** What a tool may use while it works. */
export interface ToolContext {
  readonly callId: string;
  readonly workspace: Workspace;
  readonly signal: AbortSignal;
  /** Streams output to whoever watches; also kept for the result by the tool itself. */
  readonly onOutput: (delta: string) => void;
  readonly services: ToolServices;
}

export interface SandboxUse {
  readonly place: CommandPlace;
  /** The model's words. */
  readonly outsideReason?: string;
}

interface ToolBase<Input> {
  readonly name: string;
  readonly description: string;
  readonly lane: Lane;
  /** Schema of the arguments; its JSON form is what the model sees. Built-in tools write it with `zod/mini`. */
  readonly schema: ToolSchema<Input>;
  /** One short line for people, such as `src/cart.ts` or `npm test`. */
  title(input: Input): string;
  /** The call works on files as they are on disk: before it, a person is asked to save documents with unsaved text. */
  readonly usesSavedFiles?: boolean;
  /** The command line, where the call runs one: what that changes in the workspace is then found and recorded. */
  commandLine?(input: Input): string;
  /**
   * The call is no `query` and yet changes no file of the workspace: it may run while steps of a plan write. Default: what its command
   * line says.
   */
  changesNoFiles?(input: Input): boolean;
  /** Where the call's command would run, and why the model asks to have it outside of the sandbox. Default: no command. */
  sandbox?(input: Input, services: ToolServices): Promise<SandboxUse>;
  /** A planner never gets it: it starts other agents, or belongs to the one that carries the plan out. */
  readonly notForPlanner?: boolean;
  /** Paths (as the model wrote them) that the call reads or writes, for the permission rules. Default none. */
  paths?(input: Input): readonly string[];
}

/** A tool that changes no file itself. */
export interface ActionTool<Input = unknown> extends ToolBase<Input> {
  execute(input: Input, context: ToolContext): Promise<ToolOutput>;
}

/** Changes a tool would like to make. Nothing is written until `commit`. */
export interface Proposal {
  readonly changes: readonly FileChange[];
  /** Said to the model with the result, such as which matching was used. */
  readonly notes: readonly string[];
}

/** A tool that changes files: `propose` reads and returns changes, the pipeline commits them, `report` words the result. */
export interface WritingTool<Input = unknown> extends ToolBase<Input> {
  /** Either the proposal, or an output when it is impossible (`isError: true`) or there is nothing to do. */
  propose(input: Input, context: ToolContext): Promise<Proposal | ToolOutput>;
  report(input: Input, proposal: Proposal, applied: readonly AppliedChange[]): ToolOutput;
}

// A registry holds tools of many input types (`Tool`, unknown input); the schema of each guards its own functions.
export type Tool<Input = unknown> = ActionTool<Input> | WritingTool<Input>;

/** True for a tool with the two halves `propose` and `report`. */
export function isWritingTool<Input>(tool: Tool<Input>): tool is WritingTool<Input> {
  return 'propose' in tool;
}

/** True when `propose` gave an output instead of changes. */
export function isToolOutput(value: Proposal | ToolOutput): value is ToolOutput {
  return 'content' in value;
}
