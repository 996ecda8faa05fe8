import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import type { ModelRequest } from '../../../src/core/model/languageModel';
import { createPlan } from '../../../src/core/plan/createPlan';
import { editStep } from '../../../src/core/plan/editPlan';
import type { StepSpec } from '../../../src/core/plan/plan';
import type { PlanRunOverrides } from '../../../src/core/plan/planOptions';
import { prepareRun } from '../../../src/core/plan/planScope';
import type { ScriptedTurn } from './scriptedModel';
import { openSession, temporaryFolder } from './sessionFixture';
import type { OpenedSession, OpenOptions } from './sessionFixture';

const LINES = Array.from({ length: 12 }, (_, index) => `line ${index}`);
const TEXT = `${LINES.join('\n')}\n`;

/** One edit: what stands there and what comes in its place. */
type Edit = readonly [file: string, old: string, next: string];

/** Makes the edits of its step one after another; a step without edits says that it failed. */
function editor(steps: readonly (readonly Edit[])[]) {
  return ({ messages }: ModelRequest): ScriptedTurn => {
    const step = Number(/Step (\d+) of/.exec(JSON.stringify(messages[0]))?.[1] ?? 0);
    const results = messages.flatMap((message) => (message.role === 'tool' ? message.results : []));
    const edits = steps[step - 1] ?? [];
    if (edits.length === 0) return { text: 'STEP FAILED: nothing to do' };
    const last = results.at(-1);
    if (last?.isError === true) return { text: `STEP FAILED: ${last.text}` };
    const edit = edits[results.length];
    if (edit === undefined) return { text: 'Done.' };
    const [file_path, old_string, new_string] = edit;
    return { calls: [{ name: 'edit', input: { file_path, old_string, new_string } }] };
  };
}

async function open(
  steps: readonly (readonly Edit[])[],
  specs: readonly Partial<StepSpec>[] = [],
  options: Partial<OpenOptions> = {},
) {
  const opened = await openSession({
    files: { 'a.txt': TEXT, 'b.txt': TEXT },
    permissive: true,
    turns: Array.from({ length: 400 }, () => editor(steps)),
    config: { sessionsDir: await temporaryFolder() },
    ...options,
  });
  const plan = createPlan(
    {
      goal: 'Edit',
      strategy: 'waves',
      steps: steps.map((_, index) => ({
        id: `s${index + 1}`,
        description: `Edit ${index}`,
        ...specs[index],
      })),
    },
    { now: () => 0, newId: () => 'plan-1' },
  );
  const run: PlanRunOverrides = {
    strategy: 'waves',
    isolation: 'overlay',
    maxParallel: 8,
    synthesize: false,
    onFailure: 'halt',
  };
  const text = (name: string) => readFile(join(opened.root, name), 'utf8');
  return { ...opened, plan, run, text };
}

