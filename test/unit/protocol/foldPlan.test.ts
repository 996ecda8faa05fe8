import { describe, expect, it } from 'vitest';
import type { AgentEventBody } from '../../../src/core/events/agentEvent';
import type { PlanRunResult, StepResult } from '../../../src/core/plan/plan';
import { lineAfter } from '../../../src/protocol/lastLine';
import { newestPart } from '../../../src/protocol/pages';
import { openView } from '../../../src/protocol/partialView';
import { foldEvents } from '../../../src/protocol/reducer';
import { activityOf } from '../../../src/protocol/viewState';
import type { SessionView } from '../../../src/protocol/viewState';
import { end, numbered, start, usage } from './eventFixture';
import { planEnd, planOf, step, stepEnd, stepStart, updated, withStates } from './planFixture';

type Bodies = Parameters<typeof numbered>[0];

const fold = (...bodies: Bodies): SessionView => foldEvents('session-1', numbered(bodies));
const plan = planOf([step('read'), step('round', ['read']), step('test', ['read'])]);
const planning: Bodies = [
  start,
  { type: 'planning_start', prompt: start.prompt },
  { type: 'turn_end', turn: 1, usage: { ...usage, cost: 0.02 }, parentId: 'planner' },
  { type: 'planning_end', plan, estimatedSteps: 3 },
];
const reading = withStates(plan, { read: 'in_progress' });
const begun: Bodies = [
  ...planning,
  updated(withStates(plan, {})),
  { type: 'wave_start', wave: 1, stepIds: ['read'] },
  updated(reading),
  stepStart(reading, 'read'),
];
const toolCall = {
  type: 'tool_call',
  toolId: 'c1',
  toolName: 'read',
  title: 'src/cart.ts',
  args: {},
  readOnly: true,
} as const;

it('a log in which a run was cut off and gone on with is as if that had been said', () => {
  const more = { runId: 'run-2' };
  const done = withStates(plan, { read: 'done', round: 'done', test: 'done' }, 'completed');
  const goesOn: Bodies = [
    { ...start, prompt: 'Carry out this plan', ...more },
    { ...updated(reading), ...more },
    { ...stepStart(reading, 'read'), ...more },
  ];
  const ends: Bodies = [
    { ...updated(done), ...more },
    { ...stepEnd(done, 'read'), ...more },
    { ...planEnd(done), ...more },
    { ...end, ...more },
  ];
  const during = fold(...begun, ...goesOn);
  expect(during.plan).toMatchObject({ isRunning: true, isInterrupted: false, runId: 'run-2' });
  expect(activityOf(during)).toBe('running');
  const view = fold(...begun, ...goesOn, ...ends);
  expect(view.runs.map(({ state }) => state)).toEqual(['ended', 'ended']);
  expect(view.runs[0]?.items.slice(-2)).toMatchObject([
    { kind: 'step', state: 'interrupted' },
    { kind: 'interrupted', state: 'continued' },
  ]);
  expect(view.plan).toMatchObject({
    isRunning: false,
    isInterrupted: false,
    runId: 'run-2',
    runIds: ['run-1', 'run-2'],
  });
  const ids = view.runs.flatMap((run) => run.items.map(({ id }) => id));
  expect(new Set(ids).size).toBe(ids.length);
});

it('a plan that was being made when its run was cut off is none when another run begins', () => {
  const next = { ...start, runId: 'run-2' };
  expect(fold(...planning.slice(0, 2), next)).not.toHaveProperty('plan');
});

