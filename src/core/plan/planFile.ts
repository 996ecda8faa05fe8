// Plans as JSON files (planners spec 5.9). Loading never runs anything.
import * as z from 'zod/mini';
import { jsonFault, lineAt } from './jsonFault';
import type { Plan, StepStatus } from './plan';
import { PlanError } from './planError';
import { assertValidPlan } from './validatePlan';

export interface LoadOptions {
  /** Steps keep the state in which they ended. Default false: all are pending again. */
  readonly resume?: boolean;
}

export function writePlan(plan: Plan): string {
  return `${JSON.stringify(plan, undefined, 2)}\n`;
}

/** Throws `PlanError` `load` that says what is wrong and where, or `invalid`. */
export function readPlanFile(text: string, { resume = false }: LoadOptions = {}): Plan {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    const at = jsonFault(text) ?? text.length;
    const found = text.slice(at, at + 20).split('\n', 1)[0] ?? '';
    throw new PlanError({ about: 'plan', code: 'no_json', line: lineAt(text, at), found }, 'load');
  }
  const version =
    typeof value === 'object' && value !== null ? Reflect.get(value, 'schemaVersion') : undefined;
  if (version !== 1)
    throw new PlanError(
      { about: 'plan', code: 'other_version', version: String(JSON.stringify(version)) },
      'load',
    );
  const parsed = planSchema.safeParse(value);
  if (!parsed.success) {
    const path = parsed.error.issues[0]?.path ?? [];
    const code = valueAt(value, path) === undefined ? 'field_missing' : 'field_wrong';
    throw new PlanError({ about: 'plan', code, at: path.join('.') }, 'load');
  }
  const stored = parsed.data as unknown as Plan;
  const plan: Plan = {
    ...stored,
    origin: 'loaded',
    status: 'ready',
    steps: stored.steps.map((step) => {
      const status = readStatus(step.status);
      if (resume && status !== 'pending') return { ...step, status };
      const { result: _result, skipReason: _reason, ...bare } = step;
      return { ...bare, status: 'pending', attempts: resume ? step.attempts : 0 };
    }),
  };
  assertValidPlan(plan, { allowEmpty: true });
  return plan;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  );
}

/** What was under way when it was written starts again. `completed` is A3S's word. */
function readStatus(status: string): StepStatus {
  if (status === 'completed') return 'done';
  return status === 'in_progress' ? 'pending' : (status as StepStatus);
}

const texts = z.array(z.string());
const record = z.record(z.string(), z.unknown());
const stepSchema = z.looseObject({
  id: z.string(),
  type: z.string(),
  title: z.optional(z.string()),
  description: z.string(),
  dependsOn: texts,
  file: z.optional(z.string()),
  code: z.optional(z.string()),
  diff: z.optional(z.string()),
  baseHash: z.optional(z.string()),
  baseHashes: z.optional(z.record(z.string(), z.string())),
  renames: z.optional(z.record(z.string(), z.string())),
  command: z.optional(z.string()),
  payload: z.optional(record),
  tool: z.optional(z.string()),
  reasoning: z.optional(z.string()),
  priority: z.optional(z.enum(['high', 'medium', 'low'])),
  successCriteria: z.optional(z.string()),
  acceptance: z.optional(z.object({ command: z.string() })),
  safeCommands: z.optional(z.boolean()),
  destructive: z.optional(z.boolean()),
  status: z.enum([
    'pending',
    'in_progress',
    'done',
    'completed',
    'failed',
    'skipped',
    'cancelled',
    'rolled_back',
  ]),
  skipReason: z.optional(
    z.enum(['user', 'declined', 'dependency_failed', 'dependency_skipped', 'unresolvable', 'limit']),
  ),
  attempts: z.int().check(z.nonnegative()),
  result: z.optional(
    z.looseObject({
      stepId: z.string(),
      order: z.int(),
      description: z.string(),
      success: z.boolean(),
      files: z.array(
        z.object({ path: z.string(), before: z.nullable(z.string()), after: z.nullable(z.string()) }),
      ),
    }),
  ),
});

const planSchema = z.looseObject({
  schemaVersion: z.literal(1),
  id: z.string(),
  version: z.int().check(z.positive()),
  kind: z.enum(['structured', 'text']),
  text: z.optional(z.string()),
  goal: z.string(),
  steps: z.array(stepSchema),
  strategy: z.enum(['sequential', 'waves']),
  constraints: z.optional(record),
  successCriteria: z.optional(texts),
  createdAt: z.string(),
  updatedAt: z.string(),
  metadata: record,
});
