import { describe, expect, test } from 'vitest';
import { cutOutput, isStale, markStale, newErrors, staleFiles } from '../../../src/core/plan/evidence';
import type { FileProblem, StepEvidence } from '../../../src/core/plan/evidence';
import { parsePlanReply } from '../../../src/core/plan/parsePlan';
import type { Plan } from '../../../src/core/plan/plan';
import { readPlanFile, writePlan } from '../../../src/core/plan/planFile';
import { withoutTexts } from '../../../src/core/plan/planViews';
import { textVersion, treeState } from '../../../src/core/plan/treeState';
import { planOf } from './planFixture';

const ONE = textVersion('one');
const TWO = textVersion('two');
const evidenceOf = (files: Readonly<Record<string, string | null>>): StepEvidence => ({
  takenAt: '2026-01-02T03:04:05.000Z',
  tree: treeState(new Map(Object.entries(files))),
});
/** Both steps are done. */
function planWith(evidence: readonly StepEvidence[]): Plan {
  const plan = planOf(evidence.map(() => []));
  const steps = plan.steps.map((step, index) => ({
    ...step,
    status: 'done' as const,
    result: {
      stepId: step.id,
      order: index + 1,
      description: step.description,
      success: true,
      files: [],
      evidence: evidence[index]!,
    },
  }));
  return { ...plan, steps };
}
const staleOf = ({ steps }: Plan) => steps.map(({ result }) => result?.evidence?.stale);

test('the state of the tree does not depend on the order of files, and on every content', () => {
  const hash = (entries: readonly [string, string | null][]): string => treeState(new Map(entries)).hash;
  const [a, b, gone] = [['a', ONE] as const, ['b', TWO] as const, ['b', null] as const].map(
    ([path, version]): [string, string | null] => [path, version],
  );
  expect(hash([a!, b!])).toBe(hash([b!, a!]));
  expect(hash([a!, b!])).not.toBe(hash([a!, gone!]));
});

describe('evidence and the files it covers', () => {
  const evidence = evidenceOf({ 'a.ts': ONE, 'gone.ts': null });

  test.each<[string, Readonly<Record<string, string | null>>, readonly string[]]>([
    ['nothing is known', {}, []],
    ['another file changed', { 'b.ts': TWO }, []],
    ['the same content', { 'a.ts': ONE }, []],
    ['another content', { 'a.ts': TWO }, ['a.ts']],
    ['the file is gone', { 'a.ts': null }, ['a.ts']],
    ['a file came to be where there was none', { 'gone.ts': ONE }, ['gone.ts']],
  ])('%s', (_name, now, stale) => {
    expect(staleFiles(evidence, new Map(Object.entries(now)))).toEqual(stale);
  });

  test('only evidence that the change is about gets stale, and a content that comes back makes it fresh', () => {
    const plan = planWith([evidence, evidenceOf({ 'b.ts': ONE })]);
    const changed = markStale(plan, new Map([['a.ts', TWO]]));
    expect(changed.changed).toEqual(['s1']);
    expect(staleOf(changed.plan)).toEqual([['a.ts'], undefined]);
    expect(isStale(changed.plan.steps[0]!.result!.evidence!)).toBe(true);
    const other = markStale(changed.plan, new Map([['gone.ts', ONE]]));
    expect(staleOf(other.plan)[0]).toEqual(['a.ts', 'gone.ts']);
    const back = markStale(
      other.plan,
      new Map([
        ['a.ts', ONE],
        ['gone.ts', null],
      ]),
    );
    expect(staleOf(back.plan)).toEqual([undefined, undefined]);
  });

  test('a step that was just checked, or that is not done, is left alone', () => {
    const plan = planWith([evidence, evidence]);
    const rolledBack = {
      ...plan,
      steps: plan.steps.map((step, index) =>
        index === 1 ? { ...step, status: 'rolled_back' as const } : step,
      ),
    };
    expect(markStale(rolledBack, new Map([['a.ts', TWO]]), 's1').changed).toEqual([]);
  });
});

test('errors that were there before are not new, wherever they stand now', () => {
  const error = (message: string, line: number): FileProblem => ({
    path: 'a.ts',
    line,
    severity: 'error',
    message,
  });
  const before = [error('x is not defined', 3)];
  const after = [
    error('x is not defined', 9),
    error('x is not defined', 12),
    error('y is not defined', 1),
    { ...error('unused', 2), severity: 'warning' as const },
  ];
  expect(newErrors(before, after)).toEqual([after[1], after[2]]);
});

test('a long output keeps its beginning and more of its end', () => {
  const cut = cutOutput(`begin${'x'.repeat(10_000)}end`, 100);
  expect(cut).toMatch(/^begin/);
  expect(cut).toMatch(/end$/);
  expect(cut).toContain('[… 9908 characters left out …]');
  expect(cutOutput('short')).toBe('short');
});

test('what is said often has only the end of what commands said', () => {
  const command = { command: 'npm test', passed: true, exitCode: 0, output: 'x'.repeat(5_000) };
  const brief = withoutTexts(planWith([{ ...evidenceOf({ 'a.ts': ONE }), command }]));
  const shown = brief.steps[0]!.result!.evidence!;
  expect(shown.command?.output.length).toBeLessThan(600);
  expect(shown.tree.files).toHaveLength(1);
});

describe('the acceptance command of a step', () => {
  test.each([
    { acceptance: { command: 'npm test' } },
    { acceptance_command: 'npm test' },
    { acceptanceCommand: ' npm test ' },
  ])('is read from %j', (fields) => {
    const read = parsePlanReply(JSON.stringify([{ description: 'A', ...fields }]));
    expect(read.ok && read.plan.steps[0]?.acceptance).toEqual({ command: 'npm test' });
  });

  test('words are criteria, no command', () => {
    const read = parsePlanReply(JSON.stringify([{ description: 'A', acceptance: 'it looks right' }]));
    expect(read.ok && read.plan.steps[0]).toMatchObject({ successCriteria: 'it looks right' });
    expect(read.ok && read.plan.steps[0]?.acceptance).toBeUndefined();
  });

  test('is kept in the file of a plan, and checked there', () => {
    const plan = planOf([], { steps: [{ description: 'A', acceptance: { command: 'make check' } }] });
    expect(readPlanFile(writePlan(plan)).steps[0]?.acceptance).toEqual({ command: 'make check' });
    const broken = writePlan(plan).replace('"make check"', '7');
    expect(() => readPlanFile(broken)).toThrow('steps.0.acceptance.command');
  });
});
