import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { AgentEvent } from '../../../src/core/events/agentEvent';
import type { ModelRequest } from '../../../src/core/model/languageModel';
import { createDiskWorkspace } from '../../../src/core/workspace/diskWorkspace';
import type { WatchFiles } from '../../../src/core/workspace/watchFiles';
import type { ScriptedTurn } from './scriptedModel';
import { nextEvent, openSession, temporaryFolder } from './sessionFixture';
import type { OpenOptions } from './sessionFixture';

const words = ({ messages }: ModelRequest): string => JSON.stringify(messages);
const hasResult = ({ messages }: ModelRequest): boolean => messages.at(-1)?.role === 'tool';
const GOAL =
  '{"description": "Both files are there", "successCriteria": ["a.txt is there", "b.txt is there"]}';

/** Makes a.txt in the first plan, and b.txt in one that is about it. */
function work(request: ModelRequest): ScriptedTurn {
  const asked = words(request);
  if (request.system.startsWith('Say what it means')) return { text: GOAL };
  if (request.system.startsWith('You plan work')) {
    const name = asked.includes('still open') ? 'b' : 'a';
    return { text: JSON.stringify([{ id: name, description: `Write ${name}.txt` }]) };
  }
  if (asked.includes('Is each criterion met')) {
    const isMet = asked.includes('Write b.txt: done');
    return {
      text: JSON.stringify({
        criteria: [
          { number: 1, met: true },
          { number: 2, met: isMet },
        ],
      }),
    };
  }
  const path = asked.includes('Write b.txt') ? 'b.txt' : 'a.txt';
  return hasResult(request)
    ? { text: `Wrote ${path}.` }
    : { calls: [{ name: 'write', input: { file_path: path, content: path } }] };
}

const open = (options: Partial<OpenOptions> = {}, answer: (request: ModelRequest) => ScriptedTurn = work) =>
  openSession({
    planning: true,
    goalTracking: true,
    permissive: true,
    turns: Array.from({ length: 60 }, () => answer),
    ...options,
  });
const told = (events: readonly AgentEvent[]) =>
  events
    .map(({ type }) => type)
    .filter((type) => /^(?:goal_(?!progress)|planning_end|plan_end|planning_decided|end$)/.test(type));

describe('a goal that is not reached', () => {
  test('stays open in the session, with what remains', async () => {
    const opened = await open();
    await opened.session.send('Make two files');
    expect(told(opened.events)).toEqual([
      'goal_extracted',
      'planning_end',
      'plan_end',
      'goal_checked',
      'end',
    ]);
    expect(opened.session.goal).toMatchObject({
      goal: { description: 'Both files are there', progress: 0.5, achieved: false },
      remaining: ['b.txt is there'],
      isStale: false,
    });
  });

  test('is worked on when it is pursued, and the answer is that of the last plan', async () => {
    const opened = await open({ goalTracking: 'pursue' });
    const result = await opened.session.send('Make two files');
    expect(told(opened.events)).toEqual([
      ...['goal_extracted', 'planning_end', 'plan_end', 'goal_checked', 'goal_pursued'],
      ...['planning_end', 'plan_end', 'goal_checked', 'goal_achieved', 'end'],
    ]);
    expect(opened.events.find((event) => event.type === 'goal_pursued')).toMatchObject({
      round: 1,
      maxRounds: 2,
      remaining: ['b.txt is there'],
    });
    expect(result.text).toBe('Wrote b.txt.');
    expect(await opened.session.readFile('b.txt')).toBe('b.txt');
    expect(opened.session.goal.goal).toMatchObject({ achieved: true, progress: 1 });
    expect(opened.session.history().map(({ role }) => role)).toEqual(['user', 'assistant']);
  });

  const never = (request: ModelRequest): ScriptedTurn =>
    words(request).includes('Is each criterion met') ? { text: '{"achieved": false}' } : work(request);

  test('ends after so many rounds', async () => {
    const opened = await open({ goalTracking: 'pursue', maxGoalRounds: 3 }, never);
    await opened.session.send('Make two files');
    expect(opened.events.filter(({ type }) => type === 'goal_pursued')).toHaveLength(3);
    expect(opened.events.find((event) => event.type === 'goal_left_open')).toMatchObject({
      reason: 'rounds',
      cause: { code: 'rounds', rounds: 3 },
      remaining: ['a.txt is there', 'b.txt is there'],
    });
  });

  test('ends at a limit of the run, which its parts use up together', async () => {
    const opened = await open({ goalTracking: 'pursue', limits: { tokens: 600 } }, never);
    await opened.session.send('Make two files');
    expect(opened.events.find((event) => event.type === 'goal_left_open')).toMatchObject({
      reason: 'limit',
      words: 'The limit of 600 tokens is reached.',
      cause: { code: 'limit', of: { about: 'run', code: 'limit', of: 'tokens', limit: 600 } },
    });
  });

  test('ends when a round changed nothing and the same remains', async () => {
    const idle = (request: ModelRequest): ScriptedTurn =>
      words(request).includes('Write b.txt') && !words(request).includes('Is each') && hasResult(request)
        ? { text: 'Looked at it.' }
        : words(request).includes('Step 1 of 1: Write b.txt')
          ? { text: 'Nothing to do.' }
          : never(request);
    const config = { sessionsDir: await temporaryFolder() };
    const opened = await open({ goalTracking: 'pursue', maxGoalRounds: 9, config }, idle);
    await opened.session.send('Make two files');
    expect(opened.events.filter(({ type }) => type === 'goal_pursued')).toHaveLength(1);
    expect(opened.events.find((event) => event.type === 'goal_left_open')).toMatchObject({
      reason: 'no_progress',
    });
  });

  test('is not pursued where the plan was stopped by its own failure rule', async () => {
    const failing = (request: ModelRequest): ScriptedTurn =>
      words(request).includes('Step 1 of 1') ? { text: 'STEP FAILED: no disk' } : never(request);
    const opened = await open({ goalTracking: 'pursue' }, failing);
    const plan = await opened.session.createPlan('Make two files');
    await opened.session.runPlan(
      { ...plan, successCriteria: ['a.txt is there'] },
      { options: { onFailure: 'halt' } },
    );
    expect(told(opened.events)).toContain('goal_checked');
    expect(told(opened.events)).not.toContain('goal_pursued');
  });
});

