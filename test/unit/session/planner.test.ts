// Aksara's Planner: its published snippets in our spelling, and what planners spec 5.5 to 5.8 makes of them.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Planner } from '../../../src/core/index';
import type { PlannerSettings } from '../../../src/core/index';
import type { ModelRequest } from '../../../src/core/model/languageModel';
import type { ScriptedTurn } from './scriptedModel';
import { openSession, temporaryFolder } from './sessionFixture';

/** Each step writes `<id>.txt`, the files that it needs must be there. */
const STEPS = [
  { id: 'tag', type: 'create_model', description: 'Write tag', file: 'models.py', dependsOn: [] },
  { id: 'api', type: 'create_viewset', description: 'Write api', file: 'views.py', dependsOn: ['tag'] },
  { id: 'test', type: 'create_test', description: 'Write test', file: 'tests.py', dependsOn: [1, 2] },
];

interface Script {
  readonly steps?: readonly object[];
  /** What a step does after it wrote its file. Default: it reports success. */
  readonly ends?: (id: string) => string;
  readonly settings?: PlannerSettings;
}

async function open({ steps = STEPS, ends = (id) => `Wrote ${id}.`, settings }: Script = {}) {
  const answer = (request: ModelRequest): ScriptedTurn => {
    const asked = JSON.stringify(request.messages[0]);
    if (!request.system.includes('One step of a plan')) return { text: JSON.stringify(steps) };
    const id = /: Write (\w+)/.exec(asked)?.[1] ?? '';
    if (request.messages.at(-1)?.role === 'tool') return { text: ends(id) };
    return { calls: [{ name: 'write', input: { file_path: `${id}.txt`, content: `${id}\n` } }] };
  };
  const opened = await openSession({
    permissive: true,
    config: { sessionsDir: await temporaryFolder() },
    turns: Array.from({ length: 80 }, () => answer),
  });
  const planner = new Planner({ session: opened.session, ...settings });
  const has = (id: string): boolean => existsSync(join(opened.root, `${id}.txt`));
  return { ...opened, planner, has };
}

describe('a plan', () => {
  test('has numbered steps and a summary', async () => {
    const { planner } = await open();
    const plan = await planner.create('Add a tagging system to the blog');
    expect(plan.steps.map((step) => `${step.order}. ${step.description}`).join('\n')).toBe(plan.summary);
    const step = plan.steps[2]!;
    expect([step.order, step.type, step.file, step.code]).toEqual([3, 'create_test', 'tests.py', undefined]);
    expect(step.dependencies).toEqual([1, 2]);
  });

  test('is edited in place; a wrong edit changes nothing', async () => {
    const { planner } = await open();
    const plan = await planner.create('Add tagging');
    const description = 'Add integration tests';
    plan.addStep({ type: 'create_test', description, file: 'tests/test_integration.py', after: 1 });
    expect(plan.summary).toBe(`1. Write tag\n2. ${description}\n3. Write api\n4. Write test`);
    expect(plan.steps[3]?.dependencies).toEqual([1, 3]);
    plan.moveStep({ fromOrder: 2, toOrder: 1 });
    plan.removeStep(3);
    expect(plan.steps.map(({ dependencies }) => dependencies)).toEqual([[], [], [2]]);
    const before = plan.value;
    expect(() => plan.moveStep({ fromOrder: 3, toOrder: 1 })).toThrow("can't stand before");
    expect(plan.value).toBe(before);
    plan.steps[2]!.code = '# Modified code...';
    expect(plan.steps[2]?.code).toBe('# Modified code...');
  });

  test('is made with constraints, context and earlier plans', async () => {
    const { planner, model } = await open();
    const first = await planner.create('Create Product model');
    await planner.execute(first);
    await planner.create('Add reviews to products', {
      constraints: { modelsOnly: false, includeTests: true, includeMigrations: true },
      context: { toPrompt: () => 'There is a Post model.' },
      previousPlans: [first],
    });
    const asked = JSON.stringify(model.requests.at(-1)?.messages.at(-1));
    for (const words of [
      'Tests belong to the plan',
      'includeMigrations: true',
      'There is a Post model.',
      '- done: Write tag',
      'tag.txt',
    ])
      expect(asked).toContain(words);
  });

  test('that breaks a constraint, or is larger than maxSteps, is an error', async () => {
    const { planner } = await open();
    await expect(planner.create('x', { constraints: { includeTests: false } })).rejects.toThrow(
      "Step 'test' is about tests, which are left out",
    );
    const small = await open({ settings: { maxSteps: 2 } });
    await expect(small.planner.create('x')).rejects.toThrow('more than the limit of 2');
  });
});

