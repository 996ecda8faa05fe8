// Back to an earlier prompt and forward again: files, conversation, both; live and after a restart.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Message } from '../../../src/core/model/message';
import type { SessionApi } from '../../../src/core/session/sessionApi';
import { treeOf } from '../journal/journalHarness';
import { openSession, temporaryFolder } from './sessionFixture';

const write = (path: string, content: string) => ({
  calls: [{ name: 'write', input: { file_path: path, content } }],
});

const textsOf = (messages: readonly Message[]): readonly string[] =>
  messages.flatMap((message) =>
    message.role === 'tool'
      ? []
      : message.content.flatMap((part) => (part.type === 'text' ? [part.text] : [])),
  );

/** Two prompts: the first writes `a.txt`, the second writes `b.txt`. */
async function twoPrompts() {
  const sessionsDir = await temporaryFolder();
  const opened = await openSession({
    permissive: true,
    config: { sessionsDir },
    turns: [write('a.txt', 'a\n'), { text: 'One.' }, write('b.txt', 'b\n'), { text: 'Two.' }],
  });
  await opened.session.send('First');
  await opened.session.send('Second');
  const [first, second] = opened.events.filter(({ type }) => type === 'start').map(({ runId }) => runId);
  return { ...opened, first: first!, second: second! };
}

/** The same session, opened again as after a restart. */
async function reopened({
  agent,
  session,
  root,
}: Awaited<ReturnType<typeof twoPrompts>>): Promise<SessionApi> {
  await session.dispose();
  const again = agent.resumeSession(session.sessionId, { cwd: root, permissive: true });
  await again.ready;
  return again;
}

test('prompts are listed newest first, with the files that going back would touch', async () => {
  const { session, first, second } = await twoPrompts();
  expect(await session.checkpoints()).toMatchObject([
    { id: second, kind: 'run', prompt: 'Second', files: ['b.txt'] },
    { id: first, kind: 'run', prompt: 'First', files: ['a.txt', 'b.txt'] },
  ]);
});

test('the plan says what each file becomes, and where a person has to choose', async () => {
  const { session, root, first } = await twoPrompts();
  writeFileSync(join(root, 'b.txt'), 'mine\n');
  expect(await session.planRestore(first)).toMatchObject({
    canCut: true,
    files: [
      { display: 'a.txt', action: 'delete' },
      { display: 'b.txt', action: 'delete', conflict: { now: 'changed', choices: ['keep', 'restore'] } },
    ],
  });
  expect(treeOf(root)).toEqual({ 'a.txt': 'a\n', 'b.txt': 'mine\n' });
});

test('files go back, the conversation stays, and the model is told once before its next turn', async () => {
  const { session, model, root, events, second } = await twoPrompts();
  await session.restore(second);
  expect(treeOf(root)).toEqual({ 'a.txt': 'a\n' });
  expect(events.at(-1)).toMatchObject({
    type: 'files_restored',
    checkpointId: second,
    restored: ['b.txt'],
    kept: [],
  });
  await session.send('Third');
  const note = 'The person took files back to how they were before an earlier prompt';
  const asked = textsOf(model.requests.at(-1)!.messages);
  expect(asked.at(-2)).toBe('Third');
  expect(asked.at(-1)).toContain(`${note}; what you changed in them since is gone: b.txt.`);
  await session.send('Fourth');
  expect(textsOf(session.history()).filter((text) => text.startsWith(note))).toHaveLength(1);
});

test('both go back and forward again, and the model knows of nothing', async () => {
  const { session, model, root, events, first } = await twoPrompts();
  const before = session.history();
  await session.restore(first, { what: 'both' });
  expect(session.history()).toEqual([]);
  expect(treeOf(root)).toEqual({});
  expect(events.slice(-2)).toMatchObject([
    { type: 'history_cut', checkpointId: first },
    { type: 'files_restored', withConversation: true, restored: ['a.txt', 'b.txt'] },
  ]);
  expect(session.canRedoRestore).toBe(true);
  await session.redoRestore();
  expect(session.history()).toEqual(before);
  expect(treeOf(root)).toEqual({ 'a.txt': 'a\n', 'b.txt': 'b\n' });
  expect(session.canRedoRestore).toBe(false);
  expect(await session.redoRestore()).toBeUndefined();
  await session.send('Third');
  expect(textsOf(model.requests.at(-1)!.messages).at(-1)).toBe('Third');
});

test('a restore can be redone after a restart, and is still told', async () => {
  const opened = await twoPrompts();
  const before = opened.session.history();
  await opened.session.restore(opened.second, { what: 'both' });
  let session = await reopened(opened);
  expect(session.history()).toHaveLength(before.length / 2);
  await session.redoRestore();
  expect(session.history()).toEqual(before);
  expect(treeOf(opened.root)).toEqual({ 'a.txt': 'a\n', 'b.txt': 'b\n' });
  await session.restore(opened.second);
  session = await reopened({ ...opened, session } as typeof opened);
  expect(session.history()).toEqual(before);
  await session.send('Third');
  expect(textsOf(opened.model.requests.at(-1)!.messages).at(-1)).toContain('is gone: b.txt');
});

test('the conversation alone goes back; the model is told which files it no longer knows', async () => {
  const { session, model, root, second } = await twoPrompts();
  await session.restore(second, { what: 'conversation' });
  expect(treeOf(root)).toEqual({ 'a.txt': 'a\n', 'b.txt': 'b\n' });
  await session.send('Other');
  const asked = textsOf(model.requests.at(-1)!.messages);
  expect(asked).not.toContain('Second');
  expect(asked.at(-1)).toContain(
    'The files were left as they are now, so these may differ from what you saw: b.txt.',
  );
});

test('the next prompt ends what can be redone', async () => {
  const { session, second } = await twoPrompts();
  await session.restore(second, { what: 'conversation' });
  await session.send('Other');
  expect(session.canRedoRestore).toBe(false);
});

test('what a person changed is kept, and named in the event', async () => {
  const { session, root, events, first } = await twoPrompts();
  writeFileSync(join(root, 'b.txt'), 'mine\n');
  const result = await session.restore(first);
  expect(result).toMatchObject({ restored: ['a.txt'], kept: ['b.txt'] });
  expect(treeOf(root)).toEqual({ 'b.txt': 'mine\n' });
  expect(events.at(-1)).toMatchObject({ type: 'files_restored', kept: ['b.txt'] });
});

test('a prompt that is not in the conversation any more can give back only files', async () => {
  const { session, first, second } = await twoPrompts();
  await session.restore(first, { what: 'conversation' });
  await expect(session.restore(second, { what: 'both' })).rejects.toThrow('not in the conversation any more');
  expect((await session.planRestore(second)).canCut).toBe(false);
});