describe('steps that work on copies', () => {
  test('see nothing of each other, and are merged by lines when all have worked', async () => {
    const { session, events, plan, run, text } = await open([
      [
        ['a.txt', 'line 1\n', 'ONE\n'],
        ['b.txt', 'line 0\n', 'ZERO\n'],
      ],
      [['a.txt', 'line 8\n', 'EIGHT\nEIGHT AND A HALF\n']],
    ]);
    const { result } = await session.runPlan(plan, { options: run });
    expect(result).toMatchObject({ success: true });
    expect(await text('a.txt')).toBe(
      TEXT.replace('line 1\n', 'ONE\n').replace('line 8\n', 'EIGHT\nEIGHT AND A HALF\n'),
    );
    expect(result.stepResults.map(({ files }) => files.map(({ path }) => path))).toEqual([
      ['a.txt', 'b.txt'],
      ['a.txt'],
    ]);
    expect(result.stepResults[1]?.diff).not.toContain('+ONE');
    expect(events.filter((event) => event.type === 'wave_start')).toHaveLength(1);
  });

  test('that changed the same lines: the later one is not merged, and says where', async () => {
    const { session, plan, run, text } = await open([
      [['a.txt', 'line 3\n', 'THREE\n']],
      [
        ['a.txt', 'line 3\n', 'three\n'],
        ['b.txt', 'line 3\n', 'three\n'],
      ],
    ]);
    const { result, plan: after } = await session.runPlan(plan, { options: run });
    expect(await text('a.txt')).toBe(TEXT.replace('line 3', 'THREE'));
    expect(await text('b.txt')).toBe(TEXT);
    expect(result.stepResults[1]).toMatchObject({
      success: false,
      errorCode: 'conflict',
      error: expect.stringContaining('a.txt (line 4)') as string,
      conflicts: [
        {
          path: 'a.txt',
          there: 'changed',
          step: 'changed',
          hunks: [{ line: 4, base: 'line 3\n', mine: 'THREE\n', theirs: 'three\n' }],
        },
      ],
      diff: expect.stringContaining('+three') as string,
    });
    // Alone it works on the files as they are.
    const again = await session.runPlan(after, { options: run, retryFailed: true });
    expect(again.result.failures[0]?.error).toMatch(/not found in a\.txt/);
  });

  test('leave nothing behind when they fail, and are taken back like any other', async () => {
    const { session, root, plan, run, text } = await open([
      [['a.txt', 'line 1\n', 'ONE\n']],
      [
        ['a.txt', 'line 8\n', 'EIGHT\n'],
        ['a.txt', 'not there', 'x'],
      ],
    ]);
    const halted = await session.runPlan(plan, { options: run });
    expect(halted.result).toMatchObject({ completedSteps: 1, failedSteps: 1 });
    expect(await text('a.txt')).toBe(TEXT.replace('line 1', 'ONE'));
    await writeFile(join(root, 'a.txt'), TEXT);
    const back = await session.runPlan(plan, { options: { ...run, onFailure: 'rollback' } });
    expect(back.result.rollback).toMatchObject({ undone: ['s1'], conflicts: [] });
    expect(await text('a.txt')).toBe(TEXT);
  });

  test('have no commands; what checks them runs on the merged files', async () => {
    const { session, model, plan, run } = await open(
      [[['a.txt', 'line 1\n', 'ONE\n']], [['a.txt', 'line 8\n', 'EIGHT\n']], []],
      [
        { acceptance: { command: 'grep -q EIGHT a.txt' } },
        { acceptance: { command: 'grep -q ONE a.txt' } },
        { dependsOn: ['s1', 's2'] },
      ],
    );
    const { result } = await session.runPlan(plan, { options: run });
    expect(result.stepResults.slice(0, 2)).toMatchObject([{ success: true }, { success: true }]);
    const offered = (step: number): readonly string[] =>
      model.requests
        .filter(({ messages }) => JSON.stringify(messages[0]).includes(`Step ${step} of`))
        .flatMap(({ tools }) => tools.map(({ name }) => name));
    expect(offered(1)).not.toContain('bash');
    expect(offered(1)).toContain('edit');
    // Nobody is beside the third.
    expect(offered(3)).toContain('bash');
  });

  test('that are cancelled write nothing', async () => {
    const { session, plan, run, text } = await open([[['a.txt', 'line 1\n', 'ONE\n']], []], [], {
      turns: Array.from({ length: 20 }, () => (request: ModelRequest): ScriptedTurn => {
        if (JSON.stringify(request.messages[0]).includes('Step 2 of')) return { text: '', hangs: true };
        return editor([[['a.txt', 'line 1\n', 'ONE\n']]])(request);
      }),
    });
    const stopped = new Promise<void>((resolve) => {
      session.onEvent((event) => {
        if (event.type === 'message' && event.stepId === 's1' && JSON.stringify(event).includes('Done.')) {
          resolve(session.cancel());
        }
      });
    });
    const outcome = session.runPlan(plan, { options: run }).catch(() => undefined);
    await stopped;
    await outcome;
    expect(await text('a.txt')).toBe(TEXT);
  });

  describe('when the run is stopped', () => {
    const EDITS: readonly Edit[] = [
      ['a.txt', 'line 1\n', 'ONE\n'],
      ['b.txt', 'line 2\n', 'TWO\n'],
    ];
    /** The first step has finished, the second is at work, and the person stops. */
    async function stopped() {
      let isStopped = false;
      const opened = await open([EDITS, []], [], {
        turns: Array.from({ length: 40 }, () => (request: ModelRequest): ScriptedTurn => {
          if (!JSON.stringify(request.messages[0]).includes('Step 2 of')) return editor([EDITS])(request);
          if (!isStopped) return { text: 'On it', hangs: true };
          return editor([[], [['a.txt', 'line 8\n', 'EIGHT\n']]])(request);
        }),
      });
      const { session, plan, run } = opened;
      await session.plan.set(plan);
      const end = session.plan.run({ kind: 'all' }, { options: run }).catch(() => undefined);
      await vi.waitFor(() =>
        expect(
          opened.events.some((event) => event.type === 'message' && JSON.stringify(event).includes('Done.')),
        ).toBe(true),
      );
      for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
      isStopped = true;
      await session.cancel();
      await end;
      return opened;
    }
    const calls = ({ events }: Pick<OpenedSession, 'events'>, stepId: string) =>
      events.filter((event) => event.type === 'tool_call' && event.stepId === stepId).length;
    const requests = ({ model }: Pick<OpenedSession, 'model'>): number =>
      model.requests.filter(({ messages }) => JSON.stringify(messages[0]).includes('Step 1 of')).length;

    test('what had finished is kept with its step, not written, and not marked as a change', async () => {
      const opened = await stopped();
      expect([await opened.text('a.txt'), await opened.text('b.txt')]).toEqual([TEXT, TEXT]);
      const ends = opened.events.filter((event) => event.type === 'step_end');
      const first = ends.find(({ stepId }) => stepId === 's1');
      expect(first).toMatchObject({ status: 'cancelled', result: { files: [], output: 'Done.' } });
      expect(first?.result.unwritten?.map(({ path, before }) => [path, before])).toEqual([
        ['a.txt', TEXT],
        ['b.txt', TEXT],
      ]);
      expect(ends.find(({ stepId }) => stepId === 's2')?.result.unwritten).toBeUndefined();
      expect(JSON.stringify(opened.session.plan.current)).not.toContain('ONE');
    });

    test('going on writes it without a model, merged with what the others do', async () => {
      const opened = await stopped();
      const before = requests(opened);
      const { result } = await opened.session.plan.run({ kind: 'all' }, { options: opened.run });
      expect(result).toMatchObject({ success: true });
      expect(requests(opened)).toBe(before);
      expect(await opened.text('a.txt')).toBe(
        TEXT.replace('line 1\n', 'ONE\n').replace('line 8\n', 'EIGHT\n'),
      );
      expect(await opened.text('b.txt')).toBe(TEXT.replace('line 2\n', 'TWO\n'));
      expect(await opened.session.plan.rollBack()).toMatchObject({ conflicts: [] });
      expect(await opened.text('b.txt')).toBe(TEXT);
    });

    test('also after a reload', async () => {
      const opened = await stopped();
      await opened.session.dispose();
      const resumed = opened.agent.resumeSession(opened.session.sessionId, {
        cwd: opened.root,
        permissive: true,
      });
      await resumed.ready;
      const before = requests(opened);
      await resumed.plan.run({ kind: 'all' }, { options: opened.run });
      expect(requests(opened)).toBe(before);
      expect(await opened.text('b.txt')).toBe(TEXT.replace('line 2\n', 'TWO\n'));
    });

    test.each(['file', 'step'] as const)('a changed %s makes the step work anew', async (changed) => {
      const opened = await stopped();
      const worked = calls(opened, 's1');
      if (changed === 'file') await writeFile(join(opened.root, 'b.txt'), `${TEXT}mine\n`);
      else
        await opened.session.plan.edit((plan) => {
          const ready = prepareRun(plan, { kind: 'all' }, 0).plan;
          return editStep(ready, 's1', { description: 'Else' }, { now: () => 0 });
        });
      const before = requests(opened);
      await opened.session.plan.run({ kind: 'all' }, { options: opened.run });
      expect(requests(opened)).toBeGreaterThan(before);
      expect(calls(opened, 's1')).toBeGreaterThan(worked);
      const said = opened.events.filter((event) => event.type === 'notice').map(({ text }) => text);
      expect(said.some((text) => text.includes('b.txt has changed since'))).toBe(changed === 'file');
    });
  });

  test('are merged whole or not at all, whatever they change', async () => {
    const edit = fc.record({ file: fc.constantFrom('a.txt', 'b.txt'), line: fc.nat(LINES.length - 1) });
    const stepEdits = fc.uniqueArray(edit, {
      minLength: 1,
      maxLength: 3,
      selector: ({ file, line }) => `${file} ${line}`,
    });
    await fc.assert(
      fc.asyncProperty(fc.array(stepEdits, { minLength: 2, maxLength: 4 }), async (steps) => {
        const mark = (step: number, line: number): string => `step ${step} after ${line}`;
        const { session, plan, run, text } = await open(
          steps.map((edits, step) =>
            edits.map(({ file, line }): Edit => [
              file,
              `line ${line}\n`,
              `line ${line}\n${mark(step, line)}\n`,
            ]),
          ),
        );
        const { result } = await session.runPlan(plan, { options: run });
        const texts = { 'a.txt': await text('a.txt'), 'b.txt': await text('b.txt') };
        for (const [step, edits] of steps.entries()) {
          const isDone = result.stepResults[step]?.success;
          for (const { file, line } of edits) {
            expect(texts[file as 'a.txt'].split('\n').includes(mark(step, line))).toBe(isDone);
          }
        }
        expect(result.stepResults[0]?.success).toBe(true);
        for (const { errorCode } of result.stepResults.slice(1))
          expect([undefined, 'conflict']).toContain(errorCode);
      }),
      { numRuns: 15 },
    );
  }, 60_000);
});
