// Templates of a workspace: files in `.planwright/templates`, and what is said about those with a mistake.
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readTemplateFile } from '../../../src/core/plan/templateFile';
import {
  listTemplates,
  planFromTemplate,
  templateProblemText,
} from '../../../src/core/plan/workspaceTemplates';
import { createDiskWorkspace } from '../../../src/core/workspace/diskWorkspace';
import { temporaryFolder } from '../workspace/temporaryFolder';

const AUDIT = `{
  "description": "Write down who changed what",
  "goal": "Changes of {record} are written down",
  "params": [{ "name": "record", "description": "what is watched" }, { "name": "days", "default": 30 }],
  "steps": [
    { "id": "model", "type": "create_model", "description": "Create the AuditLog model for {record}" },
    { "description": "Keep entries for {days} days", "dependsOn": [1] },
    { "description": "Test it", "file": "test/{record}.ts", "dependsOn": ["model", 2],
      "acceptance": { "command": "npm test -- {record}" } }
  ]
}`;
const clock = { now: () => 0, newId: () => 'p' };

function workspace(files: Readonly<Record<string, string>>, trusted = true) {
  const root = temporaryFolder(
    Object.fromEntries(Object.entries(files).map(([name, text]) => [`.planwright/templates/${name}`, text])),
  );
  return createDiskWorkspace({ folders: [{ root }], trusted });
}

test('a file is a template under its own name, beside the built-in ones', async () => {
  const listing = await listTemplates(workspace({ 'audit_log.json': AUDIT, 'notes.md': '# no template' }));
  expect(listing.problems).toEqual([]);
  const own = listing.templates.filter(({ file }) => file !== undefined);
  expect(own.map(({ template, file }) => [template.name, template.description, file])).toEqual([
    ['audit_log', 'Write down who changed what', '.planwright/templates/audit_log.json'],
  ]);
  expect(listing.templates.map(({ template }) => template.name)).toContain('crud_feature');
  const plan = await planFromTemplate(listing, 'audit_log', { record: 'Order' }, clock);
  expect(plan.goal).toBe('Changes of Order are written down');
  expect(
    plan.steps.map(({ id, type, description, file, dependsOn }) => [id, type, description, file, dependsOn]),
  ).toEqual([
    ['model', 'create_model', 'Create the AuditLog model for Order', undefined, []],
    ['step-2', 'agent_task', 'Keep entries for 30 days', undefined, ['model']],
    ['step-3', 'agent_task', 'Test it', 'test/Order.ts', ['model', 'step-2']],
  ]);
  expect(plan.steps.map(({ acceptance }) => acceptance?.command)).toEqual([
    undefined,
    undefined,
    'npm test -- Order',
  ]);
  await expect(planFromTemplate(listing, 'audit_log', {}, clock)).rejects.toThrow(
    "The plan template 'audit_log' needs record (what is watched).",
  );
});

test('a file may take the place of a built-in template', async () => {
  const listing = await listTemplates(
    workspace({ 'mine.json': '{ "name": "tagging", "steps": [{ "description": "Ask Ann" }] }' }),
  );
  const tagging = listing.templates.filter(({ template }) => template.name === 'tagging');
  expect(tagging.map(({ file }) => file)).toEqual(['.planwright/templates/mine.json']);
});

test('an untrusted workspace has no templates of its own', async () => {
  const listing = await listTemplates(workspace({ 'audit_log.json': AUDIT }, false));
  expect(listing.templates.every(({ file }) => file === undefined)).toBe(true);
});

test('a template that nobody has trusted is held back, one that is refused is not there', async () => {
  const names: string[] = [];
  const listing = await listTemplates(
    workspace({ 'a.json': AUDIT, 'b.json': AUDIT, 'c.json': AUDIT }),
    ({ kind, name, content }) => {
      expect([kind, content]).toEqual(['template', AUDIT]);
      names.push(name);
      return Promise.resolve(
        name.endsWith('a.json') ? 'new' : name.endsWith('b.json') ? 'changed' : 'refused',
      );
    },
  );
  expect(listing.templates.every(({ file }) => file === undefined)).toBe(true);
  expect(names).toContain('.planwright/templates/a.json');
  expect(listing.problems.map(templateProblemText)).toEqual([
    '.planwright/templates/a.json: it is not used until you trust it.',
    '.planwright/templates/b.json: it has changed since it was trusted, so it is not used.',
  ]);
});

