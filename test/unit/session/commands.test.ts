// Slash commands in a session: what they say, what they do, and what stays out of the conversation.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CommandRegistry } from '../../../src/core';
import { createScriptedModel } from './scriptedModel';
import { openSession, temporaryFolder } from './sessionFixture';

const userTexts = (messages: readonly { role: string; content?: unknown }[]) =>
  JSON.stringify(messages.filter(({ role }) => role === 'user'));

test('a command answers without a model, in one piece, and stays out of the conversation', async () => {
  const { session, model, events } = await openSession({ turns: [{ text: 'Hello.' }] });
  await session.send('hi');
  const before = session.history();
  const { text, totalTokens, stopReason } = await session.send('/history');
  expect(text).toMatch(/^Messages: 2\nTokens: \d+\nSession: /);
  expect({ totalTokens, stopReason }).toEqual({ totalTokens: 0, stopReason: 'end' });
  expect(session.history()).toEqual(before);
  expect(model.requests).toHaveLength(1);
  const run = events.filter((event) => event.runId === events.at(-1)?.runId);
  expect(run.map(({ type }) => type)).toEqual(['start', 'text_delta', 'end']);
});

test('/help lists all of them, sorted, with the skills', async () => {
  const { session } = await openSession({ builtinSkills: true, turns: [] });
  session.registerCommand({
    name: 'deploy',
    description: 'Deploys it',
    usage: '/deploy [to]',
    execute: () => ({ text: '' }),
  });
  const { text } = await session.send('/help');
  const names = [...text.matchAll(/^ {2}\/([\w-]+)/gm)].map((match) => match[1]);
  expect(names).toEqual([
    ...[
      'clear',
      'cost',
      'deploy',
      'goal',
      'help',
      'history',
      'mcp',
      'model',
      'plan',
      'review',
      'tools',
      'undo',
    ],
    ...[
      'builtin-tools',
      'code-review',
      'code-search',
      'delegate-task',
      'explain-code',
      'find-bugs',
      'find-skills',
    ],
  ]);
  expect(text).toContain('  /deploy [to]: Deploys it');
  expect((await session.offeredCommands()).map(({ name }) => name)).toEqual(names);
});

test('/cost sums all runs, also those before a resume', async () => {
  const sessionsDir = await temporaryFolder();
  const { session, agent, root } = await openSession({
    config: { sessionsDir },
    turns: [{ text: 'a' }, { text: 'b' }],
  });
  await session.send('one');
  await session.send('two');
  const said = (await session.send('/cost')).text;
  expect(said).toMatch(/^Session: .{8}\nModel: test\/scripted\nTokens: [1-9]\d*\nCost: \$0\.\d{4}$/);
  await session.dispose();
  const again = agent.resumeSession(session.sessionId, { cwd: root } as object);
  expect((await again.send('/cost')).text).toBe(said);
});

test('/model shows, switches, and says what is wrong', async () => {
  const other = { ...createScriptedModel([]), info: { provider: 'test', id: 'other', label: 'Other' } };
  const first = createScriptedModel([]);
  const { session } = await openSession({ turns: [], config: { models: [first, other] } });
  expect((await session.send('/model')).text).toBe('Current model: test/scripted');
  expect((await session.send('/model other')).text).toBe('Usage: /model provider/model');
  expect((await session.send('/model test/other')).text).toBe('Switching model to: test/other');
  expect(session.model).toBe('test/other');
  expect((await session.send('/model nobody/x')).text).toMatch(/nobody/);
  expect(session.model).toBe('test/other');
});

test('/clear empties the conversation', async () => {
  const { session, model } = await openSession({ turns: [] });
  await session.send('one');
  expect((await session.send('/clear')).text).toBe('Cleared 2 messages.');
  expect(session.history()).toEqual([]);
  await session.send('two');
  expect(userTexts(model.requests[1]?.messages ?? [])).not.toContain('one');
});

test('/tools and /mcp', async () => {
  const { session } = await openSession({ turns: [] });
  expect((await session.send('/tools')).text).toMatch(/^Tools: 11\nBuiltin \(11\):\n {2}• read\n/);
  expect((await session.send('/mcp')).text).toBe('No MCP servers connected.');
});

test('/undo takes back what the last run did to files', async () => {
  const sessionsDir = await temporaryFolder();
  const write = (file_path: string) => ({ calls: [{ name: 'write', input: { file_path, content: 'x\n' } }] });
  const { session, root } = await openSession({
    config: { sessionsDir },
    permissionMode: 'edits',
    turns: [write('one.txt'), { text: 'Done.' }, write('two.txt')],
  });
  await session.send('one');
  await session.send('two');
  expect((await session.send('/undo')).text).toBe('Taken back: two.txt');
  expect([existsSync(join(root, 'one.txt')), existsSync(join(root, 'two.txt'))]).toEqual([true, false]);
  expect((await session.send('/undo')).text).toBe('Taken back: one.txt');
  expect((await session.send('/undo')).text).toMatch(/^There is nothing to take back/);
});

