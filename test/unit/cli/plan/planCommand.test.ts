// `planwright plan` over a session with a scripted model: what it prints, asks, does to files, and its exit code.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseArguments } from '../../../../src/cli/arguments';
import type { Plan } from '../../../../src/core/plan/plan';
import type { PlanRunSettings } from '../../../../src/core/plan/plannerSettings';
import { PLAIN } from '../../../../src/cli/output/style';
import { createTextRenderer } from '../../../../src/cli/output/textRenderer';
import { createJsonlRenderer } from '../../../../src/cli/output/jsonlRenderer';
import { runPlanCommand } from '../../../../src/cli/plan/planCommand';
import { createPlanQuestions } from '../../../../src/cli/plan/planQuestions';
import type { ModelRequest } from '../../../../src/core/model/languageModel';
import { openSession, temporaryFolder } from '../../session/sessionFixture';
import type { ScriptedTurn } from '../../session/scriptedModel';

const STEPS = [
  { id: 'tag', title: 'Write tag', description: 'Write tag', type: 'create_model', file: 'models.py' },
  { id: 'api', description: 'Write api', type: 'create_viewset', file: 'views.py', dependsOn: ['tag'] },
  { id: 'docs', description: 'Write docs', type: 'modify_file', file: 'docs.md', dependsOn: ['api'] },
];
const PRINTED = `📋 Plan: Add tagging

Step 1: Write tag
  File: models.py
  Type: create_model

Step 2: Write api
  File: views.py
  Type: create_viewset
  Dependencies: 1

Step 3: Write docs
  File: docs.md
  Type: modify_file
  Dependencies: 2

`;

interface Setting {
  /** What a step says when it has written its file. */
  readonly ends?: (id: string) => string;
  /** What a person types, in order. Absent: nobody is there. */
  readonly typed?: readonly string[];
  readonly settings?: PlanRunSettings;
}

async function open({ ends = (id) => `Wrote ${id}.`, typed, settings = {} }: Setting = {}) {
  const stepTools: string[][] = [];
  const answer = (request: ModelRequest): ScriptedTurn => {
    const asked = JSON.stringify(request.messages[0]);
    if (asked.includes('The task was:')) return { text: 'Tagging is there.' };
    if (!request.system.includes('One step of a plan'))
      return { text: JSON.stringify({ goal: 'Add tagging', steps: STEPS }) };
    stepTools.push(request.tools.map(({ name }) => name));
    const id = /: Write (\w+)/.exec(asked)?.[1] ?? '';
    if (request.messages.at(-1)?.role === 'tool') return { text: ends(id) };
    return { calls: [{ name: 'write', input: { file_path: `${id}.txt`, content: `${id}\n` } }] };
  };
  const opened = await openSession({
    permissive: true,
    config: { sessionsDir: await temporaryFolder() },
    turns: Array.from({ length: 60 }, () => answer),
  });
  const files = await temporaryFolder();
  let sessions = 0;
  const run = async (line: string) => {
    let printed = '';
    let progress = '';
    const asked: string[] = [];
    const print = (text: string): void => void (printed += text);
    const answers = [...(typed ?? [])];
    const questions = createPlanQuestions({
      style: PLAIN,
      print: (text) => void (progress += text),
      readLine: (prompt) => {
        asked.push(prompt.trim());
        return Promise.resolve(answers.shift());
      },
    });
    // A task stands in quotes.
    const argv = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2] ?? '');
    const options = parseArguments(['plan', ...argv]);
    const format = options.output;
    const code = await runPlanCommand({
      options: options.plan!,
      settings,
      task: options.prompt,
      format,
      workingDirectory: files,
      openSession: () => {
        sessions += 1;
        return Promise.resolve(opened.session);
      },
      folder: opened.root,
      renderer:
        format === 'jsonl'
          ? createJsonlRenderer({ write: print } as Parameters<typeof createJsonlRenderer>[0])
          : createTextRenderer({
              answer: print,
              progress: (text) => void (progress += text),
              style: PLAIN,
              answerIsTerminal: false,
            }),
      print,
      style: PLAIN,
      questions: typed === undefined ? undefined : questions,
      signal: new AbortController().signal,
    });
    return { code, printed, progress, asked };
  };
  const written = (): string =>
    ['tag', 'api', 'docs'].filter((id) => existsSync(join(opened.root, `${id}.txt`))).join(' ');
  return { ...opened, run, files, written, stepTools, sessions: () => sessions };
}