describe('a command that is declared', () => {
  const declared =
    (command: string) =>
    (request: ModelRequest): ScriptedTurn =>
      request.system.startsWith('Say what it means')
        ? {
            text: JSON.stringify({
              description: 'a.txt is there',
              successCriteria: [{ criterion: 'a.txt is there', command }],
            }),
          }
        : work(request);

  test('decides, and no model is asked', async () => {
    const opened = await open({}, declared('cat a.txt'));
    await opened.session.send('Make a file');
    expect(opened.session.goal.criteria).toMatchObject([
      { met: true, by: 'command', command: { exitCode: 0 } },
    ]);
    expect(opened.model.requests.some((request) => words(request).includes('Is each criterion'))).toBe(false);
  });

  test('passes the permission rules; without an answer it is not met', async () => {
    const opened = await open({ permissive: false, permissionMode: 'edits' }, declared('touch ran'));
    await opened.session.send('Make a file');
    expect(opened.session.goal).toMatchObject({ goal: { achieved: false }, remaining: ['a.txt is there'] });
    expect(await opened.session.glob('ran')).toEqual([]);
  });

  test('the test command of the session belongs to every goal', async () => {
    const opened = await open({ testCommand: 'exit 7' }, declared('true'));
    await opened.session.send('Make a file');
    expect(opened.session.goal.remaining).toEqual(['`exit 7` passes']);
  });
});

