// What the pages of the four planners show, in our spelling. Each test names its page and section; the snippet itself is as it stands there,
// the rest is a model with a script.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ContextEngine, Planner, PlannerEngine } from '../../../src/core/index';
import type { PlanTemplate, Tool, TemplateParams } from '../../../src/core/index';
import type { ModelRequest } from '../../../src/core/model/languageModel';
import * as z from 'zod/mini';
import { createScriptedModel } from './scriptedModel';
import type { ScriptedTurn } from './scriptedModel';
import { openSession, temporaryFolder } from './sessionFixture';

const SEVEN = [
  { type: 'create_model', description: 'Create User model with email, password, is_verified fields' },
  { type: 'create_model', description: 'Create EmailVerification model with token, user FK, expires_at' },
  { type: 'create_serializer', description: 'Add UserSerializer with password hashing' },
  {
    type: 'create_viewset',
    description: 'Create AuthViewSet with register, login, verify endpoints',
    dependsOn: [1, 3],
  },
  { type: 'modify_file', description: 'Add email sending utility' },
  { type: 'create_test', description: 'Add tests for login', file: 'tests/test_login.py' },
  { type: 'create_test', description: 'Add tests for authentication flow' },
].map((step, index) => ({ ...step, id: `s${index + 1}` }));

/** A planner whose plans have these steps; a step whose text is among `failing` fails. */
async function openPlanner({
  steps = SEVEN,
  failing = [],
}: { steps?: readonly object[]; failing?: string[] } = {}) {
  const answer = (request: ModelRequest): ScriptedTurn => {
    if (!request.system.includes('One step of a plan')) return { text: JSON.stringify(steps) };
    const asked = JSON.stringify(request.messages[0]);
    const fails = failing.find((words) => asked.includes(`: ${words}`));
    return { text: fails === undefined ? 'Done.' : 'STEP FAILED: no route to it' };
  };
  const opened = await openSession({
    permissive: true,
    config: { sessionsDir: await temporaryFolder() },
    turns: Array.from({ length: 80 }, () => answer),
  });
  return { ...opened, planner: new Planner({ session: opened.session }) };
}

describe('aksara-planner', () => {
  test('Overview, Quick Start: a plan and its summary', async () => {
    const { planner } = await openPlanner();
    const plan = await planner.create('Add user authentication with email verification');
    const lines: string[] = [];
    for (const step of plan.steps) lines.push(`${step.order}. ${step.description}`);
    expect(plan.summary).toBe(lines.join('\n'));
    expect(lines[0]).toBe('1. Create User model with email, password, is_verified fields');

    const result = await planner.execute(plan);
    expect(`Completed: ${result.completedSteps}/${result.totalSteps}`).toBe('Completed: 7/7');
  });

  test('Plan Structure, Dependencies', async () => {
    const { planner } = await openPlanner();
    const plan = await planner.create('Add commenting to posts');
    const step = plan.steps[3]!; // Create ViewSet
    expect(step.dependencies).toEqual([1, 3]); // Depends on Model and Serializer creation
  });

  test('Plan Execution, Execute Step by Step', async () => {
    const { planner } = await openPlanner({ failing: ['Add UserSerializer'] });
    const plan = await planner.create('x');
    const said: string[] = [];
    for (const step of plan.steps) {
      const result = await planner.executeStep(step);
      if (!result.success) {
        said.push(`Failed: ${result.error}`);
        break;
      }
    }
    expect(said).toEqual(['Failed: no route to it']);
  });

  test('Plan Execution, Dry Run', async () => {
    const { planner } = await openPlanner();
    const result = await planner.execute(await planner.create('x'), { dryRun: true });
    for (const stepResult of result.stepResults)
      expect(`Would: ${stepResult.description}`).toMatch(/^Would: \w+ /);
    expect(result.stepResults).toHaveLength(7);
    expect(result.summary.split('\n')).toHaveLength(7);
  });

  test('Plan Modification', async () => {
    const { planner } = await openPlanner();
    const plan = await planner.create('x');
    plan.addStep({
      type: 'create_test',
      description: 'Add integration tests',
      file: 'tests/test_integration.py',
      after: 4, // After step 4
    });
    expect(plan.steps[4]?.file).toBe('tests/test_integration.py');
    plan.removeStep(5); // Remove step 5
    plan.moveStep({ fromOrder: 5, toOrder: 2 });
    expect(plan.steps.map(({ id }) => id).join(' ')).toBe('s1 s5 s2 s3 s4 s6 s7');
    const step = plan.steps[2]!;
    step.code = '# Modified code...';
    expect(plan.steps[2]?.code).toBe('# Modified code...');
  });

  test('Plan Templates, Create Custom Templates', async () => {
    class AuditLogTemplate implements PlanTemplate {
      readonly name = 'audit_log';

      readonly steps = [
        { type: 'create_model', description: 'Create AuditLog model' },
        { type: 'create_middleware', description: 'Create audit middleware' },
        { type: 'create_migration', description: 'Generate migration' },
      ];

      async customize(params: TemplateParams) {
        // Customize steps based on params
        return params['middleware'] === false
          ? this.steps.filter(({ type }) => type !== 'create_middleware')
          : undefined;
      }
    }
    const { planner } = await openPlanner();
    planner.registerTemplate(AuditLogTemplate);
    expect((await planner.fromTemplate('audit_log')).steps.map(({ type }) => type)).toEqual([
      'create_model',
      'create_middleware',
      'create_migration',
    ]);
    expect((await planner.fromTemplate('audit_log', { middleware: false })).steps).toHaveLength(2);
  });

  test('Plan Templates, of a file in the workspace', async () => {
    const { planner, session } = await openPlanner();
    const operations = {
      file_path: '.planwright/templates/own.json',
      content: '{"steps":[{"description":"Mine"}]}',
    };
    await session.tool('write', operations);
    expect((await planner.fromTemplate('own')).summary).toBe('1. Mine');
  });

  test('Error Handling: failures, continue, retry', async () => {
    const failing = ['Add UserSerializer'];
    const { planner } = await openPlanner({ failing });
    const plan = await planner.create('x');
    const result = await planner.execute(plan, { continueOnFailure: true, skipDependent: true });
    const said: string[] = [];
    if (!result.success)
      for (const failure of result.failures) said.push(`Step ${failure.step} failed: ${failure.error}`);
    expect(said).toEqual(['Step 3 failed: no route to it']);
    expect([result.completedSteps, result.skippedSteps]).toEqual([5, 1]);
    failing.pop();
    const retryResult = await planner.retryFailed(result);
    expect([retryResult.success, retryResult.completedSteps]).toEqual([true, 7]);
  });

  test('Integration, With Agent Runtime: complex tasks are planned inside', async () => {
    const planned = JSON.stringify([{ id: 'a', description: 'Cart' }]);
    const runtime = await openSession({
      planning: 'auto',
      permissive: true,
      turns: [{ text: planned }, { text: 'The cart is there.' }],
    });
    const result = await runtime.session.send('Add a complete e-commerce checkout flow');
    expect(result.text).toBe('The cart is there.');
    expect(runtime.events.map(({ type }) => type)).toContain('plan_created');
  });

  test('Best Practices, Use Context for Better Plans', async () => {
    const { planner, session, root, model } = await openPlanner();
    await writeFile(join(root, 'related.py'), 'class Related: pass\n');
    const context = await new ContextEngine({ session }).gather('related code');
    await planner.create('task', { context });
    expect(JSON.stringify(model.requests.at(-1)?.messages)).toContain('class Related');
  });
});

