import { describe, expect, it } from 'vitest';
import type { StepStatus } from '../../../../src/core/plan/plan';
import type { PlanView } from '../../../../src/protocol/planMessages';
import { NO_USAGE } from '../../../../src/protocol/viewState';
import { canMove, moveTarget, planActions, stepActions } from '../../../../webview/plan/planActions';
import { planAnnouncements } from '../../../../webview/plan/planAnnouncements';
import { needing, neededNumbers, planFacts, planTook, stepTook } from '../../../../webview/plan/planFacts';
import { nextCard } from '../../../../webview/plan/planKeys';
import { planLanes } from '../../../../webview/plan/planLanes';
import { shownState, stateSentence } from '../../../../webview/plan/planWords';
import { planOf, step, withStates } from '../../protocol/planFixture';

const plan = planOf([
  step('a', [], { title: 'Read' }),
  step('b', ['a']),
  step('c', ['a']),
  step('d', ['b', 'c']),
]);
type States = Readonly<Record<string, StepStatus>>;
const viewOf = (states: States = {}, more: Partial<PlanView> = {}): PlanView => ({
  plan: withStates(plan, states, more.isRunning === true ? 'running' : 'ready'),
  steps: {},
  runIds: [],
  isRunning: false,
  isPlanning: false,
  isInterrupted: false,
  usage: NO_USAGE,
  ...more,
});
const stepIn = (view: PlanView, id: string) => {
  const found = view.plan.steps.find((one) => one.id === id);
  if (found === undefined) throw new Error(id);
  return found;
};
const ran = (startedAt: number, endedAt?: number) => ({
  usage: NO_USAGE,
  lastLine: '',
  calls: 0,
  files: [],
  conflicts: [],
  startedAt,
  ...(endedAt === undefined ? {} : { endedAt }),
});

describe('what can be done with a plan', () => {
  it.each<[string, PlanView, string]>([
    ['that is new', viewOf(), 'run dryRun add openDocument save discard'],
    ['that runs', viewOf({ a: 'in_progress' }, { isRunning: true }), 'pause stop add openDocument save'],
    [
      'that is paused',
      viewOf({ a: 'done' }, { isRunning: true, plan: withStates(plan, { a: 'done' }, 'paused') }),
      'resume stop add openDocument save',
    ],
    ['that was cut off', viewOf({ a: 'in_progress' }), 'resume dryRun add openDocument save discard'],
    [
      'of which a step failed',
      viewOf({ a: 'done', b: 'failed' }),
      'resume retry dryRun add openDocument save rollback discard',
    ],
    [
      'that is done',
      viewOf({ a: 'done', b: 'done', c: 'done', d: 'done' }),
      'add openDocument save rollback discard',
    ],
    [
      'that was rolled back: what is left needs what was taken back',
      viewOf({ a: 'rolled_back', b: 'rolled_back', c: 'failed' }),
      'retry dryRun add openDocument save rollback discard',
    ],
    ['that is being made', viewOf({}, { isPlanning: true }), 'stop'],
  ])('%s', (_name, view, expected) => {
    expect(planActions(view).join(' ')).toBe(expected);
  });
});

describe('what can be done with a step', () => {
  it.each<[StepStatus, boolean, string]>([
    ['pending', false, 'run until skip replan edit addAfter remove'],
    ['pending', true, 'skip edit addAfter remove'],
    ['in_progress', true, ''],
    ['in_progress', false, 'retry replan rollback'],
    ['done', false, 'rollback'],
    ['done', true, ''],
    ['failed', false, 'retry replan rollback'],
    ['failed', true, 'retry'],
    ['skipped', false, 'retry replan'],
    ['rolled_back', false, 'retry replan'],
  ])('%s, the plan running: %s', (status, isRunning, expected) => {
    const view = viewOf({ b: status }, { isRunning });
    expect(stepActions(stepIn(view, 'b'), view).join(' ')).toBe(expected);
  });

  it('waits for the end of any other run', () => {
    const view = viewOf({ a: 'failed' });
    expect(planActions(view, true).join(' ')).toBe('stop add openDocument save');
    expect(stepActions(stepIn(view, 'a'), view, true)).toEqual([]);
    expect(stepActions(stepIn(view, 'b'), view, true).join(' ')).toBe('skip edit addAfter remove');
  });

  it('has its changes opened where it made some', () => {
    const files = [{ path: 'a.ts', kind: 'changed' }] as const;
    const view = viewOf({ b: 'done' }, { steps: { b: { ...ran(0, 1), files } } });
    expect(stepActions(stepIn(view, 'b'), view)).toEqual(['openDiff', 'rollback']);
    const kept = viewOf({ b: 'cancelled' }, { steps: { b: { ...ran(0, 1), unwritten: files } } });
    expect(stepActions(stepIn(kept, 'b'), kept)).toContain('openDiff');
  });

  it('moves while it has not begun', () => {
    const view = viewOf({ a: 'done', b: 'in_progress' }, { isRunning: true });
    expect(['a', 'b', 'c'].map((id) => canMove(stepIn(view, id), view))).toEqual([false, false, true]);
    expect(moveTarget(view, 'c', 'b')).toBe(2);
    expect(moveTarget(view, 'c', 'c')).toBeUndefined();
  });
});