describe('a plan that is made', () => {
  it('is said to be in the making, then stands there with what it took', () => {
    const making = fold(...planning.slice(0, 2)).plan;
    expect(making).toMatchObject({
      isPlanning: true,
      isRunning: false,
      plan: { goal: start.prompt, steps: [] },
    });
    const made = fold(...planning).plan;
    expect(made).toMatchObject({ isPlanning: false, isRunning: false, plan: { id: 'plan-1' } });
    expect(made?.usage).toMatchObject({ promptTokens: 100, cost: 0.02 });
  });

  it('is none where the planner found nothing to plan, or the run was cut off or ended before', () => {
    const nothing = planOf([]);
    expect(
      fold(...planning.slice(0, 3), { type: 'planning_end', plan: nothing, estimatedSteps: 0 }).plan,
    ).toBeUndefined();
    expect(fold(...planning.slice(0, 2), end).plan).toBeUndefined();
    expect(
      fold(...planning.slice(0, 2), { type: 'run_interrupted', uncertainToolIds: [] }).plan,
    ).toBeUndefined();
  });

  it('that nobody asked for says why, until it is there or declined', () => {
    const decided = {
      type: 'planning_decided',
      planned: true,
      reason: 'the prompt asks for a plan',
      cause: { code: 'asked_for' },
    } as const;
    const [begin, asked, ...rest] = planning;
    const making = fold(begin!, decided, asked!);
    const { reason, cause } = decided;
    expect(making.plan).toMatchObject({ isPlanning: true, plannedBecause: { reason, cause } });
    expect(fold(...planning.slice(0, 2)).plan).not.toHaveProperty('plannedBecause');
    expect(fold(begin!, decided, asked!, ...rest).plan).not.toHaveProperty('plannedBecause');
    const declined = fold(begin!, decided, asked!, { type: 'planning_declined' });
    expect(declined.plan).toBeUndefined();
    expect(declined.runs[0]?.items.at(-1)).toMatchObject({ kind: 'plan', note: { type: 'declined' } });
    const next = [
      decided,
      { type: 'planning_start', prompt: 'More' },
      { type: 'planning_declined' },
    ] as const;
    const kept = fold(...planning, end, ...next.map((event) => ({ ...event, runId: 'run-2' })));
    expect(kept.plan).toMatchObject({ isPlanning: false, plan: { id: 'plan-1' } });
  });

  it('takes the place of the one before only once it is there', () => {
    const next: Bodies = [
      { ...start, runId: 'run-2' },
      { type: 'planning_start', prompt: 'More', runId: 'run-2' },
    ];
    const other = planOf([step('docs')], { id: 'plan-2' });
    expect(fold(...planning, end, ...next).plan).toMatchObject({ isPlanning: true, plan: { id: 'plan-1' } });
    const made = fold(...planning, end, ...next, {
      type: 'planning_end',
      plan: other,
      estimatedSteps: 1,
      runId: 'run-2',
    });
    expect(made.plan).toMatchObject({ plan: { id: 'plan-2' }, steps: {}, runIds: [] });
  });

  it('has no texts of files in it', () => {
    const heavy = planOf([
      step('write', [], {
        code: 'x'.repeat(1_000),
        result: {
          stepId: 'write',
          order: 1,
          description: '',
          success: true,
          diff: 'd',
          files: [{ path: 'a', before: null, after: 'y' }],
        },
      }),
    ]);
    const [write] = fold(start, { type: 'plan_created', plan: heavy }).plan?.plan.steps ?? [];
    expect(write).not.toHaveProperty('code');
    expect(write?.result).toEqual({ stepId: 'write', order: 1, description: '', success: true, files: [] });
  });
});