describe('agentlib-planner-engine', () => {
  test('Step Emissions: all five kinds', async () => {
    const engine = new PlannerEngine();
    const opened = await openSession({
      reasoning: engine,
      permissive: true,
      turns: [
        { text: '[{"id":"t1","description":"Look","dependsOn":[]}]' },
        { calls: [{ name: 'ls', input: {} }] },
        { text: 'Seen.' },
        { text: 'Nothing is there.' },
      ],
    });
    await opened.session.send('What is there?');
    expect(opened.events.flatMap((event) => engine.stepOf(event)?.type ?? [])).toEqual([
      'plan',
      'thought',
      'tool_call',
      'tool_result',
      'response',
    ]);
  });
});

describe('exo-planning', () => {
  const own = (name: string, extra: Partial<Tool> = {}): Tool => ({
    name,
    description: name,
    lane: 'query',
    schema: z.object({}),
    title: () => name,
    execute: () => Promise.resolve({ content: 'ok' }),
    ...extra,
  });

  test('How It Works: the planner has the tools of the executor, without those that spawn or hold its context', async () => {
    const planner = createScriptedModel([{ text: 'First look.' }]);
    const executor = createScriptedModel([{ text: 'Done.' }]);
    const opened = await openSession({
      planningEnabled: true,
      planningModel: 'cheap:planner',
      planningInstructions: 'Analyze the task. Do NOT execute -- only plan.',
      tools: [
        own('search'),
        own('spawn_self'),
        own('retrieve_artifact'),
        own('add_todo'),
        own('search_knowledge'),
        own('delegate', { notForPlanner: true }),
      ],
      turns: [],
      config: {
        models: [{ ...planner, info: { ...planner.info, provider: 'cheap', id: 'planner' } }, executor],
      },
    });
    await opened.session.send('Add pagination to the /users endpoint');
    const names = (request: ModelRequest | undefined): readonly string[] =>
      request?.tools.map(({ name }) => name) ?? [];
    const left = ['spawn_self', 'retrieve_artifact', 'add_todo', 'search_knowledge', 'delegate'];
    expect(names(executor.requests[0]).filter((name) => left.includes(name))).toEqual(left);
    expect(names(planner.requests[0]).filter((name) => left.includes(name))).toEqual([]);
    expect(names(planner.requests[0])).toEqual(
      names(executor.requests[0]).filter((name) => !left.includes(name)),
    );
  });

  test('Planning with Streaming: only the text of the executor is streamed', async () => {
    const opened = await openSession({
      planningEnabled: true,
      turns: [{ text: '1. Outline' }, { text: 'The guide.' }],
    });
    let text = '';
    for await (const event of await opened.session.stream('Write a guide on async/await'))
      if (event.type === 'text_delta' && event.parentId === undefined) text += event.text;
    expect(text).toBe('The guide.');
  });
});

describe('a3s-planning', () => {
  test('Streaming Planning Events', async () => {
    const opened = await openSession({
      planning: true,
      permissive: true,
      turns: [{ text: '[{"id":"a","description":"Validate input"}]' }, { text: 'Done.' }],
    });
    const printed: string[] = [];
    for await (const event of await opened.session.stream('Refactor and test the auth module')) {
      if (event.type === 'planning_start') {
        printed.push(`📋 Planning: ${event.prompt}`);
      } else if (event.type === 'plan_ready') {
        printed.push(`Plan (${event.steps.length} steps):`);
        event.steps.forEach((step, i) => printed.push(`  ${i + 1}. ${step}`));
      } else if (event.type === 'end') {
        break;
      }
    }
    expect(printed).toEqual([
      '📋 Planning: Refactor and test the auth module',
      'Plan (1 steps):',
      '  1. Validate input',
    ]);
  });
});
