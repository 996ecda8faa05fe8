import { expect, test } from 'vitest';
import type { PlanRunResult, StepFile, StepResult } from '../../../../src/core/plan/plan';
import { resultOf } from '../../../../src/core/plan/planResult';
import { dryRunFindings } from '../../../../src/host/plans/planDiffs';
import { planOf } from '../../plan/planFixture';

const stepResult = (
  stepId: string,
  files: readonly StepFile[],
  parts: Partial<StepResult> = {},
): StepResult => ({
  stepId,
  order: 1,
  description: '',
  success: true,
  files,
  ...parts,
});
const plan = planOf([[], [1], [2]]);
const USAGE = { inputTokens: 0, outputTokens: 0, totalTokens: 0 };
const result = (stepResults: readonly StepResult[], parts: Partial<PlanRunResult> = {}): PlanRunResult => ({
  ...resultOf(plan, { usage: { planner: USAGE, executor: USAGE, synthesis: USAGE } }),
  stepResults,
  ...parts,
});

test('each file is shown from before its first step to behind its last', () => {
  const { files, note } = dryRunFindings(
    plan,
    result([
      stepResult('s1', [{ path: 'a', before: null, after: 'one' }]),
      stepResult('s2', [
        { path: 'a', before: 'one', after: 'two' },
        { path: 'b', before: 'old', after: 'new' },
      ]),
      stepResult('s3', [{ path: 'b', before: 'new', after: 'old' }]),
    ]),
  );
  expect(files).toEqual([{ path: 'a', before: null, after: 'two' }]);
  expect(note).toBe('');
});

test('commands would run, failures and what is no text are said', () => {
  const withCommand = {
    ...plan,
    steps: plan.steps.map((step, index) => (index === 2 ? { ...step, command: 'npm test' } : step)),
  };
  const { note } = dryRunFindings(
    withCommand,
    result([stepResult('s1', [], { filesLeftOut: [{ path: 'logo.png', reason: 'it is no text' }] })], {
      failures: [{ step: 2, stepId: 's2', error: 'no such file' }],
    }),
  );
  expect(note).toBe(
    'Would run:\n- npm test\n\n\nWould fail, as far as a dry run can tell:\n- Step 2: no such file\n\n\nWould change as well, and is no text:\n- logo.png: it is no text\n',
  );
});
