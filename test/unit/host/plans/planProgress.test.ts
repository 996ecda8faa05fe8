import { beforeEach, expect, test } from 'vitest';
import type { AgentEvent, AgentEventBody } from '../../../../src/core/events/agentEvent';
import { changeStep } from '../../../../src/core/plan/planState';
import { watchPlanRuns } from '../../../../src/host/plans/planProgress';
import type { LiveSession } from '../../../../src/host/sessions/liveSession';
import type { SessionEvent } from '../../../../src/host/sessions/sessionHub';
import { foldEvent } from '../../../../src/protocol/reducer';
import { emptyView } from '../../../../src/protocol/viewState';
import { NOW, planOf } from '../../plan/planFixture';

let isOnScreen: boolean;
let stops: number;
let said: string[];
let timers: (() => void)[];
let emit: (body: AgentEventBody, runId?: string) => void;
let cancel: () => void;
let end: () => void;

beforeEach(() => {
  isOnScreen = false;
  stops = 0;
  said = [];
  timers = [];
  let listener: (event: SessionEvent) => void = () => undefined;
  let seq = 0;
  const session = {
    id: 's',
    view: emptyView('s'),
    stop: () => {
      stops += 1;
      return Promise.resolve();
    },
  };
  emit = (body, runId = 'run-1') => {
    seq += 1;
    const event: AgentEvent = { sessionId: 's', runId, seq, time: NOW, ...body };
    session.view = foldEvent(session.view, event);
    listener({ session: session as unknown as LiveSession, event });
  };
  const watching = watchPlanRuns({
    onEvent: (added) => {
      listener = added;
      return { dispose: () => undefined };
    },
    isOnScreen: () => isOnScreen,
    later: (callback) => {
      timers.push(callback);
      return () => {
        timers = timers.filter((timer) => timer !== callback);
      };
    },
    show: (title, onCancel) => {
      cancel = onCancel;
      said.push(title);
      return {
        report: (text, increment) => said.push(`${text} +${increment}`),
        done: () => said.push('done'),
      };
    },
  });
  end = () => watching.dispose();
});

const timeIsUp = (): void => timers.shift()?.();
const START: AgentEventBody = { type: 'start', prompt: 'Carry it out', model: 'a/b', mode: 'ask' };
const END: AgentEventBody = {
  type: 'end',
  text: '',
  stopReason: 'end',
  usage: { promptTokens: 0, completionTokens: 0, totalTokens: 0 },
  totalTokens: 0,
  toolCallsCount: 0,
};
const plan = { ...planOf([[], [1]]), status: 'running' as const };

test('a long run says how far it is, and Cancel stops it', () => {
  emit(START);
  emit({ type: 'plan_updated', plan });
  expect(said).toEqual([]);
  timeIsUp();
  expect(said).toEqual(['Plan: Carry it out', '0 of 2 steps +0']);
  const done = changeStep(
    changeStep(plan, 's1', { status: 'in_progress' }, NOW),
    's1',
    { status: 'done' },
    NOW,
  );
  emit({ type: 'plan_updated', plan: changeStep(done, 's2', { status: 'in_progress' }, NOW) });
  emit({ type: 'step_start', stepId: 's2', description: 'Do 2', stepNumber: 2, totalSteps: 2 });
  expect(said.at(-1)).toBe('1 of 2 steps · Do 2 +50');
  cancel();
  expect(stops).toBe(1);
  emit({ ...END, stopReason: 'cancelled' });
  expect(said.at(-1)).toBe('done');
});

test('while the panel shows it, there is none; when it is left, there is one', () => {
  isOnScreen = true;
  emit(START);
  emit({ type: 'plan_updated', plan });
  timeIsUp();
  expect(said).toEqual([]);
  isOnScreen = false;
  timeIsUp();
  expect(said).toHaveLength(2);
});

test('a short run, an ordinary run and an edit between runs have none', () => {
  emit(START);
  emit({ type: 'plan_updated', plan });
  emit(END);
  expect(timers).toEqual([]);
  emit(START, 'run-2');
  emit(END, 'run-2');
  emit({ type: 'plan_updated', plan }, '');
  expect(timers).toEqual([]);
  expect(said).toEqual([]);
});

test('nothing is left when the window ends', () => {
  emit(START);
  emit({ type: 'plan_updated', plan });
  timeIsUp();
  end();
  expect(said.at(-1)).toBe('done');
});
