import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Agent } from '../../../src/core/session/agent';
import { createFileSessionStore } from '../../../src/core/session/fileSessionStore';
import { createScriptedModel } from './scriptedModel';
import { nextEvent, temporaryFolder } from './sessionFixture';

/** An agent over a store folder; several of them stand for several windows. */
async function openAgent(sessionsDir: string, turns: Parameters<typeof createScriptedModel>[0]) {
  const model = createScriptedModel(turns);
  const agent = await Agent.create({ defaultModel: 'test/scripted', models: [model], sessionsDir });
  onTestFinished(() => agent.dispose());
  return { agent, model };
}

describe('a stored session', () => {
  it('is resumed with its history, title, model and mode', async () => {
    const folder = await temporaryFolder();
    const first = await openAgent(folder, [{ text: 'My name is Ada.' }]);
    const session = first.agent.session(folder);
    session.setPermissionMode('edits');
    await session.send('Who are you?');
    await session.rename('Names');
    await session.dispose();

    const second = await openAgent(folder, [{ text: 'Ada, as I said.' }]);
    const resumed = second.agent.resumeSession(session.sessionId);
    await resumed.ready;
    expect(resumed.title).toBe('Names');
    expect(resumed.permissionMode).toBe('edits');
    await resumed.send('Again?');
    expect(second.model.requests[0]?.messages).toHaveLength(3);
    const seqs = (await resumed.events()).map((event) => event.seq);
    expect(seqs).toEqual([...seqs].sort((left, right) => left - right));
  });

  it('says which session is missing', async () => {
    const folder = await temporaryFolder();
    const { agent } = await openAgent(folder, []);
    await expect(agent.resumeSession('nowhere').send('Hi')).rejects.toThrow('Session not found: nowhere');
  });

  it('holds no secret', async () => {
    const folder = await temporaryFolder();
    const model = createScriptedModel([{ text: 'The key is sk-very-secret-value, all right.' }]);
    const agent = await Agent.create({
      defaultModel: 'test/scripted',
      models: [model],
      sessionsDir: folder,
      providers: [{ name: 'openai', apiKey: 'sk-very-secret-value' }],
    });
    onTestFinished(() => agent.dispose());
    const session = agent.session(folder);
    await session.send('Say sk-very-secret-value');
    await session.save();
    const log = await readFile(join(folder, `${session.sessionId}.jsonl`), 'utf8');
    expect(log).toContain('[redacted]');
    expect(log).not.toContain('sk-very-secret-value');
  });

  it('has one owner; another one may take it over and goes on from what was written', async () => {
    const folder = await temporaryFolder();
    const first = await openAgent(folder, [{ text: 'First answer.' }]);
    const session = first.agent.session(folder);
    await session.send('One');

    const second = await openAgent(folder, [{ text: 'Second answer.' }]);
    const other = second.agent.resumeSession(session.sessionId);
    await expect(other.send('Two')).rejects.toThrow('open in another window');
    expect(other.isReadOnly).toBe(true);
    await other.takeOver();
    expect((await other.send('Two')).text).toBe('Second answer.');
    await nextEvent({ session, events: [] }, 'notice');
    expect(session.isReadOnly).toBe(true);
    await expect(session.send('Three')).rejects.toThrow('open in another window');
  });

  it('is forked: the copy goes its own way', async () => {
    const folder = await temporaryFolder();
    const { agent } = await openAgent(folder, [{ text: 'One.' }, { text: 'Two.' }, { text: 'Other two.' }]);
    const session = agent.session(folder);
    await session.send('First');
    const secondStart = (await session.events()).at(-1)!.seq + 1;
    await session.send('Second');
    const fork = agent.resumeSession(await session.fork(secondStart));
    await fork.send('Another second');
    expect(fork.history().map((message) => message.role)).toEqual(['user', 'assistant', 'user', 'assistant']);
    expect(JSON.stringify(fork.history())).not.toContain('"Two."');
    expect(session.history()).toHaveLength(4);
  });

  it('cuts the history for an edited prompt, also after a resume', async () => {
    const folder = await temporaryFolder();
    const first = await openAgent(folder, [{ text: 'One.' }, { text: 'Two.' }]);
    const session = first.agent.session(folder);
    await session.send('First');
    await session.send('Second');
    const prompts = (await session.events()).filter(
      (event) => event.type === 'message' && event.message.role === 'user',
    );
    await session.cutHistory(prompts[1]!.seq);
    await session.dispose();

    const second = await openAgent(folder, [{ text: 'Two again.' }]);
    const resumed = second.agent.resumeSession(session.sessionId);
    await resumed.send('Second, edited');
    expect(second.model.requests[0]?.messages).toHaveLength(3);
  });
});

describe('an interrupted run', () => {
  /** A session whose log ends in the middle of a command, as after a crash. */
  async function interrupted(folder: string) {
    const store = createFileSessionStore(folder);
    const first = await openAgent(folder, [
      { calls: [{ name: 'ls', input: {} }] },
      { text: 'Now the command.', calls: [{ id: 'c1', name: 'ls', input: { path: '.' } }] },
    ]);
    const session = first.agent.session(folder);
    await session.send('Do it');
    await session.dispose();
    const stored = (await store.load(session.sessionId))!;
    const cut = stored.events.findLastIndex((event) => event.type === 'tool_run');
    const crashed = 'crashed';
    await store.create({ ...stored.header, sessionId: crashed });
    await store.append(crashed, stored.events.slice(0, cut + 1));
    return crashed;
  }

  it('is continued with the uncertain call named, not repeated', async () => {
    const folder = await temporaryFolder();
    const { agent, model } = await openAgent(folder, [{ text: 'It had worked.' }]);
    const session = agent.resumeSession(await interrupted(folder));
    await session.ready;
    expect(session.isInterrupted).toBe(true);
    expect((await session.events()).at(-1)).toMatchObject({
      type: 'run_interrupted',
      uncertainToolIds: ['c1'],
    });
    const result = await (await session.continueInterrupted()).result();
    expect(result.text).toBe('It had worked.');
    const [tool, user] = model.requests[0]!.messages.slice(-2);
    expect(tool).toMatchObject({ role: 'tool', results: [{ toolCallId: 'c1', isError: true }] });
    expect(user).toMatchObject({ role: 'user', origin: 'continuation' });
    expect(session.isInterrupted).toBe(false);
  });

  it('is discarded: the next prompt starts from a consistent history', async () => {
    const folder = await temporaryFolder();
    const id = await interrupted(folder);
    const { agent, model } = await openAgent(folder, [{ text: 'Something else.' }]);
    const session = agent.resumeSession(id);
    await session.discardInterrupted();
    await session.send('Do something else');
    expect(model.requests[0]?.messages.at(-2)).toMatchObject({ role: 'tool' });
    await session.dispose();
    const again = agent.resumeSession(id);
    await again.ready;
    expect(again.isInterrupted).toBe(false);
  });
});
