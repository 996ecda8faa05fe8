// Steps that run at the same time over the same files lose nothing: whatever they do, what is there at the end is what some order of one
// step after another would have left.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import type { ModelRequest } from '../../../src/core/model/languageModel';
import { createPlan } from '../../../src/core/plan/createPlan';
import type { ActionTool } from '../../../src/core/tools/tool';
import type { ScriptedTurn } from './scriptedModel';
import { openSession, temporaryFolder } from './sessionFixture';

/**
 * `write` reads a file and writes it whole with one line more; `edit` adds the line by an edit; `command` by something from outside; `look`
 * is a command that looks at all files, as tests do.
 */
interface Work {
  readonly kind: 'write' | 'edit' | 'command' | 'look';
  readonly file: string;
}

const FILES = ['a.txt', 'b.txt', 'c.txt'];
const kinds = fc.constantFrom('write', 'edit', 'command');
const work = fc.record({ kind: kinds, file: fc.constantFrom(...FILES) });
/** Each step has some pieces of work; commands stand where nothing they did would have to be undone: in steps without writes. */
const stepWork = fc.array(work, { minLength: 1, maxLength: 4 }).map((pieces): readonly Work[] => {
  const isCommands = pieces[0]?.kind === 'command';
  return pieces.map((piece): Work => {
    if (isCommands) return { ...piece, kind: 'command' };
    return piece.kind === 'command' ? { ...piece, kind: 'edit' } : piece;
  });
});

/** Steps that write and look in turns. */
const lookingWork = fc.array(
  fc.record({ kind: fc.constantFrom('write', 'edit', 'look'), file: fc.constantFrom(...FILES) }),
  { minLength: 1, maxLength: 4 },
);

/** Not atomic by itself: between reading and writing others get their turns. */
const append: ActionTool<{ file: string; line: string }> = {
  name: 'append',
  description: 'Adds a line.',
  lane: 'execute',
  schema: z.strictObject({ file: z.string(), line: z.string() }),
  title: ({ file }) => file,
  async execute({ file, line }, { workspace }) {
    const path = join(workspace.folders[0]?.root ?? '', file);
    const text = await readFile(path, 'utf8');
    await new Promise((resolve) => setImmediate(resolve));
    await writeFile(path, `${text}${line}\n`);
    return { content: 'added' };
  },
};

/** What each look saw. */
function createLook(seen: string[]): ActionTool<{ by: string }> {
  return {
    name: 'look',
    description: 'Looks at all files.',
    lane: 'execute',
    schema: z.strictObject({ by: z.string() }),
    title: ({ by }) => by,
    async execute({ by }, { workspace }) {
      const texts: string[] = [];
      for (const name of FILES) {
        texts.push(await readFile(join(workspace.folders[0]?.root ?? '', name), 'utf8'));
        await new Promise((resolve) => setImmediate(resolve));
      }
      seen.push(`${by}\n${texts.join('')}`);
      return { content: 'seen' };
    },
  };
}

/** A model that does the work of its step piece by piece, and reads again what has changed. */
function worker(steps: readonly (readonly Work[])[]) {
  return ({ messages }: ModelRequest): ScriptedTurn => {
    const step = Number(/Step (\d+) of/.exec(JSON.stringify(messages[0]))?.[1] ?? 0);
    let position = 0;
    let read: string | undefined;
    for (const message of messages) {
      if (message.role !== 'tool') continue;
      const [result] = message.results;
      if (result?.isError === true) read = undefined;
      else if (result?.toolName === 'read') read = result.text;
      else {
        position += 1;
        read = undefined;
      }
    }
    const piece = steps[step - 1]?.[position];
    if (piece === undefined) return { text: 'Done.' };
    const line = `step ${step} work ${position}`;
    if (piece.kind === 'look') return { calls: [{ name: 'look', input: { by: `by ${step}` } }] };
    if (piece.kind === 'command') return { calls: [{ name: 'append', input: { file: piece.file, line } }] };
    if (read === undefined) return { calls: [{ name: 'read', input: { file_path: piece.file } }] };
    const lines = read.split('\n').flatMap((shown) => /^\s*\d+[\t→|:]\s?(.*)$/.exec(shown)?.[1] ?? []);
    if (piece.kind === 'edit')
      return {
        calls: [
          {
            name: 'edit',
            input: { file_path: piece.file, old_string: 'start\n', new_string: `start\n${line}\n` },
          },
        ],
      };
    return {
      calls: [
        { name: 'write', input: { file_path: piece.file, content: `${[...lines, line].join('\n')}\n` } },
      ],
    };
  };
}