test('a path is a prompt; an unknown command is not', async () => {
  const { session, model } = await openSession({ turns: [{ text: 'A program.' }] });
  expect((await session.send('/usr/bin/foo explain')).text).toBe('A program.');
  expect((await session.send('/nothing at all')).text).toBe(
    'Unknown command: /nothing. /help lists the commands.',
  );
  expect(model.requests).toHaveLength(1);
});

test('/plan plans this prompt in a session that does not plan', async () => {
  const plan = { title: 'T', steps: [{ id: 'a', title: 'A', description: 'Do a' }] };
  const { session, events, model } = await openSession({ turns: [{ text: JSON.stringify(plan) }] });
  await session.send('/plan rename it');
  expect(events.map(({ type }) => type)).toContain('plan_created');
  expect(events.find((event) => event.type === 'start')).toMatchObject({ prompt: '/plan rename it' });
  expect(userTexts(model.requests[0]?.messages ?? [])).toContain('rename it');
  expect(userTexts(model.requests[0]?.messages ?? [])).not.toContain('/plan');
  await session.send('next');
  expect(events.filter(({ type }) => type === 'plan_created')).toHaveLength(1);
});

test('/name loads a skill for the run with what is given along, also one that the model does not see', async () => {
  const skills = await temporaryFolder({
    'release.md':
      '---\nname: release\ndescription: R.\ndisable-model-invocation: true\nallowed-tools: Read\n---\nRelease $ARGUMENTS.\n',
  });
  const { session, model, events } = await openSession({
    skillDirs: [skills],
    permissionMode: 'auto',
    turns: [{ calls: [{ name: 'bash', input: { command: 'touch x' } }] }],
  });
  await session.send('/release 1.2');
  expect(model.requests[0]?.system).not.toContain('release');
  expect(userTexts(model.requests[0]?.messages ?? [])).toContain('Release 1.2.');
  expect(events.find((event) => event.type === 'start')).toMatchObject({ prompt: '/release 1.2' });
  expect(events.find((event) => event.type === 'tool_end')).toMatchObject({ outcome: 'denied' });
});

test('Markdown files are commands; registered ones win, a broken one is told once', async () => {
  const commands = await temporaryFolder({
    'fix.md': '---\ndescription: Fix an issue\nargument-hint: [number]\n---\nFix issue $1 in $2.\n',
    'git/commit.md': 'Commit the changes.\n',
    'cost.md': 'Never used.\n',
    'README.md': 'About these.\n',
    'bad.md': '---\na: 1\na: 2\n---\n',
  });
  const { session, model, events } = await openSession({ commandDirs: [commands], turns: [] });
  await session.send('/fix 12 "the cart"');
  await session.send('/git:commit now');
  expect((await session.send('/cost')).text).toContain('Tokens:');
  expect(userTexts(model.requests[0]?.messages ?? [])).toContain('Fix issue 12 in the cart.');
  expect(userTexts(model.requests[1]?.messages.slice(2) ?? [])).toContain('Commit the changes.\\n\\nnow');
  expect((await session.offeredCommands()).find(({ name }) => name === 'fix')).toMatchObject({
    description: 'Fix an issue',
    usage: '/fix [number]',
  });
  const notices = events.flatMap((event) => (event.type === 'notice' ? [event.text] : []));
  expect(notices).toEqual([expect.stringMatching(/bad\.md is not used: .*unique.*\(line 3\)/)]);
});

test('a command of one’s own replaces a built-in one; one that throws says so', async () => {
  const { session } = await openSession({ turns: [] });
  session.registerCommand({
    name: 'cost',
    description: '',
    execute: (args, { model }) => ({ text: `${args} ${model}` }),
  });
  session.registerCommand({
    name: 'broken',
    description: '',
    execute: () => {
      throw new Error('no disk');
    },
  });
  expect((await session.send('/cost all')).text).toBe('all test/scripted');
  expect((await session.send('/broken')).text).toBe('/broken failed: no disk');
  expect(session.commandRegistry()).toBeInstanceOf(CommandRegistry);
});

test('a queued command is a command, too', async () => {
  const { session, model, events } = await openSession({ turns: [{ text: 'One.' }] });
  const stream = await session.stream('one');
  session.followUp('/history');
  await stream.result();
  await expect.poll(() => events.filter(({ type }) => type === 'end').length).toBe(2);
  expect(model.requests).toHaveLength(1);
  expect(events.filter((event) => event.type === 'end').at(-1)).toMatchObject({
    text: expect.stringMatching(/^Messages: 2/) as string,
  });
});