describe('a plan that runs', () => {
  it('knows of each step when it began, its wave, calls, last line and cost', () => {
    const view = fold(
      ...begun,
      { type: 'tool_start', toolId: 'c1', toolName: 'read', stepId: 'read' },
      { ...toolCall, stepId: 'read' },
      { type: 'text_delta', text: 'Rules are in\nsrc/', stepId: 'read' },
      { type: 'text_delta', text: 'rules.ts', stepId: 'read' },
      { type: 'turn_end', turn: 1, usage: { ...usage, cost: 0.01 }, stepId: 'read' },
    );
    expect(view.plan).toMatchObject({ isRunning: true, runId: 'run-1', runIds: ['run-1'] });
    expect(view.plan?.steps['read']).toMatchObject({
      wave: 1,
      calls: 1,
      lastLine: 'src/rules.ts',
      usage: { cost: 0.01 },
    });
    expect(view.plan?.steps['read']?.startedAt).toBe(1_000 + 100 * begun.length);
    expect(view.plan?.usage.cost).toBeCloseTo(0.03);
    // What a step says stays out of the conversation.
    expect(view.runs[0]?.items.some((item) => item.kind === 'answer')).toBe(false);
  });

  it('knows the files of a step that has ended, and forgets its last line', () => {
    const files = [
      { path: 'a.ts', before: null, after: '' },
      { path: 'b.ts', before: 'x', after: 'y' },
      { path: 'c.ts', before: 'x', after: null },
    ];
    const view = fold(
      ...begun,
      { ...toolCall, stepId: 'read' },
      updated(withStates(plan, { read: 'done' })),
      stepEnd(plan, 'read', 'completed', { files }),
    );
    expect(view.plan?.steps['read']).toMatchObject({
      lastLine: '',
      files: [
        { path: 'a.ts', kind: 'created' },
        { path: 'b.ts', kind: 'changed' },
        { path: 'c.ts', kind: 'deleted' },
      ],
    });
    expect(view.plan?.steps['read']?.endedAt).toBeGreaterThan(view.plan?.steps['read']?.startedAt ?? 0);
  });

  it('what a stopped step had finished is named until it begins again, without its texts', () => {
    const running = withStates(plan, { read: 'in_progress' });
    const stopped = withStates(plan, { read: 'cancelled' }, 'cancelled');
    const unwritten = [{ path: 'a.ts', before: 'old', after: 'new' }];
    const told = [
      updated(running),
      stepStart(running, 'read'),
      updated(stopped),
      stepEnd(stopped, 'read', 'cancelled', { unwritten }),
    ];
    expect(fold(...told).plan?.steps['read']).toMatchObject({
      files: [],
      unwritten: [{ path: 'a.ts', kind: 'changed' }],
    });
    const again = fold(...told, updated(running), stepStart(running, 'read'));
    expect(again.plan?.steps['read']?.unwritten).toBeUndefined();
  });

  it('what a stop kept from beginning waits as before, and the plan is stopped', () => {
    const stopped = withStates(plan, { read: 'cancelled', round: 'cancelled' }, 'cancelled');
    const steps = stopped.steps.map((one) => (one.id === 'round' ? { ...one, result: undefined } : one));
    const shown = (view: SessionView) => [
      view.plan?.plan.status,
      ...(view.plan?.plan.steps ?? []).map(({ status }) => status),
    ];
    const whole = { ...stopped, steps };
    expect(shown(fold(...begun, updated(whole)))).toEqual(['cancelled', 'cancelled', 'pending', 'pending']);
    const { id: planId, status, updatedAt } = whole;
    const changed = { type: 'plan_changed', planId, status, updatedAt, steps: steps.slice(0, 2) } as const;
    expect(shown(fold(...begun, changed))).toEqual(['cancelled', 'cancelled', 'pending', 'pending']);
  });

  it('knows where a step did not fit, until it runs again', () => {
    const hunk = { line: 3, base: 'three\n', mine: 'THREE\n', theirs: '3\n' };
    const conflicts: StepResult['conflicts'] = [
      {
        path: 'a.ts',
        there: 'changed',
        step: 'changed',
        hunks: [hunk, { ...hunk, line: 9, mine: 'x'.repeat(30_000) }, { ...hunk, line: 12 }],
      },
      { path: 'b.ts', there: 'deleted', step: 'changed' },
    ];
    const failed = withStates(plan, { read: 'failed' });
    const told: Bodies = [
      ...begun,
      updated(failed),
      stepEnd(failed, 'read', 'failed', { error: 'no', errorCode: 'conflict', conflicts }),
    ];
    expect(fold(...told).plan?.steps['read']?.conflicts).toEqual([
      { path: 'a.ts', there: 'changed', step: 'changed', hunks: [hunk, { ...hunk, line: 12 }], hunkCount: 3 },
      { path: 'b.ts', there: 'deleted', step: 'changed', hunks: [], hunkCount: 0 },
    ]);
    const again = fold(...told, updated(reading), stepStart(reading, 'read'));
    expect(again.plan?.steps['read']?.conflicts).toEqual([]);
  });

  it('keeps what an earlier attempt of a step took, not when it was', () => {
    const failed = withStates(plan, { read: 'failed' });
    const view = fold(
      ...begun,
      { type: 'turn_end', turn: 1, usage: { ...usage, cost: 0.01 }, stepId: 'read' },
      updated(failed),
      stepEnd(failed, 'read', 'failed', { error: 'no' }),
      updated(reading),
      stepStart(reading, 'read'),
    );
    expect(view.plan?.steps['read']).toMatchObject({ usage: { cost: 0.01 } });
    expect(view.plan?.steps['read']?.endedAt).toBeUndefined();
  });

  it('ends with its result', () => {
    const done = withStates(plan, { read: 'done', round: 'failed', test: 'done' }, 'failed');
    const view = fold(
      ...begun,
      updated(done),
      planEnd(done, { failures: [{ step: 2, stepId: 'round', error: 'no' }] }),
    );
    expect(view.plan).toMatchObject({
      isRunning: false,
      result: { success: false, status: 'failed', failures: [{ stepId: 'round' }] },
    });
  });

  it('is not touched by a dry run of it', () => {
    const before = fold(...planning, end).plan;
    const dry: Bodies = [
      { ...start, runId: 'dry' },
      { type: 'plan_dry_run', planId: 'plan-1', runId: 'dry' },
      { ...stepStart(plan, 'read'), runId: 'dry' },
      { type: 'text_delta', text: 'hm', stepId: 'read', runId: 'dry' },
      { type: 'turn_end', turn: 1, usage: { ...usage, cost: 1 }, stepId: 'read', runId: 'dry' },
      { ...stepEnd(plan, 'read'), runId: 'dry' },
      { ...planEnd(plan, { dryRun: true }), runId: 'dry' },
      { ...end, runId: 'dry' },
    ];
    expect(fold(...planning, end, ...dry).plan).toEqual({ ...before, canKeepDryRun: false });
  });

  it('can keep what a dry run of it found, until that is kept or a run begins', () => {
    const files = [{ path: 'a.ts', before: 'x', after: 'y' }];
    const stepResults = [{ stepId: 'read', order: 1, description: '', success: true, files }];
    const tried = (result: Partial<PlanRunResult>): Bodies => [
      ...planning,
      end,
      { ...start, runId: 'dry' },
      { type: 'plan_dry_run', planId: 'plan-1', runId: 'dry' },
      { ...planEnd(plan, { dryRun: true, ...result }), runId: 'dry' },
      { ...end, runId: 'dry' },
    ];
    expect(fold(...tried({ stepResults })).plan).toMatchObject({ canKeepDryRun: true });
    expect(fold(...tried({ stepResults, status: 'cancelled' })).plan).toMatchObject({ canKeepDryRun: false });
    const left = [{ ...stepResults[0]!, filesLeftOut: [{ path: 'x', reason: 'it is no text' }] }];
    expect(fold(...tried({ stepResults: left })).plan).toMatchObject({ canKeepDryRun: false });
    const kept = { ...plan, steps: plan.steps.map((one) => ({ ...one, baseHash: 'none', diff: 'd' })) };
    const after = fold(...tried({ stepResults }), { ...updated(kept), runId: '' }).plan;
    expect(after).not.toHaveProperty('canKeepDryRun');
    expect(after?.plan.steps[0]).toMatchObject({ baseHash: 'none' });
    const edited = fold(...tried({ stepResults }), { ...updated(plan), runId: '' }).plan;
    expect(edited).toMatchObject({ canKeepDryRun: true });
    expect(fold(...tried({ stepResults }), updated(reading)).plan).not.toHaveProperty('canKeepDryRun');
  });

  it('begins without times and tokens where it is loaded to be run from the start', () => {
    const done = withStates(plan, { read: 'done' }, 'partial');
    const ran: Bodies = [...begun, updated(done), stepEnd(done, 'read'), planEnd(done), end];
    const loaded = fold(...ran, { type: 'plan_created', plan, runId: '' }).plan;
    expect(loaded).toMatchObject({ steps: {}, runIds: [], usage: { promptTokens: 0 } });
    for (const field of ['startedAt', 'endedAt', 'result']) expect(loaded).not.toHaveProperty(field);
    const goesOn = fold(...ran, { type: 'plan_created', plan: done, runId: '' }).plan;
    expect(goesOn?.steps['read']?.startedAt).toBeGreaterThan(0);
  });

  it('goes away when a person takes it away', () => {
    expect(fold(...planning, end, { type: 'plan_discarded', runId: '' })).not.toHaveProperty('plan');
  });
});