describe('showing a plan', () => {
  test('prints the steps; without a terminal that is all', async () => {
    const { run, written } = await open();
    expect(await run('"Add tagging"')).toMatchObject({ code: 0, printed: PRINTED, asked: [] });
    expect(written()).toBe('');
  });

  test.each([
    ['y', 'tag api docs'],
    ['', ''],
    ['n', ''],
  ])('on a terminal it asks, and "%s" writes "%s"', async (answer, expected) => {
    const { run, written } = await open({ typed: [answer] });
    expect(await run('"Add tagging"')).toMatchObject({ code: 0, asked: ['Execute plan? [y/N]'] });
    expect(written()).toBe(expected);
  });

  test('an answer that is not understood is asked for again, three times at most', async () => {
    const { run, written } = await open({ typed: ['what?', 'hm', 'perhaps', 'y'] });
    expect((await run('"Add tagging"')).asked).toHaveLength(3);
    expect(written()).toBe('');
  });
});

describe('carrying it out', () => {
  test('--execute does not ask, and says how far it came', async () => {
    const { run, written } = await open({ typed: [] });
    const { code, printed, progress, asked } = await run('"Add tagging" --execute');
    expect([code, asked]).toEqual([0, []]);
    expect(printed).toMatch(/Tagging is there\.\n?Completed: 3\/3\n$/);
    expect(progress).toContain('Step 2/3: Write api');
    expect(written()).toBe('tag api docs');
  });

  test('a failure takes everything back and is exit code 1', async () => {
    const { run, written } = await open({ ends: (id) => (id === 'api' ? 'STEP FAILED: no routes' : 'Ok.') });
    const { code, printed, progress } = await run('"Add tagging" --execute');
    expect(code).toBe(1);
    expect(printed).toContain('Completed: 0/3\nStep 2 failed: no routes\nRolled back: 1 done steps');
    expect(progress).toContain('Taken back: tag');
    expect(written()).toBe('');
  });

  test('--on-failure halt keeps what is done; continue and ask work as well', async () => {
    const ends = (id: string): string => (id === 'api' ? 'STEP FAILED: no routes' : 'Ok.');
    const halted = await open({ ends });
    expect((await halted.run('"Add tagging" --execute --on-failure halt')).code).toBe(1);
    expect(halted.written()).toBe('tag api');
    const asked = await open({ ends, typed: ['b'] });
    const result = await asked.run('"Add tagging" --execute --on-failure ask');
    expect(result.asked).toEqual(['[r]etry, re-[p]lan, roll [b]ack, [c]ontinue, [s]top?']);
    expect(asked.written()).toBe('');
  });

  test('--interactive asks at each step; what is left out is no failure', async () => {
    const { run, written } = await open({ typed: ['y', 's'] });
    const { code, asked, progress } = await run('"Add tagging" --interactive');
    expect(asked).toEqual(Array.from({ length: 2 }, () => 'Execute this step? [y/N/s(kip)/q(uit)]'));
    expect(progress).toContain(
      'Step 1/3: Write tag\n  File: models.py\n  Type: create_model\n  --- /dev/null\n  +++ b/tag.txt\n  @@ -0,0 +1,1 @@\n  +tag\n',
    );
    expect([code, written()]).toEqual([0, 'tag']);
  });

  test('q stops and keeps what is done', async () => {
    const { run, written } = await open({ typed: ['y', 'q'] });
    expect((await run('"Add tagging" --interactive')).code).toBe(130);
    expect(written()).toBe('tag');
  });

  test('--dry-run shows the differences and writes nothing', async () => {
    const { run, written } = await open({ typed: [] });
    const { code, printed, asked } = await run('"Add tagging" --dry-run');
    expect([code, asked]).toEqual([0, []]);
    expect(printed.slice(PRINTED.length)).toMatch(
      /^Would: Write tag\n {2}--- \/dev\/null\n {2}\+\+\+ b\/tag\.txt\n {2}@@ .*\n {2}\+tag\n\nWould: Write api\n/,
    );
    expect(written()).toBe('');
  });

  test('jsonl is events and nothing else', async () => {
    const { run } = await open();
    const { code, printed } = await run('"Add tagging" --execute --output jsonl');
    expect(code).toBe(0);
    const types = printed
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { type: string }).type);
    for (const type of ['plan_created', 'step_start', 'step_end', 'plan_end', 'end'])
      expect(types).toContain(type);
  });
});

test('the configuration holds where the options say nothing', async () => {
  const ends = (id: string): string => (id === 'api' ? 'STEP FAILED: no routes' : 'Ok.');
  const halts = await open({ ends, settings: { rollbackOnFailure: false } });
  await halts.run('"Add tagging" --execute');
  expect(halts.written()).toBe('tag api');
  const rollsBack = await open({ ends, settings: { rollbackOnFailure: false } });
  await rollsBack.run('"Add tagging" --execute --on-failure rollback');
  expect(rollsBack.written()).toBe('');
  const asks = await open({ typed: ['y', 'q'], settings: { defaultInteractive: true } });
  expect((await asks.run('"Add tagging" --execute')).asked).toHaveLength(2);
  const tests = await open({ settings: { runTestsAfter: true, testCommand: 'echo 2 of 9 fail; exit 1' } });
  const tested = await tests.run('"Add tagging" --execute');
  expect(tested.code).toBe(1);
  expect(tested.printed).toMatch(/The tests fail:\n2 of 9 fail\n[^]*Rolled back: 3 done steps/);
  expect(tests.written()).toBe('');
  const small = await open({ settings: { maxSteps: 2 } });
  // A plan that is too large is asked for once more, then the task is one step.
  expect((await small.run('"Add tagging"')).progress).toContain('more than the limit of 2');
});

