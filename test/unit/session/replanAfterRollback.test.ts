// The planner hears what a person took back when it plans anew, as long as no message of the conversation tells it.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ModelRequest } from '../../../src/core/model/languageModel';
import { takenBackSection } from '../../../src/core/session/takenBack.prompt';
import { openWithPlans, planOf, states, STEPS, working } from './livePlanFixture';
import type { OpenedSession } from './sessionFixture';

const rest = JSON.stringify({ steps: [{ id: 'c', description: 'Write d.txt', dependsOn: ['a'] }] });
const planner = (failing: readonly string[] = []) => {
  const steps = working((name) => (failing.includes(name) ? { text: 'STEP FAILED: no ink' } : undefined));
  return (request: ModelRequest) =>
    request.system.startsWith('You plan work') ? { text: rest } : steps(request);
};
/** What the planner was asked, oldest first. */
const asked = ({ model }: OpenedSession): readonly string[] =>
  model.requests
    .filter(({ system }) => system.startsWith('You plan work'))
    .map(({ messages }) => {
      const last = messages.at(-1);
      return last?.role === 'user'
        ? last.content.map((part) => (part.type === 'text' ? part.text : '')).join('\n')
        : '';
    });

test('of steps that were rolled back, until they are done again', async () => {
  const opened = await openWithPlans(planner());
  const { plan } = opened.session;
  await plan.set(planOf());
  await plan.run();
  await plan.rollBack('c');
  await plan.replan('c');
  expect(asked(opened)[0]).toMatch(
    /Steps were taken back: “Write c\.txt”\. What they changed is gone from c\.txt\.\nPlan from the files as they are now/,
  );
  expect(states(opened.session)).toBe('a done, b done, c-v2 pending');
  await plan.run();
  await opened.session.send('Thanks');
  await plan.rollBack('c-v2');
  await plan.replan('c-v2');
  expect(asked(opened)[1]).toContain('“Write d.txt”');
  // The model of the conversation was told of the first one, so the planner finds it there.
  expect(asked(opened)[1]).not.toContain('“Write c.txt”');
});

test('of files that were restored, after a failure within a run as well', async () => {
  const opened = await openWithPlans(planner(['c']), { planOptions: { onFailure: 'replan', maxReplans: 1 } });
  const { session } = opened;
  await session.plan.set(planOf(STEPS.slice(0, 1)));
  const { runId } = (await session.plan.run().then(() => opened.events.at(-1))) ?? { runId: '' };
  await session.restoreFiles(runId);
  await expect(readFile(join(opened.root, 'a.txt'))).rejects.toThrow();
  await session.plan.edit((plan) => ({ ...plan, steps: [...plan.steps, ...planOf().steps.slice(1)] }));
  await session.plan.run();
  expect(asked(opened)[0]).toContain(
    'Files were taken back to how they were before an earlier prompt: a.txt.',
  );
});

test('is told nothing where nothing was taken back', async () => {
  const opened = await openWithPlans(planner());
  await opened.session.plan.set(planOf());
  await opened.session.plan.replan('c');
  expect(asked(opened)[0]).not.toContain('the person changed');
  expect(takenBackSection({ rollbacks: [], restores: [] })).toBe('');
});

test('in words that say what is gone, what stays and what may be left', () => {
  const rollbacks = [
    {
      steps: [
        { stepId: 'a', title: 'Make it', hasCommands: true },
        { stepId: 'b', title: 'Test it', hasCommands: false },
      ],
      restored: Array.from({ length: 42 }, (_, index) => `${index}.ts`),
      kept: ['mine.ts'],
    },
  ];
  const restored = {
    type: 'files_restored',
    checkpointId: 'r',
    restored: ['x.ts'],
    kept: ['y.ts'],
    notUndoable: [],
  } as const;
  const text = takenBackSection({
    rollbacks,
    restores: [
      restored,
      { ...restored, isRedo: true, kept: [] },
      { type: 'history_cut', beforeSeq: 1, filesLeft: ['z.ts'] },
    ],
  });
  expect(text.split('\n').slice(1, 5)).toEqual([
    expect.stringMatching(
      /^- Steps were taken back: “Make it”, “Test it”\. .* and 2 more\. Left as they are, .*: mine\.ts\. What commands of “Make it” did/,
    ),
    '- Files were taken back to how they were before an earlier prompt: x.ts. Left as the person has them: y.ts.',
    '- Changes that had been taken back were brought back: x.ts.',
    '- The conversation was taken back and the files were left: z.ts.',
  ]);
});