describe('execute', () => {
  test('all steps', async () => {
    const { planner, has } = await open();
    const plan = await planner.create('Add tagging');
    const result = await planner.execute(plan);
    expect(`Completed: ${result.completedSteps}/${result.totalSteps}`).toBe('Completed: 3/3');
    expect([result.success, result.failedSteps, result.skippedSteps]).toEqual([true, 0, 0]);
    expect(['tag', 'api', 'test'].every(has)).toBe(true);
  });

  test('step by step', async () => {
    const { planner, has } = await open();
    const plan = await planner.create('Add tagging');
    await expect(planner.executeStep(plan.steps[1]!)).rejects.toThrow('Step 2 needs step 1 to be done first');
    for (const step of plan.steps) {
      const result = await planner.executeStep(step);
      expect(result.success).toBe(true);
      expect(has(step.id)).toBe(true);
    }
    expect(plan.steps.map(({ status }) => status)).toEqual(['done', 'done', 'done']);
    await expect(planner.executeStep(plan.steps[0]!)).rejects.toThrow('Step 1 is not pending');
  });

  test('dry: every difference is shown, nothing is written, and the plan stays as it was', async () => {
    const command = { id: 'run', type: 'run_command', description: 'Migrate', command: 'npm run migrate' };
    const { planner, root, has, events } = await open({ steps: [...STEPS, command] });
    writeFileSync(join(root, 'api.txt'), 'old\n');
    const plan = await planner.create('Add tagging');
    const before = plan.value;
    const result = await planner.execute(plan, { dryRun: true });
    expect(result.dryRun).toBe(true);
    expect(result.stepResults.map(({ description }) => `Would: ${description}`)).toHaveLength(4);
    expect(result.stepResults[0]?.diff).toContain('+++ b/tag.txt\n@@ -0,0 +1,1 @@\n+tag');
    expect(result.stepResults[3]?.output).toBe('Would run: npm run migrate');
    expect(has('tag')).toBe(false);
    expect(readFileSync(join(root, 'api.txt'), 'utf8')).toBe('old\n');
    expect(plan.value).toBe(before);
    expect(events.filter(({ type }) => type === 'plan_updated')).toEqual([]);
  });

  test('dry: a later step sees what an earlier one wrote', async () => {
    const steps = [
      { id: 'a', description: 'Write same', dependsOn: [] },
      { id: 'b', description: 'Write same', dependsOn: ['a'] },
    ];
    const { planner, events } = await open({ steps });
    const result = await planner.execute(await planner.create('x'), { dryRun: true });
    expect(result.stepResults.map(({ diff }) => diff !== undefined)).toEqual([true, false]);
    const second = events.filter((event) => event.type === 'tool_end' && event.stepId === 'b');
    expect(JSON.stringify(second)).toContain('same.txt already has exactly this content.');
  });

  test('interactive asks for each step', async () => {
    const asked: string[] = [];
    const { planner, has } = await open({
      settings: {
        confirmStep: ({ step }) => {
          asked.push(step.id);
          return Promise.resolve(step.id === 'api' ? 'decline' : 'run');
        },
      },
    });
    const result = await planner.execute(await planner.create('x'), { interactive: true });
    expect(asked).toEqual(['tag', 'api']);
    expect(result).toMatchObject({ success: false, completedSteps: 1, skippedSteps: 2 });
    expect([has('tag'), has('api')]).toEqual([true, false]);
  });

  test('a destructive step that nobody can confirm fails', async () => {
    const steps = [{ id: 'm', type: 'create_migration', description: 'Write m' }];
    const { planner, has } = await open({ steps });
    const result = await planner.execute(await planner.create('x'));
    expect(result.failures[0]?.error).toContain('needs a confirmation');
    expect(has('m')).toBe(false);
  });
});

