// What the gate asks and how it answers. The order of rules is spec section 3, with design section 5 above it.
import type { FileChange, ResolvedPath } from '../workspace/workspace';
import type { CommandFacts } from './commands/commandFacts';
import type { LineView } from './commands/commandRules';
import type { Effect } from './effect';
import type { PermissionCause } from './permissionCause';

export type PermissionDecision = 'allow' | 'ask' | 'deny';

/** One call at the gate. */
export interface PermissionRequest {
  readonly toolName: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** True for tools of lane `query` that write nothing. */
  readonly readOnly: boolean;
  /** Resolved paths that the call reads or writes; outside paths have no folder. */
  readonly paths: readonly ResolvedPath[];
  /** For writing tools: exactly what would be written. */
  readonly changes?: readonly FileChange[];
  /** For `bash`, once the gate has taken its line apart. */
  readonly commandLine?: LineView;
  /** Its command would run in the sandbox. Default false. */
  readonly sandboxed?: boolean;
}

/** The answer of a checker. */
export interface PermissionVerdict {
  readonly decision: PermissionDecision;
  /** For people and the model: which rule, mode or protection led here. */
  readonly reason: string;
  /** The same as a value, to be worded in the person's language. Absent from checkers that only have words. */
  readonly cause?: PermissionCause;
  /** The rule's text, where a rule decided. */
  readonly rule?: string;
  /** Protected: an "always" may not be offered. */
  readonly isProtected?: boolean;
  /** The line of a `bash` call, taken apart. */
  readonly commandLine?: LineView;
  /** Where it asks about a command: what that is known to do. */
  readonly facts?: CommandFacts;
  /** Where it asks: what the call would bring about, to be remembered when it is refused. */
  readonly effects?: readonly Effect[];
}

/** Extension point (spec section 3): decides about a call. Must not throw; a guard that fails answers `ask` or `deny`. */
export interface PermissionChecker {
  check(request: PermissionRequest): PermissionVerdict | Promise<PermissionVerdict>;
}
