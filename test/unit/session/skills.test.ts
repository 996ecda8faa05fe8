// Skills in a session: told in the prompt, loaded by the model, and holding for the run that loaded them.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DefaultSkillScorer, DefaultSkillValidator, SkillRegistry } from '../../../src/core';
import type { Message } from '../../../src/core/model/message';
import type { AgentEvent } from '../../../src/core/events/agentEvent';
import { openSession, temporaryFolder } from './sessionFixture';

const load = (name: string, more: object = {}) => ({ calls: [{ name: 'skill', input: { name, ...more } }] });
const bash = (command: string) => ({ calls: [{ name: 'bash', input: { command } }] });
const skillFile = (name: string, head: string, body: string) =>
  `---\nname: ${name}\ndescription: For ${name}.\n${head}---\n${body}\n`;

/** `tool: outcome` of every call, with the output of those that did not run. */
const outcomes = (events: readonly AgentEvent[]) =>
  events.flatMap((event) =>
    event.type === 'tool_end'
      ? [`${event.toolName}: ${event.outcome}${event.outcome === 'done' ? '' : ` ${event.toolOutput}`}`]
      : [],
  );
const resultText = (message: Message | undefined) =>
  message?.role === 'tool' ? message.results.map(({ text }) => text).join('\n') : '';

test('without the option there is neither a tool nor a list', async () => {
  const { session, model } = await openSession({ turns: [] });
  await session.send('hi');
  expect(model.requests[0]?.system).not.toContain('## Skills');
  expect(model.requests[0]?.tools.map(({ name }) => name)).not.toContain('skill');
});