describe('over prompts and sessions', () => {
  test('the goal is read from the log, and the next prompt can go on with it', async () => {
    const config = { sessionsDir: await temporaryFolder() };
    const goesOn = (request: ModelRequest): ScriptedTurn =>
      request.system.startsWith('Say what it means') && words(request).includes('is not reached')
        ? { text: GOAL.replace('{', '{"continues": true, ') }
        : words(request).includes('And the other') && request.system.startsWith('You plan work')
          ? { text: '[{"id": "b", "description": "Write b.txt"}]' }
          : work(request);
    const opened = await open({ config }, goesOn);
    await opened.session.send('Make two files');
    const { goal, remaining } = opened.session.goal;
    await opened.session.dispose();
    const resumed = opened.agent.resumeSession(opened.session.sessionId, {
      workspace: createDiskWorkspace({ folders: [{ root: opened.root }] }),
      planning: true,
      goalTracking: true,
      permissive: true,
    });
    await resumed.events();
    expect(resumed.goal).toMatchObject({ goal, remaining });
    await resumed.send('And the other');
    expect(resumed.goal.goal).toMatchObject({ createdAt: goal?.createdAt, achieved: true });
  });

  test('a change from outside is said at once where files are watched', async () => {
    const config = { sessionsDir: await temporaryFolder() };
    let tell: (path: string) => void = () => undefined;
    const watchFiles: WatchFiles = (_paths, onChange) => {
      tell = onChange;
      return { dispose: () => undefined };
    };
    const opened = await open({ config, watchFiles });
    await opened.session.send('Make two files');
    expect(opened.session.goal.isStale).toBe(false);
    await writeFile(join(opened.root, 'a.txt'), 'by a person');
    tell(join(opened.root, 'a.txt'));
    expect(await nextEvent(opened, 'goal_stale')).toMatchObject({ paths: ['a.txt'], runId: '' });
    expect(opened.session.goal.isStale).toBe(true);
  });

  test('a change from outside is said with the next prompt', async () => {
    const config = { sessionsDir: await temporaryFolder() };
    const opened = await open({ config });
    await opened.session.send('Make two files');
    await opened.session.tool('read', { file_path: 'a.txt' });
    await opened.session.tool('write', { file_path: 'a.txt', content: 'by a person' });
    await opened.session.send('Make two files');
    expect(opened.events.find((event) => event.type === 'goal_stale')).toMatchObject({ paths: ['a.txt'] });
  });

  test('a plan that is run by itself is checked against its own criteria', async () => {
    const opened = await open({ planning: false });
    const plan = await opened.session.createPlan('Make a file');
    await opened.session.runPlan({ ...plan, successCriteria: ['a.txt is there', 'b.txt is there'] });
    expect(opened.session.goal).toMatchObject({ remaining: ['b.txt is there'] });
  });
});

describe('planning: auto', () => {
  const COMPLEX = '- write a.txt\n- write b.txt\n- test both';

  test('a complex prompt is planned, and that is said first', async () => {
    const opened = await open({ planning: 'auto', goalTracking: false });
    await opened.session.send(COMPLEX);
    expect(told(opened.events)).toEqual(['planning_decided', 'planning_end', 'plan_end', 'end']);
    expect(opened.events.find((event) => event.type === 'planning_decided')).toMatchObject({
      planned: true,
      reason: 'a list of 3 demands, 2 files, 2 kinds of change',
    });
  });

  test('a simple one runs as it is, and an open goal is looked at after it', async () => {
    const opened = await open({ planning: 'auto' });
    await opened.session.send(COMPLEX);
    expect(opened.session.goal.remaining).toEqual(['b.txt is there']);
    await opened.session.send('Write b.txt');
    expect(told(opened.events).slice(-3)).toEqual(['planning_decided', 'goal_checked', 'end']);
    expect(opened.events.findLast((event) => event.type === 'planning_decided')).toMatchObject({
      planned: false,
    });
  });

  test('can be chosen while the session is open', async () => {
    const opened = await open({ planning: false, goalTracking: false });
    opened.session.setPlanning('auto');
    await opened.session.send(COMPLEX);
    expect(told(opened.events)).toEqual(['planning_decided', 'planning_end', 'plan_end', 'end']);
    expect(opened.session.planning).toBe('auto');
  });

  test('a person can decline the plan', async () => {
    const asked: string[] = [];
    const opened = await open({
      planning: 'auto',
      onPlanning: ({ reason }) => {
        asked.push(reason);
        return false;
      },
    });
    await opened.session.send(COMPLEX);
    expect(asked).toHaveLength(1);
    expect(told(opened.events)).toEqual(['planning_decided', 'end']);
    expect(opened.events.find((event) => event.type === 'planning_decided')).toMatchObject({
      planned: false,
      reason: 'a person declined the plan',
      cause: { code: 'declined' },
    });
  });

  test('cancelled while a person is asked, nothing runs', async () => {
    const asked = Promise.withResolvers<void>();
    const opened = await open({
      planning: 'auto',
      onPlanning: (_decision, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(new Error('gone')));
          asked.resolve();
        }),
    });
    const stream = await opened.session.stream(COMPLEX);
    await asked.promise;
    await opened.session.cancel();
    expect(await stream.result()).toMatchObject({ stopReason: 'cancelled' });
    expect(opened.model.requests).toEqual([]);
  });

  test.each([
    [{ planning: 'sometimes' }, 'planning is true, false or "auto", not "sometimes"'],
    [{ planning: true, goalTracking: 'hunt' }, 'goalTracking is true, false or "pursue", not "hunt"'],
    [{ planning: 'auto', planningEnabled: true }, 'exclude each other'],
    [{ planning: true, maxGoalRounds: -1 }, 'maxGoalRounds must be 0 or more'],
  ])('%j is refused', async (options, message) => {
    await expect(openSession({ ...(options as object), turns: [] })).rejects.toThrow(message);
  });
});