describe('a run that was cut off', () => {
  const cutOff = fold(...begun, { type: 'run_interrupted', uncertainToolIds: [] });

  it('leaves the plan interrupted, its steps as they were', () => {
    expect(cutOff.plan).toMatchObject({ isRunning: false, isInterrupted: true });
    expect(cutOff.plan?.plan.steps.map(({ status }) => status)).toEqual([
      'in_progress',
      'pending',
      'pending',
    ]);
    expect(cutOff.runs[0]?.items.find((item) => item.kind === 'step')).toMatchObject({
      state: 'interrupted',
    });
  });

  it('is over once the plan goes on', () => {
    const view = fold(
      ...begun,
      { type: 'run_interrupted', uncertainToolIds: [] },
      { ...updated(withStates(plan, {})), runId: 'run-2' },
    );
    expect(view.plan).toMatchObject({ isRunning: true, isInterrupted: false, runId: 'run-2' });
  });
});

it('survives a reload: the snapshot has it', () => {
  const view = fold(...begun);
  const sent = JSON.parse(JSON.stringify(newestPart(view))) as ReturnType<typeof newestPart>;
  expect(openView(sent).plan).toEqual(view.plan);
});

describe('a question about the plan', () => {
  const confirm: AgentEventBody = {
    type: 'step_confirm',
    stepId: 'round',
    destructive: true,
    reason: { cause: 'deletes', words: 'It deletes something.' },
    command: 'rm a',
    diff: '-a',
  };
  const failure: AgentEventBody = { type: 'plan_failure_question', stepId: 'round', error: 'exit 1' };
  const answer: AgentEventBody = { type: 'plan_question_answered', stepId: 'round', answer: 'skip' };

  it('waits until it is answered', () => {
    const asking = fold(...begun, confirm);
    expect(asking.plan?.question).toEqual({
      kind: 'confirm',
      stepId: 'round',
      isDestructive: true,
      cause: 'deletes',
      command: 'rm a',
      diff: '-a',
    });
    expect(activityOf(asking)).toBe('waiting');
    const failed = fold(...begun, failure);
    expect(failed.plan?.question).toEqual({ kind: 'failure', stepId: 'round', error: 'exit 1' });
    expect(fold(...begun, failure, answer).plan).not.toHaveProperty('question');
  });

  it.each<[string, AgentEventBody]>([
    ['the plan', planEnd(plan)],
    ['the run', end],
    ['a crash', { type: 'run_interrupted', uncertainToolIds: [] }],
  ])('ends with %s', (_name, event) => {
    expect(fold(...begun, failure, event).plan).not.toHaveProperty('question');
  });
});