test('the second file of a name, a link that leads out and no text are problems; the others are listed', async () => {
  const twin = '{ "name": "audit_log", "steps": [{ "description": "Other" }] }';
  const space = workspace({ 'audit_log.json': AUDIT, 'b.json': twin, 'bytes.json': 'a\0b' });
  const [folder] = space.folders;
  const outside = temporaryFolder({ 'secret.json': AUDIT });
  symlinkSync(join(outside, 'secret.json'), join(folder!.root, '.planwright/templates/link.json'));
  const { templates, problems } = await listTemplates(space);
  expect(templates.filter(({ file }) => file !== undefined)).toHaveLength(1);
  expect(problems.map(templateProblemText)).toEqual([
    '.planwright/templates/b.json: the name "audit_log" is that of .planwright/templates/audit_log.json. Give this one another "name".',
    '.planwright/templates/bytes.json: it is no text. Write it as UTF-8 JSON.',
    `${join(outside, 'secret.json')}: it is a link that leads out of the workspace. Put the file there.`,
  ]);
});

test('invisible characters are left out and counted', async () => {
  const hidden = AUDIT.replace('Test it', 'Test\u200b\u202e it');
  const listing = await listTemplates(workspace({ 'audit_log.json': hidden }));
  expect(listing.problems).toEqual([
    {
      file: '.planwright/templates/audit_log.json',
      message: 'it has 2 invisible characters; they were left out.',
      cause: { code: 'invisible_characters', count: 2 },
    },
  ]);
  const plan = await planFromTemplate(listing, 'audit_log', { record: 'Order' }, clock);
  expect(plan.steps[2]?.description).toBe('Test it');
});

test('an unknown name tells the files that could not be read as well', async () => {
  const listing = await listTemplates(workspace({ 'broken.json': '{ "steps": [] }' }));
  await expect(planFromTemplate(listing, 'broken', {}, clock)).rejects.toThrow(
    /no plan template 'broken'[^]*\n\.planwright\/templates\/broken\.json:1: steps is empty/,
  );
});

test.each([
  ['', 1, /the end of the text can't stand here/],
  ['{\n  "steps": [\n    { "description": "a" },\n  ]\n}', 4, /"\]" can't stand here.*comma/],
  ["{\n  'steps': []\n}", 2, /"'steps': \[\]" can't stand here/],
  ['[]', 1, /^the file must be an object/],
  ['{ "step": [] }', 1, /^step is not known\. Known are name, description, goal, params, steps\./],
  ['{\n  "goal": "x"\n}', 1, /^steps is missing: a list of/],
  [
    '{\n  "steps": [\n    { "description": "a" },\n    { "titel": "b", "description": "b" }\n  ]\n}',
    4,
    /^steps\[1\]\.titel is not known\. Known are id, type, title, /,
  ],
  [
    '{\n  "steps": [\n    { "description": "a" },\n    {\n      "description": "  " }\n  ]\n}',
    5,
    /^steps\[1\]\.description is empty/,
  ],
  [
    '{\n  "steps": [\n    {}\n  ]\n}',
    3,
    /^steps\[0\]\.description is missing: say there what the step is to do/,
  ],
  ['{\n  "steps": [{ "description": "a", "dependsOn": "b" }]\n}', 2, /^steps\[0\]\.dependsOn must be a list/],
  [
    '{\n  "steps": [\n    { "description": "a",\n      "dependsOn": [2] }]\n}',
    4,
    /^steps\[0\]\.dependsOn\[0\] is 2, and there is no such step/,
  ],
  ['{ "steps": [\n{ "id": "a", "description": "a", "dependsOn": ["a"] }] }', 2, /that is the step itself/],
  [
    '{ "steps": [\n{ "id": "a", "description": "a" },\n{ "id": "a", "description": "b" }] }',
    3,
    /the id "a" is used twice/,
  ],
  [
    '{ "params": [\n{ "description": "x" }], "steps": [{ "description": "a" }] }',
    2,
    /^params\[0\]\.name is missing/,
  ],
])('%j is wrong in line %i', (text, line, message) => {
  const reading = readTemplateFile(text, 'x');
  expect(reading).toMatchObject({ ok: false, line });
  expect(reading.ok ? '' : reading.message).toMatch(message);
});
