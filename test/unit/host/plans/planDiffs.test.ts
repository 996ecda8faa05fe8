import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import type { PlanRunResult, StepFile, StepResult } from '../../../../src/core/plan/plan';
import { resultOf } from '../../../../src/core/plan/planResult';
import { setTexts } from '../../../../src/host/l10n';
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

test('why a step would fail is said in the language of the editor', () => {
  const german = JSON.parse(readFileSync('media/l10n/bundle.l10n.de.json', 'utf8')) as Record<string, string>;
  setTexts(german, 'de');
  onTestFinished(() => setTexts(undefined, 'en'));
  const failed = stepResult('s2', [], {
    success: false,
    error: 'a.json does not exist.',
    cause: { about: 'file', code: 'missing', path: 'a.json' },
    filesLeftOut: [{ path: 'logo.png', reason: 'it is no text' }],
  });
  const failures = [{ step: 2, stepId: 's2', error: 'a.json does not exist.' }];
  const { note } = dryRunFindings(plan, result([failed], { failures }));
  expect(note).toContain('- Schritt 2: a.json ist nicht vorhanden.\n');
  expect(note).toContain('- logo.png: sie ist kein Text\n');
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
