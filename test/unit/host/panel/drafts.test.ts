import { expect, test } from 'vitest';
import { Drafts } from '../../../../src/host/panel/drafts';

function open(memory = new Map<string, unknown>()) {
  return new Drafts({
    get: <Value>(key: string) => memory.get(key) as Value | undefined,
    update: (key: string, value: unknown) => Promise.resolve(void memory.set(key, value)),
  } as ConstructorParameters<typeof Drafts>[0]);
}
const draft = (sessionId: string, text: string) => ({ sessionId, text, mentions: [] });

test('the last draft of each session is there again, an empty one is forgotten', async () => {
  const memory = new Map<string, unknown>();
  const drafts = open(memory);
  await drafts.save(draft('a', 'one'));
  await drafts.save(draft('b', 'two'));
  await drafts.save(draft('a', 'one and more'));
  expect(open(memory).all).toEqual([draft('b', 'two'), draft('a', 'one and more')]);
  await drafts.save(draft('b', ''));
  expect(open(memory).all).toEqual([draft('a', 'one and more')]);
});

test('the oldest of many go', async () => {
  const drafts = open();
  for (let index = 0; index < 25; index += 1) await drafts.save(draft(`s${index}`, 'text'));
  expect(drafts.all).toHaveLength(20);
  expect(drafts.all[0]?.sessionId).toBe('s5');
});
