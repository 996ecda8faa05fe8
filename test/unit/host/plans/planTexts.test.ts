import { expect, test } from 'vitest';
import type { AgentEvent } from '../../../../src/core/events/agentEvent';
import type { PlanRunResult, StepFile, StepResult } from '../../../../src/core/plan/plan';
import { resultOf } from '../../../../src/core/plan/planResult';
import { dryRunKey, planTextAgain, stepKey } from '../../../../src/host/plans/planTexts';
import { planOf } from '../../plan/planFixture';

const plan = planOf([[]]);
const USAGE = { inputTokens: 0, outputTokens: 0, totalTokens: 0 };
const ended = (files: readonly StepFile[], more: Partial<StepResult> = {}): StepResult => ({
  ...{ stepId: 'a/b', order: 1, description: '', success: true },
  files,
  ...more,
});
const at = (runId: string, body: object) =>
  ({ sessionId: 's', runId, seq: 1, time: 0, ...body }) as unknown as AgentEvent;
const stepEnd = (runId: string, result: StepResult) => at(runId, { type: 'step_end', stepId: 'a/b', result });
const dryEnd = (runId: string, stepResults: readonly StepResult[]) => {
  const usage = { planner: USAGE, executor: USAGE, synthesis: USAGE };
  const result: PlanRunResult = { ...resultOf(plan, { usage }), dryRun: true, stepResults };
  return at(runId, { type: 'plan_end', result });
};
const first = { path: 'src/x.ts', before: null, after: 'one' };
const log = [
  stepEnd('r1', ended([first])),
  stepEnd('r2', ended([], { unwritten: [{ path: 'src/x.ts', before: 'one', after: 'two' }] })),
  dryEnd('dry', [ended([first]), ended([{ path: 'src/x.ts', before: 'one', after: 'three' }])]),
];
const again = (key: string, path = 'src/x.ts') =>
  planTextAgain(key, path, (sessionId) => Promise.resolve(sessionId === 's/1' ? log : []));

test.each<[string, string, string | undefined]>([
  ['a step, behind it', `${stepKey('s/1', 'r1', 'a/b')}/after`, 'one'],
  ['a file that it made, before it', `${stepKey('s/1', 'r1', 'a/b')}/before`, ''],
  ['work that was not written', `${stepKey('s/1', 'r2', 'a/b')}/after`, 'two'],
  ['a dry run, behind its last step', `${dryRunKey('s/1', 'dry')}/after`, 'three'],
  ['another run', `${stepKey('s/1', 'r3', 'a/b')}/after`, undefined],
  ['another session', `${stepKey('other', 'r1', 'a/b')}/after`, undefined],
  ['a call', 's/1/call_1', undefined],
  ['what is no key at all', '%/%/%/before', undefined],
])('%s', async (_name, key, text) => {
  expect(await again(key)).toBe(text);
  expect(await again(key, 'src/y.ts')).toBeUndefined();
});