async function runAll(steps: readonly (readonly Work[])[], strategy: 'waves' | 'sequential') {
  const files = Object.fromEntries(FILES.map((name) => [name, 'start\n']));
  const seen: string[] = [];
  const opened = await openSession({
    files,
    permissive: true,
    tools: [append, createLook(seen)],
    turns: Array.from({ length: 2000 }, () => worker(steps)),
    config: { sessionsDir: await temporaryFolder() },
  });
  const plan = createPlan(
    { goal: 'Add lines', strategy, steps: steps.map((_, index) => ({ description: `Add ${index}` })) },
    { now: () => 0, newId: () => 'plan-1' },
  );
  const options = { strategy, maxParallel: 8, synthesize: false, onFailure: 'halt' } as const;
  const outcome = await opened.session.runPlan(plan, { options });
  const texts = await Promise.all(FILES.map((name) => readFile(join(opened.root, name), 'utf8')));
  return { ...outcome, events: opened.events, texts, seen };
}

const sorted = (texts: readonly string[]) => texts.map((text) => text.split('\n').sort());
/** Neighbouring lines of one step count once. */
const turnsIn = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.split(' work')[0] ?? '')
    .filter((step, index, all) => step !== all[index - 1]);

describe('steps that run at the same time', () => {
  test('lose no update, and end', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(stepWork, { minLength: 2, maxLength: 4 }), async (steps) => {
        const serial = await runAll(steps, 'sequential');
        const beside = await runAll(steps, 'waves');
        expect(serial.result).toMatchObject({ success: true });
        expect(beside.result).toMatchObject({ success: true, failures: [] });
        expect(sorted(beside.texts)).toEqual(sorted(serial.texts));
      }),
      { numRuns: 15 },
    );
  }, 120_000);

  test('run commands that see other steps whole or not at all, lose nothing, and end', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(lookingWork, { minLength: 2, maxLength: 4 }), async (steps) => {
        const serial = await runAll(steps, 'sequential');
        const beside = await runAll(steps, 'waves');
        expect(beside.result).toMatchObject({ success: true, failures: [] });
        expect(sorted(beside.texts)).toEqual(sorted(serial.texts));
        for (const text of beside.seen) {
          const by = Number(/^by (\d)/.exec(text)?.[1]);
          const lines = (step: number): number => text.split(`step ${step} work`).length - 1;
          for (const [index, work] of steps.entries()) {
            const all = work.filter(({ kind }) => kind !== 'look').length;
            if (index + 1 !== by) expect([0, all]).toContain(lines(index + 1));
          }
        }
        // Who was put back runs beside no writer then: each step at most once.
        for (const { attempts } of beside.plan.steps) expect(attempts).toBeLessThanOrEqual(2);
      }),
      { numRuns: 20 },
    );
  }, 120_000);

  test('have a file to themselves until they end', async () => {
    const each: readonly Work[] = [
      { kind: 'write', file: 'a.txt' },
      { kind: 'write', file: 'a.txt' },
      { kind: 'write', file: 'a.txt' },
    ];
    const { texts, result } = await runAll([each, each, each], 'waves');
    expect(result.success).toBe(true);
    expect(turnsIn(texts[0] ?? '')).toHaveLength(5);
  });

  test('that wait for each other: one is put back, undone, and runs again', async () => {
    const [a, b] = FILES.map((file): Work => ({ kind: 'write', file }));
    const { events, texts, result, plan } = await runAll(
      [
        [a!, b!],
        [b!, a!],
      ],
      'waves',
    );
    expect(result.success).toBe(true);
    const back = events.filter((event) => event.type === 'step_put_back');
    expect(back).toHaveLength(1);
    expect(back[0]?.reason).toMatch(/is being changed by step \d, which waits for a file that step \d holds/);
    expect(plan.steps.map(({ attempts }) => attempts).sort()).toEqual([1, 2]);
    for (const text of texts.slice(0, 2)) expect(text.split('\n')).toHaveLength(4);
    expect(events.filter((event) => event.type === 'wave_start')).toHaveLength(2);
  });
});