describe('after a failure', () => {
  const failing = (id: string): string => (id === 'api' ? 'STEP FAILED: no routes' : `Wrote ${id}.`);

  test('everything is taken back, what the failed step wrote as well', async () => {
    const { planner, has, events } = await open({ ends: failing });
    const plan = await planner.create('x');
    const result = await planner.execute(plan);
    expect(result.failures.map((failure) => `Step ${failure.step} failed: ${failure.error}`)).toEqual([
      'Step 2 failed: no routes',
    ]);
    expect(result).toMatchObject({
      status: 'rolled_back',
      rollback: { undone: ['tag'], conflicts: [], irreversible: [] },
    });
    expect([has('tag'), has('api')]).toEqual([false, false]);
    expect(plan.steps.map(({ status }) => status)).toEqual(['rolled_back', 'failed', 'pending']);
    const steps = events.flatMap((event) => (event.type === 'rollback_step' ? [event.stepId] : []));
    expect(steps).toEqual(['api', 'tag']);
  });

  test('a file that a person changed meanwhile is left alone and named', async () => {
    const { planner, root, has } = await open({
      ends(id) {
        if (id === 'api') writeFileSync(join(root, 'tag.txt'), 'mine');
        return failing(id);
      },
    });
    const result = await planner.execute(await planner.create('x'));
    expect(result.rollback?.conflicts).toEqual(['tag.txt']);
    expect(readFileSync(join(root, 'tag.txt'), 'utf8')).toBe('mine');
    expect(has('api')).toBe(false);
  });

  test('a step that ran a command which may do more than read is named: that can not be taken back', async () => {
    const commands: Readonly<Record<string, string>> = { tag: 'echo made > made.txt', api: 'ls' };
    const answer = (request: ModelRequest): ScriptedTurn => {
      if (!request.system.includes('One step of a plan')) return { text: JSON.stringify(STEPS) };
      const id = /: Write (\w+)/.exec(JSON.stringify(request.messages[0]))?.[1] ?? '';
      if (request.messages.at(-1)?.role === 'tool') return { text: failing(id) };
      return { calls: [{ name: 'bash', input: { command: commands[id] } }] };
    };
    const opened = await openSession({
      permissive: true,
      config: { sessionsDir: await temporaryFolder() },
      turns: Array.from({ length: 10 }, () => answer),
    });
    const planner = new Planner({ session: opened.session });
    const result = await planner.execute(await planner.create('x'));
    expect(result.rollback).toMatchObject({ undone: ['tag'], irreversible: ['tag'] });
    // What it did to files is known and goes back.
    expect(result.stepResults[0]?.files).toMatchObject([{ path: 'made.txt', before: null }]);
    expect(existsSync(join(opened.root, 'made.txt'))).toBe(false);
  });

  test('continueOnFailure goes on, with or without what depends on it', async () => {
    const { planner, has } = await open({ ends: failing });
    const result = await planner.execute(await planner.create('x'), { continueOnFailure: true });
    expect(result).toMatchObject({ status: 'partial', completedSteps: 1, failedSteps: 1, skippedSteps: 1 });
    expect(has('tag')).toBe(true);
    const tried = await planner.execute(await planner.create('x'), {
      continueOnFailure: true,
      skipDependent: false,
    });
    expect(tried).toMatchObject({ completedSteps: 2, failedSteps: 1, skippedSteps: 0 });
  });

  test('rollbackOnFailure: false keeps what was done; both switches exclude each other', async () => {
    const { planner, has } = await open({ ends: failing });
    const plan = await planner.create('x');
    const both = { rollbackOnFailure: true, continueOnFailure: true };
    await expect(planner.execute(plan, both)).rejects.toThrow('exclude each other');
    expect(await planner.execute(plan, { rollbackOnFailure: false })).toMatchObject({ status: 'failed' });
    expect([has('tag'), has('api')]).toEqual([true, true]);
  });

  test('retryFailed runs again what failed and what was taken back, and goes on', async () => {
    let failures = 1;
    const { planner, has } = await open({
      ends: (id) => (id === 'api' && failures-- > 0 ? 'STEP FAILED: flaky' : `Wrote ${id}.`),
    });
    const plan = await planner.create('x');
    const result = await planner.execute(plan);
    expect(result.success).toBe(false);
    const again = await planner.retryFailed(result);
    expect(again).toMatchObject({ success: true, completedSteps: 3 });
    expect(['tag', 'api', 'test'].every(has)).toBe(true);
    expect(await planner.retryFailed(again)).toBe(again);
    await expect(planner.retryFailed({ ...again })).rejects.toThrow('this planner gave');
  });

  test('runTestsAfter: tests that fail take the plan back', async () => {
    const settings = { runTestsAfter: true, testCommand: 'exit 1' };
    const { planner, has } = await open({ settings });
    const result = await planner.execute(await planner.create('x'));
    expect(result).toMatchObject({ status: 'rolled_back', tests: { passed: false } });
    expect(has('tag')).toBe(false);
  });
});

describe('templates', () => {
  test('built-in ones', async () => {
    const { planner } = await open();
    const plan = await planner.fromTemplate('crud_feature', {
      model_name: 'Product',
      fields: ['name', 'price', 'description'],
    });
    expect(plan.summary).toContain('data model Product with the fields name, price, description');
    const names = (await planner.templates()).map(({ name }) => name);
    for (const name of ['crud_feature', 'authentication', 'multi_tenant', 'tagging', 'commenting', 'rating'])
      expect(names).toContain(name);
    await expect(planner.fromTemplate('nothing')).rejects.toThrow("no plan template 'nothing'");
  });

  test('a custom one, with an async customize', async () => {
    const { planner } = await open();
    planner.registerTemplate({
      name: 'audit_log',
      steps: [
        { type: 'create_model', description: 'Create AuditLog model' },
        { type: 'create_middleware', description: 'Create audit middleware' },
        { type: 'create_migration', description: 'Generate migration' },
      ],
      customize: (params) =>
        Promise.resolve(params['short'] === true ? [{ description: 'Create AuditLog' }] : undefined),
    });
    expect((await planner.fromTemplate('audit_log')).steps.map(({ type }) => type)).toEqual([
      'create_model',
      'create_middleware',
      'create_migration',
    ]);
    expect((await planner.fromTemplate('audit_log', { short: true })).summary).toBe('1. Create AuditLog');
  });
});
