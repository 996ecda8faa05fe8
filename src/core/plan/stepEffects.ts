// What a step may do, as far as its type and fields tell. For scheduling and for asking; what really happens is the gate's matter.
import type { PlanStep } from './plan';

/** `writes`: files; `command`: a command line; `reads`: neither; `open`: a model decides while it runs. */
export type StepEffect = 'writes' | 'command' | 'reads' | 'open';

const COMMAND_TYPES = new Set(['run_command', 'run_tests', 'create_migration', 'run_migrations']);
const READ_TYPES = new Set(['analyze', 'analyze_context', 'run_query_check', 'run_health_check']);
const WRITE_VERBS = /^(?:create|modify|update|delete|rename|apply|add|generate|patch)(?:_|$)/;

export function effectOf({ type, command }: Pick<PlanStep, 'type' | 'command'>): StepEffect {
  if (COMMAND_TYPES.has(type) || command !== undefined) return 'command';
  if (READ_TYPES.has(type)) return 'reads';
  return WRITE_VERBS.test(type) ? 'writes' : 'open';
}

/** The step writes or runs tests. */
export function isTestStep({ type }: Pick<PlanStep, 'type'>): boolean {
  return ['create_test', 'run_tests', 'generate_tests'].includes(type);
}

/** What makes a step one that a person is asked about. `command`: no permission rule allows it. */
export type DestructiveCause =
  'said' | 'deletes' | 'renames' | 'migrates' | 'command' | 'unknown_command' | 'unsaved' | 'uncommitted';

export interface DestructiveReason {
  readonly cause: DestructiveCause;
  /** One sentence. */
  readonly words: string;
}

/**
 * Why a step needs a confirmation by its type and fields alone: deletes, renames, migrations, and what says so itself. Commands are judged
 * by the permission rules. A planner can't lower it.
 */
export function whyDestructiveByType({
  type,
  destructive,
}: Pick<PlanStep, 'type' | 'destructive'>): DestructiveReason | undefined {
  if (destructive === true) return { cause: 'said', words: 'The plan says that it can not be undone.' };
  if (/^delete(?:_|$)/.test(type)) return { cause: 'deletes', words: 'It deletes something.' };
  if (/^rename(?:_|$)/.test(type)) return { cause: 'renames', words: 'It renames something.' };
  return /migration/.test(type) ? { cause: 'migrates', words: 'It is about a migration.' } : undefined;
}