describe('the goal', () => {
  const goal = {
    description: 'Totals are right to the cent',
    successCriteria: ['tests pass', 'no float'],
    progress: 0,
    achieved: false,
    createdAt: 1_300,
  };
  const extracted: Bodies = [...planning.slice(0, 2), { type: 'goal_extracted', goal }, ...planning.slice(2)];
  const edit: Extract<AgentEventBody, { type: 'tool_end' }> = {
    type: 'tool_end',
    toolId: 'e1',
    toolName: 'edit',
    toolOutput: '',
    exitCode: 0,
    durationMs: 1,
    outcome: 'done',
  };
  const fileDiff = { path: 'a.ts', kind: 'edit', added: 1, removed: 0 } as const;
  const achieved: AgentEventBody = {
    type: 'goal_achieved',
    goal: goal.description,
    totalSteps: 3,
    durationMs: 5,
  };
  const checked: AgentEventBody = {
    type: 'goal_checked',
    goal: goal.description,
    achieved: false,
    progress: 0.5,
    criteria: [
      {
        criterion: 'tests pass',
        met: true,
        by: 'command',
        command: { command: 'npm test', passed: true, exitCode: 0, output: 'ok' },
      },
      { criterion: 'no float', met: false, by: 'model', reason: 'cart.ts adds floats' },
    ],
    remaining: ['no float'],
    tree: { hash: 'h', files: [] },
  };

  it('comes before the plan of its run and stays with it', () => {
    expect(fold(...extracted).plan?.goal).toEqual({
      ...goal,
      foundAt: 1_300,
      criteria: [],
      remaining: goal.successCriteria,
      isStale: false,
    });
  });

  it('is not that of the plan before', () => {
    const other = planOf([step('docs')], { id: 'plan-2' });
    const next: Bodies = [
      { type: 'planning_start', prompt: 'More', runId: 'run-2' },
      { type: 'planning_end', plan: other, estimatedSteps: 1, runId: 'run-2' },
    ];
    expect(fold(...extracted, end, { ...start, runId: 'run-2' }, ...next).plan).not.toHaveProperty('goal');
  });

  it('has what a check found of each criterion', () => {
    expect(fold(...extracted, checked).plan?.goal).toMatchObject({
      achieved: false,
      progress: 0.5,
      criteria: [
        { criterion: 'tests pass', met: true, by: 'command', command: 'npm test' },
        { criterion: 'no float', met: false, by: 'model', reason: 'cart.ts adds floats' },
      ],
      remaining: ['no float'],
      checkedAt: 1_000 + 100 * (extracted.length + 1),
      isStale: false,
    });
  });

  it('is reached with the last check', () => {
    expect(fold(...extracted, checked, achieved).plan?.goal).toMatchObject({
      achieved: true,
      progress: 1,
      remaining: [],
    });
  });

  it.each<[string, AgentEventBody, boolean]>([
    [
      'a step that changed files',
      stepEnd(plan, 'read', 'completed', { files: [{ path: 'a', before: '', after: 'b' }] }),
      true,
    ],
    ['a step that changed nothing', stepEnd(plan, 'read'), false],
    ['files that changed outside', { type: 'goal_stale', goal: goal.description, paths: ['a'] }, true],
    ['a roll-back', { type: 'rollback_end', undone: ['read'], irreversible: [] }, true],
    ['an edit', { ...edit, details: { type: 'diff', files: [fileDiff] } }, true],
    [
      'an edit that failed',
      { ...edit, outcome: 'failed', details: { type: 'diff', files: [fileDiff] } },
      false,
    ],
  ])('is stale after %s: %s', (_name, event, isStale) => {
    expect(fold(...extracted, checked, event).plan?.goal?.isStale).toBe(isStale);
    // What came before the check is part of it.
    expect(fold(...extracted, event, checked).plan?.goal?.isStale).toBe(false);
  });

  it('that goes on keeps its last check, as out of date', () => {
    const again: AgentEventBody = { type: 'goal_extracted', goal: { ...goal, progress: 0.5 } };
    expect(fold(...extracted, checked, again).plan?.goal).toMatchObject({
      remaining: ['no float'],
      isStale: true,
    });
  });
});

