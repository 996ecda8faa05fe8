// What a run with steps says at its end of the files that it changed: what the journal knows, not what calls wrote to copies.
import { expect, test } from 'vitest';
import { openWithPlans, planOf, working } from './livePlanFixture';
import type { OpenedSession } from './sessionFixture';

const said = ({ events }: OpenedSession): readonly string[] =>
  events.flatMap((event) =>
    event.type === 'files_changed'
      ? [[...event.paths].sort().join(', '), ...(event.more > 0 ? ['more'] : [])]
      : [],
  );
const formats = { calls: [{ id: 'call_1', name: 'bash', input: { command: 'echo x | tee d.txt > e.txt' } }] };

test('a file that a command of a step changed counts, one that a step took back does not', async () => {
  const opened = await openWithPlans(
    working((name, { messages }) => {
      if (name === 'b' && messages.at(-1)?.role !== 'tool') return formats;
      return name === 'c' && messages.at(-1)?.role === 'tool' ? { text: 'STEP FAILED: no' } : undefined;
    }),
  );
  await opened.session.plan.set(planOf());
  await opened.session.plan.run({ kind: 'step', stepId: 'b' });
  expect(said(opened)).toEqual(['d.txt, e.txt']);
  const options = { onFailure: 'rollback' } as const;
  await opened.session.plan.run({ kind: 'all' }, { options });
  expect(said(opened)).toEqual(['d.txt, e.txt', '']);
});

test('a dry run changes no file, and a run that is stopped says what it had written', async () => {
  const opened = await openWithPlans(
    working((name, { messages }) =>
      name === 'b' && messages.at(-1)?.role === 'tool' ? { text: 'On it', hangs: true } : undefined,
    ),
  );
  const { session } = opened;
  const plan = planOf([{ id: 'a', description: 'Write a.txt' }]);
  await session.plan.set(plan);
  await session.runPlan(plan, { dryRun: true });
  expect(said(opened)).toEqual(['']);
  await session.plan.set(planOf());
  const run = session.plan.run();
  await expect
    .poll(() => opened.events.some((event) => event.type === 'text_delta' && event.text === 'On it'))
    .toBe(true);
  session.cancel();
  await run.catch(() => undefined);
  expect(said(opened).at(-1)).toContain('b.txt');
  const last = opened.events.findLastIndex(({ type }) => type === 'files_changed');
  expect(opened.events.slice(last + 1).map(({ type }) => type)).toEqual(['end']);
});

test('a run without steps says nothing of it', async () => {
  const opened = await openWithPlans();
  await opened.session.send('Thanks');
  expect(said(opened)).toEqual([]);
});
