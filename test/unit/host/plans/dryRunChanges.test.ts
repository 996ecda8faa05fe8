import { expect, test } from 'vitest';
import type { AgentEvent } from '../../../../src/core/events/agentEvent';
import type { Plan, PlanRunResult, StepResult } from '../../../../src/core/plan/plan';
import { resultOf } from '../../../../src/core/plan/planResult';
import { stepDiff } from '../../../../src/core/plan/stepDiff';
import { readStoredDiff } from '../../../../src/core/plan/storedDiff';
import { withLastDryRun } from '../../../../src/host/plans/dryRunChanges';
import { planOf } from '../../plan/planFixture';

const plan = planOf([[], [1]]);
const USAGE = { inputTokens: 0, outputTokens: 0, totalTokens: 0 };
const files = [{ path: 'a.txt', before: 'old\n', after: 'new\n' }];
const done = (index: number, parts: Partial<StepResult> = {}): StepResult => ({
  stepId: plan.steps[index]?.id ?? '',
  order: index + 1,
  description: plan.steps[index]?.description ?? '',
  success: true,
  files,
  diff: stepDiff(files),
  ...parts,
});

function told(planId: string, stepResults: readonly StepResult[], parts: Partial<PlanRunResult> = {}) {
  const usage = { planner: USAGE, executor: USAGE, synthesis: USAGE };
  const result = { ...resultOf(plan, { usage }), dryRun: true, stepResults, ...parts };
  const at = { sessionId: 's', runId: 'dry', time: 0 };
  return [
    { ...at, type: 'plan_dry_run', planId, seq: 1 },
    { ...at, type: 'plan_end', result, seq: 2 },
  ] satisfies AgentEvent[];
}

test('what the last dry run found is kept, and applies to exactly the same file', () => {
  const kept = withLastDryRun(plan, told(plan.id, [done(0)]));
  const step = kept?.steps[0];
  expect(step).toMatchObject({ file: 'a.txt', diff: stepDiff(files) });
  expect(step && readStoredDiff(step, new Map([['a.txt', 'old\n']]))).toEqual({
    kind: 'applies',
    changes: files,
  });
  expect(kept?.steps[1]).toBe(plan.steps[1]);
});

test.each<[string, readonly AgentEvent[]]>([
  ['no dry run', []],
  ['one of another plan', told('other', [done(0)])],
  ['one that was stopped', told(plan.id, [done(0)], { status: 'cancelled' })],
  ['nothing that files show', told(plan.id, [done(0, { files: [] }), done(1, { success: false })])],
])('%s: there is nothing to keep', (_name, events) => {
  expect(withLastDryRun(plan, events)).toBeUndefined();
});

test('a step that was changed since is worked out anew', () => {
  const edited: Plan = {
    ...plan,
    steps: plan.steps.map((step, index) => (index === 0 ? { ...step, description: 'Something else' } : step)),
  };
  expect(withLastDryRun(edited, told(plan.id, [done(0)]))).toBeUndefined();
});
