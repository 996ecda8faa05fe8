// What a workspace would tell the agent reaches the model only once a person has trusted it, and no tool can trust it.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createContentGate } from '../../../src/core/trust/contentGate';
import { createTrustStore } from '../../../src/core/trust/trustStore';
import { openSession, temporaryFolder } from './sessionFixture';

test('instructions are held back until they are trusted, also in a session that is open', async () => {
  const gate = createContentGate(createTrustStore(join(await temporaryFolder(), 'trust')));
  const { session, model, events } = await openSession({
    files: { 'AGENTS.md': 'Always answer in verse.\n' },
    turns: [{ text: 'One.' }, { text: 'Two.' }],
    contentGate: gate,
  });
  await session.send('Hello');
  expect(model.requests[0]?.system).not.toContain('in verse');
  expect(events.filter(({ type }) => type === 'notice')).toMatchObject([
    { level: 'warning', cause: { code: 'content_held_back', file: 'AGENTS.md', isChanged: false } },
  ]);
  const [waiting] = gate.waiting();
  expect(waiting).toMatchObject({ kind: 'instructions', name: 'AGENTS.md' });
  if (waiting !== undefined) await gate.trust(waiting);
  await session.send('Again');
  expect(model.requests[1]?.system).toContain('in verse');
});

test('a write to where trust is kept asks, whatever a rule allows', async () => {
  const folder = join(await temporaryFolder(), 'trust');
  const asked: string[] = [];
  const { session } = await openSession({
    permissionMode: 'auto',
    permissions: { allow: ['write', 'bash(*)'] },
    contentGate: createContentGate(createTrustStore(folder)),
    turns: [
      { calls: [{ name: 'write', input: { file_path: join(folder, 'a.json'), content: '{}' } }] },
      { calls: [{ name: 'bash', input: { command: `tee ${folder}/b.json < x` } }] },
    ],
    onConfirm: ({ details: { cause } }) => {
      asked.push(cause !== undefined && 'what' in cause ? cause.what : '');
      return false;
    },
  });
  await session.send('Trust yourself');
  expect(asked).toEqual(['own', 'own']);
});
