// Small events of a plan say the same as whole plans: whoever folds them has the plan as it is, at every moment.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AgentEvent, AgentEventBody } from '../../../src/core/events/agentEvent';
import { addStep, editStep, moveStep, removeStep } from '../../../src/core/plan/editPlan';
import type { Plan } from '../../../src/core/plan/plan';
import type { PlanEventBody } from '../../../src/core/plan/planEvent';
import { PlanError } from '../../../src/core/plan/planError';
import type { FailureChoice, StepAnswer, StepOutcome } from '../../../src/core/plan/planPorts';
import type { PlanRun } from '../../../src/core/plan/planRun';
import { planUpdate, withStepsChange } from '../../../src/core/plan/planUpdate';
import { changePlan, changeStep } from '../../../src/core/plan/planState';
import { treeState } from '../../../src/core/plan/treeState';
import { followPlan, NO_PLAN } from '../../../src/core/session/planTrail';
import type { PlanTrail } from '../../../src/core/session/planTrail';
import { foldEvent } from '../../../src/protocol/reducer';
import { emptyView } from '../../../src/protocol/viewState';
import type { SessionView } from '../../../src/protocol/viewState';
import { NOW, planOf } from './planFixture';
import { openRun } from './planRunFixture';

const EDITING = { now: () => NOW };

describe('an update', () => {
  const plan = planOf([[], [1], [2]]);

  test('names the steps that changed, and only those', () => {
    const next = changeStep(plan, 's2', { status: 'in_progress' }, NOW);
    expect(planUpdate(plan, next)).toEqual({
      type: 'plan_changed',
      planId: 'plan-1',
      status: 'draft',
      updatedAt: next.updatedAt,
      steps: [next.steps[1]],
    });
    expect(planUpdate(plan, changePlan(plan, 'paused', NOW))).toMatchObject({ status: 'paused', steps: [] });
    expect(planUpdate(plan, editStep(plan, 's1', { title: 'New' }, EDITING))).toMatchObject({
      steps: [{ id: 's1', title: 'New' }],
    });
  });

  test.each<readonly [string, Plan]>([
    ['a step more', addStep(plan, { description: 'More' }, EDITING)],
    ['a step less', removeStep(plan, 's2', EDITING)],
    ['another order', moveStep(planOf([[], [], []]), 's1', 2, EDITING)],
    ['another goal', { ...plan, goal: 'Else' }],
    ['another field', { ...plan, constraints: { maxSteps: 3 } }],
    ['another plan', { ...plan, id: 'plan-2' }],
  ])('is the whole plan for %s', (_what, next) => {
    expect(planUpdate(plan, next)).toEqual({ type: 'plan_updated', plan: next });
  });

  test('of another plan changes nothing', () => {
    const change = { planId: 'other', status: 'running', updatedAt: '', steps: [] } as const;
    expect(withStepsChange(plan, change)).toBe(plan);
  });
});

/** What a log says, as its readers have it. */
class Reader {
  view: SessionView = emptyView('s');
  trail: PlanTrail = NO_PLAN;
  #seq = 0;