test('the prompt lists names and descriptions, the body comes when it is loaded', async () => {
  const { session, model } = await openSession({ builtinSkills: true, turns: [load('find-bugs')] });
  await session.send('Look for bugs');
  const [first, second] = model.requests;
  expect(first?.system).toMatch(/## Skills\n[^\n]*`skill`[^\n]*\n- builtin-tools: .*\n- code-review: /);
  expect(first?.system).not.toContain('Go through the usual causes');
  const told = resultText(second?.messages.at(-1));
  expect(told).toContain('# Skill: find-bugs');
  expect(told).toContain('Go through the usual causes');
});

test('a loaded skill with a list leaves the run those tools, its arguments matched as rules; the next run is free', async () => {
  const skills = await temporaryFolder({
    'log/SKILL.md': skillFile(
      'log',
      'allowed-tools: Read, Bash(git log:*), Bash(echo *)\n',
      'Look at the log.',
    ),
  });
  const { session, events } = await openSession({
    permissionMode: 'auto',
    skillDirs: [skills],
    files: { 'a.txt': 'a\n' },
    turns: [
      bash('echo before > before.txt'),
      load('log'),
      bash('echo ok'),
      bash('echo ok; touch x'),
      { calls: [{ name: 'write', input: { file_path: 'b.txt', content: 'b' } }] },
      { calls: [{ name: 'read', input: { file_path: 'a.txt' } }] },
      { text: 'Done.' },
      bash('touch y'),
    ],
  });
  await session.send('one');
  await session.send('two');
  const refused = 'The loaded skills (log) leave this run other tools only.';
  expect(outcomes(events)).toEqual([
    'bash: done',
    'skill: done',
    'bash: done',
    expect.stringContaining(`bash: denied`),
    expect.stringContaining(`write: denied`),
    'read: done',
    'bash: done',
  ]);
  expect(outcomes(events).filter((outcome) => outcome.includes(refused))).toHaveLength(2);
});

test('a deny rule and the mode stay: a skill allows nothing', async () => {
  const skills = await temporaryFolder({
    'any.md': skillFile('any', 'allowed-tools: Bash(touch:*), Bash(rm:*)\n', 'Do.'),
  });
  const { session, events } = await openSession({
    skillDirs: [skills],
    permissions: { deny: ['bash(rm *)'] },
    turns: [load('any'), bash('touch x'), bash('rm x')],
  });
  await session.send('go');
  expect(outcomes(events)).toEqual([
    'skill: done',
    expect.stringMatching(/^bash: denied/),
    expect.stringMatching(/^bash: denied .*`bash\(rm \*\)` denies this/),
  ]);
});

test('of two loaded skills one with no list sets the run free', async () => {
  const skills = await temporaryFolder({
    'narrow.md': skillFile('narrow', 'allowed-tools: Read\n', 'Read.'),
    'open.md': skillFile('open', '', 'Do.'),
  });
  const { session, events } = await openSession({
    permissionMode: 'auto',
    skillDirs: [skills],
    turns: [load('narrow'), bash('touch x'), load('open'), bash('touch y')],
  });
  await session.send('go');
  expect(outcomes(events).map((outcome) => outcome.split(' ').slice(0, 2).join(' '))).toEqual([
    'skill: done',
    'bash: denied',
    'skill: done',
    'bash: done',
  ]);
});

test('the files of a loaded skill can be read without a question, others beside it not', async () => {
  const kept = await temporaryFolder({
    'skills/forms/SKILL.md': skillFile('forms', '', 'See reference.md for $ARGUMENTS.'),
    'skills/forms/reference.md': 'The reference.\n',
    'skills/other.md': 'secret\n',
  });
  const read = (file: string) => ({
    calls: [{ name: 'read', input: { file_path: join(kept, 'skills', file) } }],
  });
  const { session, events, model } = await openSession({
    skillDirs: [join(kept, 'skills')],
    turns: [
      read('forms/reference.md'),
      load('forms', { arguments: 'tax $&' }),
      read('forms/reference.md'),
      read('other.md'),
    ],
  });
  await session.send('go');
  expect(outcomes(events).map((outcome) => outcome.split(' ').slice(0, 2).join(' '))).toEqual([
    'read: denied',
    'skill: done',
    'read: done',
    'read: denied',
  ]);
  expect(resultText(model.requests[2]?.messages.at(-1))).toContain('See reference.md for tax $&.');
});

test('a broken file is told once and the rest works; a new file is there with the next prompt', async () => {
  const skills = await temporaryFolder({
    'good.md': skillFile('good', '', 'Good.'),
    'bad.md': '---\nname: bad\nkind: robot\n---\n',
  });
  const { session, model, events } = await openSession({
    skillDirs: [skills, join(skills, 'none')],
    turns: [],
  });
  await session.send('one');
  await writeFile(join(skills, 'late.md'), skillFile('late', '', 'Late.'));
  await session.send('two');
  const notices = events.flatMap((event) => (event.type === 'notice' ? [event.text] : []));
  expect(notices).toEqual([
    `The skill ${join(skills, 'bad.md')} is not used: "robot" is no kind of skill. Kinds: instruction, persona, tool. (line 3)`,
  ]);
  expect(model.requests[0]?.system).toContain('- good: For good.');
  expect(model.requests[0]?.system).not.toContain('late');
  expect(model.requests[1]?.system).toContain('- late: For late.');
});

test('an unknown skill is an answer that names those there are', async () => {
  const { session, events } = await openSession({ builtinSkills: true, turns: [load('nothing')] });
  await session.send('go');
  expect(outcomes(events)[0]).toMatch(
    /^skill: failed There is no skill "nothing"\. Skills: builtin-tools, code-review, /,
  );
});

test('how a run went is recorded for the skills that it had loaded, and a skill that keeps failing is left out', async () => {
  const scorer = new DefaultSkillScorer();
  const skillRegistry = new SkillRegistry({ scorer, validator: new DefaultSkillValidator() });
  skillRegistry.register({ name: 'shaky', description: 'For shaky work.', content: 'Try.' });
  const { session, model } = await openSession({ skillRegistry, turns: [load('shaky')] });
  await session.send('one');
  // The session works on a copy of the registry, with the same scorer.
  expect(scorer.score('shaky')).toBe(0.75);
  for (let count = 0; count < 20; count += 1)
    scorer.record({ skillName: 'shaky', outcome: 'failure', scoreDelta: -1, reason: 'x', timestamp: count });
  await session.send('two');
  expect(model.requests[0]?.system).toContain('- shaky: For shaky work.');
  expect(model.requests.at(-1)?.system).not.toContain('shaky');
});
