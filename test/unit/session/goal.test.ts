import { describe, expect, test } from 'vitest';
import type { AgentEvent } from '../../../src/core/events/agentEvent';
import { followGoal, NO_GOAL } from '../../../src/core/plan/goalTrail';
import type { AgentGoal } from '../../../src/core/plan/planEvent';
import { checkGoal, extractGoal } from '../../../src/core/session/goal';

const NOW = 1_000;
const goal: AgentGoal = {
  description: 'Carts add up',
  successCriteria: ['totals are right', 'the tests pass'],
  progress: 0,
  achieved: false,
  createdAt: NOW,
};
const withTests: AgentGoal = { ...goal, checks: [{ criterion: 'the tests pass', command: 'npm test' }] };
const signal = new AbortController().signal;

describe('extracting', () => {
  test('criteria may come with a command', async () => {
    const answer = `{"description": "Carts add up", "success_criteria": ["totals are right", {"criterion": "the tests pass", "command": " npm test "}]}`;
    expect(await extractGoal('Fix carts', () => Promise.resolve(answer), NOW)).toEqual(withTests);
  });

  test('an answer that can not be read: the task is the goal', async () => {
    const found = await extractGoal('Fix carts', () => Promise.resolve('Sure!'), NOW);
    expect(found).toMatchObject({ description: 'Fix carts', achieved: false, progress: 0 });
    expect(found.successCriteria).toHaveLength(2);
  });

  test('an open goal is told of and may go on; a reached one is not', async () => {
    const asked: string[] = [];
    const ask = ({ prompt }: { prompt: string }): Promise<string> => {
      asked.push(prompt);
      return Promise.resolve(
        '{"description": "Carts add up", "successCriteria": ["totals are right"], "continues": true}',
      );
    };
    const open = { ...NO_GOAL, goal: { ...goal, progress: 0.5 }, remaining: ['totals are right'] };
    expect(await extractGoal('Go on', ask, 2_000, open)).toMatchObject({ createdAt: NOW, progress: 0.5 });
    expect(asked[0]).toContain('Found open: totals are right');
    const reached = { ...open, goal: { ...goal, achieved: true } };
    expect(await extractGoal('Go on', ask, 2_000, reached)).toMatchObject({ createdAt: 2_000, progress: 0 });
    expect(asked[1]).toBe('Go on');
  });
});

describe('checking', () => {
  const check = (
    of: AgentGoal,
    { passes = true, answer = '' }: { readonly passes?: boolean; readonly answer?: string | Error },
    testCommand?: string,
  ) => {
    const ran: string[] = [];
    const asked: string[] = [];
    const done = checkGoal(
      of,
      'All was done.',
      {
        signal,
        run: (command) => {
          ran.push(command);
          return Promise.resolve({ command, passed: passes, exitCode: passes ? 0 : 1, output: '3 tests' });
        },
        ask: ({ prompt }) => {
          asked.push(prompt);
          return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
        },
      },
      testCommand,
    );
    return done.then((result) => ({ ...result, ran, asked }));
  };

  test('commands look first; a model is asked about the rest only, and told what they said', async () => {
    const found = await check(withTests, { answer: '{"criteria": [{"number": 1, "met": true}]}' });
    expect(found).toMatchObject({ achieved: true, progress: 1, remaining: [], ran: ['npm test'] });
    expect(found.criteria).toMatchObject([
      { criterion: 'totals are right', met: true, by: 'model' },
      { criterion: 'the tests pass', met: true, by: 'command', command: { exitCode: 0 } },
    ]);
    expect(found.asked[0]).toContain('`npm test` ended with 0:\n3 tests');
    expect(found.asked[0]).not.toContain('2. the tests pass');
  });

  test('a model can not talk a failing command away', async () => {
    const found = await check(withTests, { passes: false, answer: '{"achieved": true, "progress": 1}' });
    expect(found).toMatchObject({ achieved: false, progress: 0.5, remaining: ['the tests pass'] });
  });

  test('where commands say it all no model is asked', async () => {
    const found = await check({ ...withTests, successCriteria: ['the tests pass'] }, {});
    expect(found).toMatchObject({ achieved: true, asked: [] });
  });

  test("the person's test command has to pass as well, and runs once", async () => {
    const answer = '{"achieved": true}';
    const failed = await check(goal, { passes: false, answer }, 'make test');
    expect(failed).toMatchObject({ achieved: false, remaining: ['`make test` passes'] });
    expect((await check(withTests, { answer }, 'npm test')).ran).toEqual(['npm test']);
  });

  test.each<[string, string | Error, readonly string[]]>([
    ['a plain yes', '{"achieved": true}', []],
    [
      'a yes with something left',
      '{"achieved": true, "remaining_criteria": ["the tests pass"]}',
      ['the tests pass'],
    ],
    [
      'a no with what is left',
      '{"achieved": false, "remaining_criteria": ["totals are right"]}',
      ['totals are right'],
    ],
    ['a no in other words', '{"achieved": false, "remaining_criteria": ["run them"]}', ['run them']],
    ['a no without more', '{"achieved": false}', goal.successCriteria],
    ['a yes about each', '{"criteria": [{"number": 1, "met": true}, {"number": 2, "met": true}]}', []],
    ['a yes about one', '{"criteria": [{"number": 2, "met": true}]}', ['totals are right']],
    ['prose', 'Everything is complete, done and finished!', goal.successCriteria],
    ['an empty answer', '', goal.successCriteria],
    ['a model that fails', new Error('overloaded'), goal.successCriteria],
  ])('%s', async (_name, answer, remaining) => {
    const found = await check(goal, { answer });
    expect(found.remaining).toEqual(remaining);
    expect(found.achieved).toBe(remaining.length === 0);
    expect(found.progress < 1).toBe(remaining.length > 0);
  });

  test('why nobody could tell is known as a value', async () => {
    const failed = await check(goal, { answer: new Error('overloaded') });
    expect(failed.criteria[0]).toEqual({
      criterion: 'totals are right',
      met: false,
      by: 'nobody',
      reason: 'It could not be checked: overloaded',
      cause: { about: 'check', code: 'failed', of: { about: 'other', text: 'overloaded' } },
    });
    const prose = await check(goal, { answer: 'All done!' });
    expect(prose.criteria[0]).toMatchObject({ cause: { about: 'check', code: 'unreadable' } });
  });

  test('a cancelled run is no answer', async () => {
    const abort = new AbortController();
    abort.abort();
    const ask = () => Promise.reject(new Error('cancelled'));
    const run = () => Promise.reject(new Error('no command'));
    await expect(checkGoal(goal, '', { ask, run, signal: abort.signal })).rejects.toThrow('cancelled');
  });
});