describe('facts', () => {
  it('count steps and name the wave with work left', () => {
    expect(planFacts(viewOf({ a: 'done', b: 'failed', c: 'in_progress' }))).toEqual({
      total: 4,
      done: 1,
      failed: 1,
      wave: 2,
      waves: 3,
    });
  });

  it('name dependencies by number, and who depends', () => {
    expect(neededNumbers(plan, plan.steps[3] ?? step('x'))).toEqual([2, 3]);
    expect(needing(plan, 'a').map(({ id }) => id)).toEqual(['b', 'c', 'd']);
  });

  it('measure a run until it ends, or now', () => {
    expect(planTook(viewOf({}, { startedAt: 1_000, isRunning: true }), 3_000)).toBe(2_000);
    expect(planTook(viewOf({}, { startedAt: 1_000, endedAt: 1_500 }), 3_000)).toBe(500);
    expect(planTook(viewOf(), 3_000)).toBeUndefined();
    expect(stepTook(ran(100, 400), false, 900)).toBe(300);
    expect(stepTook(ran(100), true, 900)).toBe(800);
    // Nobody knows when it was cut off.
    expect(stepTook(ran(100), false, 900)).toBeUndefined();
  });
});

describe('states', () => {
  it('say when a step was cut off, or waits for a person', () => {
    const on = viewOf({ a: 'in_progress' }, { isRunning: true });
    expect(shownState(stepIn(on, 'a'), on)).toBe('in_progress');
    const cutOff = viewOf({ a: 'in_progress' });
    expect(shownState(stepIn(cutOff, 'a'), cutOff)).toBe('interrupted');
    const asking = viewOf(
      {},
      { isRunning: true, question: { kind: 'confirm', stepId: 'a', isDestructive: true } },
    );
    expect(shownState(stepIn(asking, 'a'), asking)).toBe('waiting');
    const failed = viewOf(
      { a: 'failed' },
      { isRunning: true, question: { kind: 'failure', stepId: 'a', error: '' } },
    );
    expect(shownState(stepIn(failed, 'a'), failed)).toBe('failed');
  });

  it('say why a step was skipped', () => {
    expect(stateSentence(step('a', [], { skipReason: 'dependency_failed' }), 'skipped')).toBe(
      'skipped: a step it needs failed',
    );
  });
});

describe('keys', () => {
  const waves = [[{ id: 'a' }, { id: 'b' }], [{ id: 'c' }]];
  it.each([
    ['a', 'ArrowDown', true, 'b'],
    ['b', 'ArrowDown', true, undefined],
    ['b', 'ArrowRight', true, 'c'],
    ['c', 'ArrowLeft', true, 'a'],
    ['b', 'ArrowDown', false, 'c'],
    ['c', 'ArrowUp', false, 'b'],
    ['a', 'ArrowUp', false, undefined],
    ['a', 'ArrowRight', false, undefined],
    ['a', 'End', false, 'c'],
    ['a', 'Home', true, undefined],
    ['a', 'x', true, undefined],
  ] as const)('from %s by %s, as a graph %s: %s', (from, key, isGraph, expected) => {
    expect(nextCard(waves, from, key, isGraph)).toBe(expected);
  });
});

describe('lanes', () => {
  it('have a bar for each step, side by side where they ran at once', () => {
    const view = viewOf(
      { a: 'done', b: 'in_progress', c: 'in_progress' },
      { isRunning: true, startedAt: 1_000, steps: { a: ran(1_000, 2_000), b: ran(2_000), c: ran(2_500) } },
    );
    const lanes = planLanes(view, 3_000).map(({ wave, rows, bars }) => ({
      wave,
      rows,
      bars: bars.map(({ number, from, to, row }) => [number, from, to, row]),
    }));
    expect(lanes).toEqual([
      { wave: 1, rows: 1, bars: [[1, 0, 0.5, 0]] },
      {
        wave: 2,
        rows: 2,
        bars: [
          [2, 0.5, 1, 0],
          [3, 0.75, 1, 1],
        ],
      },
    ]);
  });

  it('share a row one after another', () => {
    const view = viewOf({}, { startedAt: 0, endedAt: 40, steps: { b: ran(0, 10), c: ran(10, 40) } });
    expect(planLanes(view, 99).map(({ rows }) => rows)).toEqual([1]);
  });

  it('leave out what an earlier run did', () => {
    const view = viewOf(
      {},
      { startedAt: 1_000, endedAt: 2_000, steps: { a: ran(10, 20), b: ran(1_000, 2_000) } },
    );
    expect(planLanes(view, 0).flatMap(({ bars }) => bars.map(({ number }) => number))).toEqual([2]);
    expect(planLanes(viewOf(), 0)).toEqual([]);
  });
});

describe('what is read aloud', () => {
  const running = viewOf({ a: 'in_progress' }, { isRunning: true });

  it('is a step that ended, and the end of the plan', () => {
    const next = viewOf({ a: 'done' }, { isRunning: true });
    expect(planAnnouncements(running, next)).toEqual(['Step 1: Read, done']);
    const over: PlanView = { ...next, isRunning: false, plan: { ...next.plan, status: 'partial' } };
    expect(planAnnouncements(next, over)).toEqual(['Plan: partly done, 1 of 4 steps.']);
  });

  it('is a question, once', () => {
    const asking = viewOf(
      { a: 'failed' },
      { isRunning: true, question: { kind: 'failure', stepId: 'a', error: 'no' } },
    );
    const sentences = planAnnouncements({ ...asking, question: undefined }, asking);
    expect(sentences).toEqual(['Waits for you: Step 1 Read failed. What now?']);
    expect(planAnnouncements(asking, { ...asking })).toEqual([]);
  });

  it('is a plan that was made', () => {
    expect(planAnnouncements(viewOf({}, { isPlanning: true }), viewOf())).toEqual([
      'Made a plan of 4 steps.',
    ]);
  });
});