it('keeps the choice to plan', () => {
  expect(fold().planning).toBe('off');
  expect(fold({ type: 'planning_changed', planning: 'auto', runId: '' }).planning).toBe('auto');
});

describe('the transcript', () => {
  it('has a row for each step, and what happened to the plan', () => {
    const done = withStates(plan, { read: 'done' });
    const view = fold(
      ...begun,
      updated(done),
      stepEnd(done, 'read', 'completed', { output: 'Found it.' }),
      { type: 'rollback_end', undone: ['read'], irreversible: [] },
      end,
    );
    expect(view.runs[0]?.items.slice(1)).toMatchObject([
      { kind: 'plan', note: { type: 'made', steps: 3 } },
      { kind: 'step', number: 1, total: 3, state: 'done', output: 'Found it.' },
      { kind: 'plan', note: { type: 'rolled_back', steps: 1 } },
    ]);
  });

  it('says why a step was put back, and that it is to run again', () => {
    const reason = 'a.ts is being changed by step 2.';
    const view = fold(...begun, updated(withStates(plan, {})), {
      type: 'step_put_back',
      stepId: 'read',
      reason,
    });
    expect(view.runs[0]?.items.at(-1)).toMatchObject({ kind: 'step', state: 'cancelled', error: reason });
    expect(view.plan?.steps['read']).toMatchObject({ lastLine: reason });
    expect(view.plan?.steps['read']?.startedAt).toBeUndefined();
  });

  it('says what a step waits for', () => {
    const text = 'Waits until step 2 is done with a.ts.';
    const view = fold(...begun, { type: 'notice', level: 'info', text, stepId: 'read' });
    expect(view.plan?.steps['read']?.lastLine).toBe(`${text}\n`);
  });

  it('says which step a call belongs to', () => {
    const view = fold(...begun, { ...toolCall, stepId: 'read' });
    expect(view.runs[0]?.items.at(-1)).toMatchObject({ kind: 'tool', stepId: 'read' });
  });

  it('ends the row of a step with its run', () => {
    expect(fold(...begun, end).runs[0]?.items.at(-1)).toMatchObject({ kind: 'step', state: 'cancelled' });
  });
});

describe('lineAfter', () => {
  it.each([
    ['', 'one', 'one'],
    ['one', ' two', 'one two'],
    ['one', '\ntwo', 'two'],
    ['one', '\n', 'one\n'],
    ['one\n', 'two', 'two'],
    ['one\n', '  \n\n', 'one\n'],
    ['', '\n', ''],
    ['', 'x'.repeat(500), 'x'.repeat(200)],
  ])('%j and %j give %j', (line, delta, expected) => {
    expect(lineAfter(line, delta)).toBe(expected);
  });
});