describe('what is known of the goal', () => {
  const at = (time: number, body: object): AgentEvent =>
    ({ sessionId: 's', runId: 'r', seq: 0, time, ...body }) as AgentEvent;
  const extracted = at(1, { type: 'goal_extracted', goal });
  const checked = at(2, {
    type: 'goal_checked',
    goal: goal.description,
    achieved: false,
    progress: 0.5,
    criteria: [],
    remaining: ['the tests pass'],
    tree: { hash: 'h', files: [] },
  });
  const written = at(3, {
    type: 'tool_end',
    outcome: 'done',
    details: { type: 'diff', files: [{ path: 'a.ts' }] },
  });
  const fold = (...events: readonly AgentEvent[]) => events.reduce(followGoal, NO_GOAL);

  test('it is open with all its criteria until a check', () => {
    expect(fold(extracted)).toMatchObject({ remaining: goal.successCriteria, isStale: false });
    expect(fold(extracted)).not.toHaveProperty('checkedAt');
    expect(fold(extracted, checked)).toMatchObject({
      goal: { progress: 0.5, achieved: false },
      remaining: ['the tests pass'],
      checkedAt: 2,
    });
  });

  test.each([
    ['a write', written, true],
    ['a read', at(3, { type: 'tool_end', outcome: 'done', details: { type: 'read', path: 'a.ts' } }), false],
    ['a refused write', at(3, { ...written, outcome: 'denied' }), false],
    [
      'a command that changed a file',
      at(3, {
        type: 'tool_end',
        outcome: 'done',
        details: { type: 'command', changedFiles: [{ path: 'a' }] },
      }),
      true,
    ],
    ['a step with changes', at(3, { type: 'step_end', result: { files: [{ path: 'a' }] } }), true],
    ['a restore', at(3, { type: 'files_restored', restored: ['a.ts'] }), true],
    ['what a person changed', at(3, { type: 'goal_stale', paths: ['a.ts'] }), true],
    ['words', at(3, { type: 'text_delta', text: 'x' }), false],
  ])('after %s the check is older than the files: %s', (_name, event, isStale) => {
    expect(fold(extracted, checked, event).isStale).toBe(isStale);
    expect(fold(extracted, event).isStale && event.type !== 'goal_stale').toBe(false);
  });

  test('it goes on, is replaced, is reached, or goes with the conversation', () => {
    const again = at(4, { type: 'goal_extracted', goal: { ...goal, description: 'Carts add up twice' } });
    expect(fold(extracted, checked, again)).toMatchObject({
      goal: { description: 'Carts add up twice' },
      remaining: ['the tests pass'],
      isStale: true,
    });
    const other = at(4, { type: 'goal_extracted', goal: { ...goal, createdAt: 9 } });
    expect(fold(extracted, checked, other)).toMatchObject({ remaining: goal.successCriteria });
    const reached = { ...checked, achieved: true, progress: 1, remaining: [], time: 7 } as AgentEvent;
    expect(fold(extracted, reached).goal).toMatchObject({ achieved: true, achievedAt: 7 });
    expect(fold(extracted, at(5, { type: 'history_cleared', messages: 2 }))).toEqual(NO_GOAL);
  });
});
