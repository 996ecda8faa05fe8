import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { builtinSkills } from '../../../src/core/skills/builtinSkills';
import { loadSkills } from '../../../src/core/skills/skillFiles';
import { BUILTIN_SKILL_NAMES, DefaultSkillValidator } from '../../../src/core/skills/skillValidator';
import { temporaryFolder } from '../session/sessionFixture';

const head = (name: string) => `---\nname: ${name}\ndescription: ${name} does it.\n---\nDo it.\n`;

test('a folder has single files and folders with a SKILL.md; other files are left alone', async () => {
  const root = await temporaryFolder({
    'one.md': head('one'),
    'README.md': head('readme'),
    'notes.md': '# Only notes\n',
    'text.txt': head('text'),
    'two/SKILL.md': head('two'),
    'two/reference.md': head('reference'),
    'group/three/skill.md': head('three'),
    '.hidden/SKILL.md': head('hidden'),
  });
  const { skills, broken } = await loadSkills(root, { source: 'user' });
  expect(broken).toEqual([]);
  expect(
    skills.map(({ name, file, folder }) => [
      name,
      file?.slice(root.length + 1),
      folder?.slice(root.length + 1),
    ]),
  ).toEqual([
    ['three', join('group', 'three', 'skill.md'), join('group', 'three')],
    ['one', 'one.md', undefined],
    ['two', join('two', 'SKILL.md'), 'two'],
  ]);
  expect(skills[0]?.source).toBe('user');
});

test('broken files are told with their line, the others work', async () => {
  const root = await temporaryFolder({
    'good.md': head('good'),
    'bad.md': '---\nname: x\nkind: robot\n---\n',
    'empty/SKILL.md': '# no head\n',
    'large.md': `---\nname: large\n---\n${'x'.repeat(300_000)}`,
  });
  const { skills, broken } = await loadSkills(root);
  expect(skills.map(({ name }) => name)).toEqual(['good']);
  expect(broken.map(({ file, line, message }) => [file.slice(root.length + 1), line, message])).toEqual([
    ['bad.md', 3, expect.stringMatching(/no kind of skill/)],
    [join('empty', 'SKILL.md'), 1, expect.stringMatching(/begins with a head/)],
    ['large.md', 1, expect.stringMatching(/larger than 256 KiB/)],
  ]);
});

test('a missing folder has no skills, a file in its place is an error', async () => {
  const root = await temporaryFolder({ file: '' });
  expect(await loadSkills(join(root, 'none'))).toEqual({ skills: [], broken: [] });
  await expect(loadSkills(join(root, 'file'))).rejects.toThrow(/is no folder/);
});

test('a link to a skill folder is followed, a circle of links is not', async () => {
  const root = await temporaryFolder({ 'kept/SKILL.md': head('kept') });
  const folder = join(root, 'skills');
  mkdirSync(folder);
  symlinkSync(join(root, 'kept'), join(folder, 'linked'), 'dir');
  symlinkSync(folder, join(folder, 'self'), 'dir');
  symlinkSync(join(root, 'nowhere'), join(folder, 'dead'), 'dir');
  const { skills } = await loadSkills(folder);
  expect(skills.map(({ name }) => name)).toContain('kept');
  expect(skills.length).toBeLessThan(6);
});

test('the seven built-in skills are there, and would pass the checks for those from outside', async () => {
  const skills = await builtinSkills();
  expect(skills.map(({ name }) => name)).toEqual([...BUILTIN_SKILL_NAMES]);
  const validator = new DefaultSkillValidator({ reservedNames: [] });
  for (const skill of skills) {
    expect(validator.validate(skill)).toBeUndefined();
    expect(skill.source).toBe('built-in');
    expect(skill.description.length).toBeGreaterThan(40);
  }
  const toolsOf = (name: string) => skills.find((skill) => skill.name === name)?.allowedTools ?? [];
  expect(toolsOf('code-search')).toEqual(expect.arrayContaining(['grep', 'read', 'glob']));
  expect(toolsOf('code-search')).not.toContain('write');
  expect(toolsOf('delegate-task')).toContain('task');
});

test('a damaged installation says so', async () => {
  const root = await temporaryFolder();
  mkdirSync(join(root, 'code-search'));
  writeFileSync(join(root, 'code-search', 'SKILL.md'), 'nothing');
  await expect(builtinSkills(root)).rejects.toThrow(/damaged|ENOENT/);
});
