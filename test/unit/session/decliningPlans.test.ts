// "Answer without a plan": a person declines the plan while the planner is at work, at whatever moment.
import { describe, expect, test } from 'vitest';
import type { AgentEvent } from '../../../src/core/events/agentEvent';
import type { ModelRequest } from '../../../src/core/model/languageModel';
import { ModelError } from '../../../src/core/model/modelError';
import type { ScriptedTurn } from './scriptedModel';
import { openSession, temporaryFolder } from './sessionFixture';
import type { OpenedSession, OpenOptions } from './sessionFixture';

const COMPLEX = '- write a.txt\n- write b.txt\n- test both';
const PLAN = JSON.stringify({ goal: 'Two files', steps: [{ id: 'a', description: 'Write a.txt' }] });
const GOAL = JSON.stringify({ description: 'Two files', successCriteria: ['both are there'] });

/** The planner looks at a file, gives what is no plan, and then one. */
function answer({ system, messages }: ModelRequest): ScriptedTurn {
  const said = JSON.stringify(messages);
  if (system.includes('Say what it means')) return { text: GOAL };
  if (system.startsWith('You plan work')) {
    if (messages.at(-1)?.role === 'user' && !said.includes('no plan yet'))
      return { text: 'I look.', calls: [{ name: 'read', input: { file_path: 'notes.txt' } }] };
    return { text: said.includes('no plan yet') ? PLAN : 'no plan yet' };
  }
  if (system.includes('One step of a plan')) return { text: 'Wrote a.' };
  if (said.includes('The task was:')) return { text: 'Planned and done.' };
  if (system.startsWith('You check'))
    return { text: JSON.stringify({ criteria: [{ met: true, reason: 'seen' }] }) };
  return { text: 'Answered.' };
}

async function open(options: Partial<OpenOptions> = {}): Promise<OpenedSession> {
  return openSession({
    planning: 'auto',
    planningPreset: 'editor',
    permissive: true,
    files: { 'notes.txt': 'notes\n' },
    turns: Array.from({ length: 40 }, () => answer),
    config: { sessionsDir: await temporaryFolder() },
    ...options,
  });
}

const isOfPlanner = ({ parentId }: AgentEvent): boolean => parentId === 'planner';

/** Declines at the `moment`-th event from `planning_start` on. */
function declineAt({ session }: OpenedSession, moment: number): () => boolean {
  let count = 0;
  let isDeclined = false;
  session.onEvent(({ type }) => {
    if (type === 'planning_start') count = 1;
    else if (count > 0) count += 1;
    if (count === moment) isDeclined = session.plan.declinePlanning();
  });
  return () => isDeclined;
}

describe('a plan that is declined while it is made', () => {
  test.each([{ goalTracking: false }, { goalTracking: true }])(
    'at any moment: the prompt is answered as it is, and nothing of the planner goes on (%j)',
    async (options) => {
      let declined = 0;
      for (let moment = 1; ; moment += 1) {
        const opened = await open(options);
        const isDeclined = declineAt(opened, moment);
        const { text, stopReason } = await opened.session.send(COMPLEX);
        const { events, session } = opened;
        expect(stopReason).toBe('end');
        if (!isDeclined()) {
          // The plan is there: from now on it can be discarded only.
          expect(events.some(({ type }) => type === 'planning_end')).toBe(true);
          break;
        }
        declined += 1;
        expect(text).toBe('Answered.');
        expect(session.history().map(({ role }) => role)).toEqual(['user', 'assistant']);
        expect(session.plan.current).toBeUndefined();
        const types = events.map(({ type }) => type);
        expect(types.filter((type) => type === 'planning_declined')).toHaveLength(1);
        expect(types.filter((type) => /^(?:plan_|wave_|step_|planning_end)/.test(type))).toEqual(
          types.filter((type) => type === 'plan_asked_again'),
        );
        const at = types.indexOf('planning_declined');
        // What is asked after the answer is the check of the goal.
        const answered = events.findLastIndex(
          ({ type, parentId }) => type === 'message' && parentId === undefined,
        );
        expect(events.slice(at, answered).filter(isOfPlanner)).toEqual([]);
        const calls = (type: AgentEvent['type']): number => types.filter((one) => one === type).length;
        expect(calls('tool_end')).toBe(calls('tool_start'));
      }
      expect(declined).toBeGreaterThan(10);
    },
  );

  test('is not planned again when the run goes on after an error, and the log says the same', async () => {
    let failures = 1;
    const opened = await open({
      goalTracking: false,
      turns: Array.from({ length: 20 }, () => (request: ModelRequest): ScriptedTurn => {
        const turn = answer(request);
        if (turn.text !== 'Answered.' || failures-- <= 0) return turn;
        const error = new ModelError('The key is wrong.', { kind: 'auth', model: 'test/scripted' });
        return { error };
      }),
    });
    const { agent, session, events } = opened;
    declineAt(opened, 1);
    await expect(session.send(COMPLEX)).rejects.toThrow('The key is wrong.');
    await (await session.retry()).result();
    expect(events.filter(({ type }) => type === 'planning_start')).toHaveLength(1);
    expect(session.history().at(-1)).toMatchObject({ content: [{ type: 'text', text: 'Answered.' }] });
    const { sessionId } = session;
    const history = session.history();
    await session.dispose();
    const again = agent.resumeSession(sessionId);
    await again.ready;
    expect(again.history()).toEqual(history);
    expect([again.isInterrupted, again.plan.current]).toEqual([false, undefined]);
  });

  test('leaves the plan that was there before', async () => {
    const opened = await open({ goalTracking: false, planApproval: true });
    const { session } = opened;
    await session.send(COMPLEX);
    const before = session.plan.current;
    expect(before).toBeDefined();
    declineAt(opened, 3);
    await session.send(COMPLEX);
    expect(session.plan.current).toEqual(before);
  });

  test('can not be declined when none is being made', async () => {
    const { session } = await open();
    expect(session.plan.declinePlanning()).toBe(false);
    await session.send('Hello');
    expect(session.plan.declinePlanning()).toBe(false);
  });
});