  read(body: AgentEventBody): void {
    this.#seq += 1;
    const event: AgentEvent = { sessionId: 's', runId: 'run', seq: this.#seq, time: NOW, ...body };
    this.view = foldEvent(this.view, event);
    this.trail = followPlan(this.trail, event, () => false);
  }
}

const ACTS = ['nothing', 'edit', 'add', 'remove', 'move', 'skip', 'pause'] as const;
const edges = fc.array(fc.array(fc.nat(9), { maxLength: 2 }), { minLength: 1, maxLength: 9 });

test('whatever happens in a run, the small events say the same as whole plans, also those of old logs', async () => {
  await fc.assert(
    fc.asyncProperty(
      edges,
      fc.array(fc.constantFrom<'ok' | 'bad' | 'back'>('ok', 'ok', 'ok', 'bad', 'back'), {
        minLength: 20,
        maxLength: 20,
      }),
      fc.array(fc.constantFrom(...ACTS), { maxLength: 30 }),
      fc.array(fc.constantFrom<StepAnswer>('run', 'run', 'decline', 'skip', 'quit'), { maxLength: 20 }),
      fc.array(fc.constantFrom<FailureChoice>('retry', 'replan', 'rollback', 'continue', 'stop'), {
        maxLength: 6,
      }),
      fc.constantFrom('waves', 'sequential'),
      fc.boolean(),
      async (needs, outcomes, acts, answers, choices, strategy, interactive) => {
        const plan = planOf(
          needs.map((list, index) => list.filter((number) => number > 0 && number <= index)),
        );
        const left = {
          outcomes: [...outcomes],
          acts: [...acts],
          answers: [...answers],
          choices: [...choices],
        };
        const small = new Reader();
        const whole = new Reader();
        let folded: Plan | undefined;
        let adds = 0;
        const act = (run: PlanRun, id: string): void => {
          const what = left.acts.shift() ?? 'nothing';
          try {
            if (what === 'edit')
              run.edit((now) => editStep(now, id, { title: `T${left.acts.length}` }, EDITING));
            if (what === 'add')
              run.edit((now) => addStep(now, { id: `x${(adds += 1)}`, description: 'X' }, EDITING));
            if (what === 'remove') run.edit((now) => removeStep(now, now.steps.length, EDITING));
            if (what === 'move') run.edit((now) => moveStep(now, now.steps.length, 1, EDITING));
            if (what === 'skip') run.skip(run.plan.steps.at(-1)?.id ?? '');
            if (what === 'pause') {
              run.pause();
              queueMicrotask(() => run.resume());
            }
          } catch (error) {
            if (!(error instanceof PlanError)) throw error;
          }
        };
        const hear = (event: PlanEventBody): void => {
          small.read(event);
          const isState = event.type === 'plan_updated' || event.type === 'plan_changed';
          whole.read(isState ? { type: 'plan_updated', plan: opened.run.plan } : event);
          if (event.type === 'plan_updated') folded = event.plan;
          else if (event.type === 'plan_changed' && folded !== undefined)
            folded = withStepsChange(folded, event);
          expect(folded).toEqual(folded === undefined ? undefined : opened.run.plan);
          expect(small.view).toEqual(whole.view);
          expect(small.trail).toEqual(whole.trail);
        };
        const work = (id: string): StepOutcome => {
          act(opened.run, id);
          const outcome = left.outcomes.shift() ?? 'ok';
          const files = [{ path: `${left.outcomes.length % 3}.ts`, before: null, after: id }];
          if (outcome === 'ok') return { success: true, output: id, files };
          const failed = { success: false, error: outcome, errorCode: 'tool', files } as const;
          return outcome === 'bad' ? failed : { ...failed, isPutBack: true };
        };
        const opened = openRun(
          plan,
          Object.fromEntries(
            [
              ...plan.steps.map(({ id }) => id),
              'n1',
              ...Array.from({ length: 30 }, (_, index) => `x${index + 1}`),
            ].map((id) => [id, () => work(id)]),
          ),
          {
            strategy,
            interactive,
            onFailure: 'ask',
            maxPlanSteps: null,
            ports: {
              emit: hear,
              confirmStep: ({ step }) => {
                act(opened.run, step.id);
                return Promise.resolve(left.answers.shift() ?? 'run');
              },
              chooseAfterFailure: () => Promise.resolve(left.choices.shift() ?? 'stop'),
              replan: () => Promise.resolve({ steps: [{ id: 'n1', description: 'New' }], repairs: [] }),
              versionOf: (path) => Promise.resolve(treeState(new Map([[path, null]])).hash),
            },
          },
        );
        await opened.start();
        expect(folded).toEqual(opened.run.plan);
        expect(small.trail.plan).toEqual(opened.run.plan);
      },
    ),
    { numRuns: 300 },
  );
});