test.each<[string, PlanRunSettings, boolean]>([
  ['', {}, true],
  ['--isolation overlay', {}, false],
  ['', { isolation: 'overlay' }, false],
  ['--isolation shared', { isolation: 'overlay' }, true],
])('%s with %j: steps that run together have commands: %s', async (option, settings, haveCommands) => {
  const { run, files, written, stepTools } = await open({ settings });
  await run('"Add tagging" --save plan.json');
  const plan = JSON.parse(readFileSync(join(files, 'plan.json'), 'utf8')) as Plan;
  const steps = plan.steps.map((step) => ({ ...step, type: 'task', dependsOn: [] }));
  writeFileSync(join(files, 'plan.json'), JSON.stringify({ ...plan, steps }));
  expect((await run(`--load plan.json --execute ${option}`)).code).toBe(0);
  expect(written()).toBe('tag api docs');
  expect(stepTools.every((tools) => tools.includes('bash') === haveCommands)).toBe(true);
});

describe('files and templates', () => {
  test('a saved plan can be loaded and carried out; saving does not ask', async () => {
    const { run, files, written } = await open({ typed: [] });
    const saved = await run('"Add tagging" --save plan.json');
    expect(saved).toMatchObject({ code: 0, asked: [], printed: `${PRINTED}Saved as plan.json\n` });
    expect(written()).toBe('');
    const edited = readFileSync(join(files, 'plan.json'), 'utf8').replace(
      '"Write docs"',
      '"Write docs well"',
    );
    writeFileSync(join(files, 'plan.json'), edited);
    const loaded = await run('--load plan.json --execute');
    expect(loaded.printed).toContain('Step 3: Write docs well');
    expect(written()).toBe('tag api docs');
  });

  test('what a dry run showed is saved with the plan, and carried out as it was shown', async () => {
    const { run, files, written } = await open({ typed: [] });
    const tried = await run('"Add tagging" --dry-run --save plan.json');
    expect(tried.printed).toMatch(/\nSaved as plan\.json\n$/);
    const saved = JSON.parse(readFileSync(join(files, 'plan.json'), 'utf8')) as Plan;
    expect(saved.steps[0]).toMatchObject({ file: 'tag.txt', baseHash: 'none' });
    const loaded = await run('--load plan.json --execute');
    expect(loaded.progress).not.toContain('worked out anew');
    expect([loaded.code, written()]).toEqual([0, 'tag api docs']);
  });

  test('a template needs no model to be shown', async () => {
    const { run, sessions } = await open();
    const { code, printed } = await run(
      '--template crud_feature --param model_name=Product --param fields=[1,2]',
    );
    expect(code).toBe(0);
    expect(printed).toContain('Step 2: Model Product');
    expect(printed).toContain('with the fields 1, 2');
    expect(sessions()).toBe(0);
  });

  test('a template of the folder is known, and what is wrong with another one is said', async () => {
    const { run, session } = await open();
    const template = {
      params: [{ name: 'record' }],
      steps: [{ description: 'Write down changes of {record}' }],
    };
    await session.tool('write', {
      file_path: '.planwright/templates/audit.json',
      content: JSON.stringify(template),
    });
    const { code, printed } = await run('--template audit --param record=Order');
    expect([code, printed]).toEqual([0, expect.stringContaining('Step 1: Write down changes of Order')]);
    await session.tool('write', { file_path: '.planwright/templates/broken.json', content: '{' });
    await expect(run('--template broken')).rejects.toThrow(
      /no plan template 'broken'[^]*\.planwright\/templates\/broken\.json:1: this is no JSON/,
    );
  });

  test.each([
    ['', 'one of them'],
    ['"x" --load y', 'one of them'],
    ['--load nothing.json', "The plan nothing.json can't be read"],
    ['--template nothing', 'Templates: '],
    ['--template crud_feature', 'needs model_name'],
    ['"x" --interactive', '--interactive needs a terminal'],
    ['"x" --save no/such/folder/plan.json', "can't be saved as no/such/folder/plan.json"],
  ])('%s is wrong usage', async (line, message) => {
    const { run } = await open();
    await expect(run(line)).rejects.toThrow(message);
  });
});
