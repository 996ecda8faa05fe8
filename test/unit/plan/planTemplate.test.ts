import { describe, expect, test } from 'vitest';
import { BUILTIN_TEMPLATES } from '../../../src/core/plan/builtinTemplates';
import { createTemplateRegistry } from '../../../src/core/plan/planTemplate';
import { dependencyNumbers, wavesOf } from '../../../src/core/plan/planViews';

const clock = { now: () => 0, newId: () => 'p' };
const registry = createTemplateRegistry(BUILTIN_TEMPLATES);

describe('every built-in template', () => {
  const given = {
    model_name: 'Product',
    target: 'src/cart.js',
    package: 'left-pad',
    change: 'names are whole words',
    module: 'src',
  };
  test.each(BUILTIN_TEMPLATES.map(({ name }) => name))('%s is a valid plan without gaps', async (name) => {
    const plan = await registry.create(name, given, clock);
    expect(plan.steps.length).toBeGreaterThanOrEqual(3);
    expect(JSON.stringify(plan)).not.toMatch(/\{\w+\}/);
    expect(plan.template?.name).toBe(name);
    expect(plan.steps.every(({ title }) => title !== undefined && title.length <= 40)).toBe(true);
  });
});

test('parameters are filled in, lists joined', async () => {
  const plan = await registry.create(
    'crud_feature',
    { model_name: 'Product', fields: ['name', 'price'] },
    clock,
  );
  expect(plan.goal).toBe('Product records can be created, read, changed and deleted');
  expect(plan.steps[1]?.description).toContain('data model Product with the fields name, price');
  expect(plan.steps.map(({ type }) => type)).toEqual([
    'analyze',
    'create_model',
    'create_serializer',
    'create_viewset',
    'create_test',
    'run_tests',
  ]);
});

test('a parameter can change the steps', async () => {
  const titles = async (params: object): Promise<string> =>
    (await registry.create('authentication', { ...params }, clock)).steps
      .map(({ title }) => title)
      .join(', ');
  expect(await titles({ include_social: true })).toContain('Other providers');
  expect(await titles({ include_social: true })).not.toContain('Second factor');
  expect(await titles({ include_2fa: true })).toContain('Second factor');
});

test('an unknown name and a missing parameter say so', async () => {
  await expect(registry.create('nothing', {}, clock)).rejects.toThrow(
    /^There is no plan template 'nothing'\. Templates: add_tests, /,
  );
  await expect(registry.create('tagging', {}, clock)).rejects.toThrow(
    "The plan template 'tagging' needs model_name (what is tagged, such as Article).",
  );
});

describe('a template of your own', () => {
  const own = createTemplateRegistry([]);
  own.register({
    name: 'audit_log',
    steps: [
      { type: 'create_model', description: 'Create AuditLog model' },
      { type: 'create_middleware', description: 'Create audit middleware' },
    ],
  });

  test('keeps its types; its order is the order of work, also in waves', async () => {
    const plan = await own.create('audit_log', {}, clock);
    expect(plan.steps.map(({ type }) => type)).toEqual(['create_model', 'create_middleware']);
    expect(plan.steps.map((step) => dependencyNumbers(plan, step))).toEqual([[], []]);
    const waves = await own.create('audit_log', {}, { ...clock, strategy: 'waves' });
    expect(wavesOf(waves)).toEqual([['step-1'], ['step-2']]);
  });

  test('may give other steps; those that break a rule are refused', async () => {
    own.register({ name: 'later', steps: [], customize: () => Promise.resolve([{ description: 'One' }]) });
    expect((await own.create('later', {}, clock)).steps).toHaveLength(1);
    own.register({ name: 'broken', steps: [{ id: 'a', description: 'A', dependsOn: ['b'] }] });
    await expect(own.create('broken', {}, clock)).rejects.toThrow("Step 'a' depends on unknown step 'b'");
  });

  test('values are put in literally', async () => {
    own.register({ name: 'fill', steps: [{ description: 'Say {word} and {other}' }] });
    expect((await own.create('fill', { word: '$& {other}' }, clock)).steps[0]?.description).toBe(
      'Say $& {other} and {other}',
    );
  });
});
