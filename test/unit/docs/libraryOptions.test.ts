// What the seed map promises of session options and is not shown elsewhere: own tools, checkers, providers and stores are used,
// and their events are seen.
import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import {
  ConfirmationManager,
  createMemorySessionStore,
  ModelError,
  PermissionPolicy,
} from '../../../src/core/index';
import type { ActionTool, SessionOptions, SessionStore } from '../../../src/core/index';
import { openSession } from '../session/sessionFixture';

const ping: ActionTool<{ times: number }> = {
  name: 'ping',
  description: 'Answers with pong.',
  lane: 'query',
  schema: z.object({ times: z.number() }),
  title: ({ times }) => `${times} times`,
  execute: async ({ times }) => ({ content: 'pong '.repeat(times) }),
};
const writeA = { calls: [{ name: 'write', input: { file_path: 'a.txt', content: 'a' } }] };

test('tools: an own tool is offered, validated and run', async () => {
  const { session, model, events } = await openSession({
    tools: [ping],
    permissive: true,
    turns: [{ calls: [{ name: 'ping', input: { times: 2 } }] }],
  });
  expect((await session.send('Play')).text).toBe('Done.');
  expect(model.requests[0]?.tools.find((tool) => tool.name === 'ping')?.parameters).toMatchObject({
    type: 'object',
  });
  expect(events.find((event) => event.type === 'tool_end')).toMatchObject({
    toolName: 'ping',
    toolOutput: 'pong pong ',
  });
});

test('permissionChecker: an own policy decides, and a denial is an event', async () => {
  const { session, events } = await openSession({
    permissionChecker: new PermissionPolicy().allow('read(*)').deny('write(*)'),
    turns: [writeA],
  });
  await session.send('Write');
  expect(events.find((event) => event.type === 'permission_denied')).toMatchObject({
    toolName: 'write',
    args: { file_path: 'a.txt', content: 'a' },
  });
  expect(events.filter((event) => event.type === 'tool_end')).toMatchObject([
    { outcome: 'denied', exitCode: 1 },
  ]);
});

test('confirmation: a question that nobody answers in time is rejected', async () => {
  const { session, events, model } = await openSession({
    confirmation: new ConfirmationManager({ defaultTimeoutMs: 20 }),
    turns: [writeA],
  });
  await session.send('Write');
  expect(events.find((event) => event.type === 'confirmation_required')).toMatchObject({ timeoutMs: 20 });
  expect(events.find((event) => event.type === 'confirmation_timeout')).toMatchObject({
    actionTaken: 'rejected',
  });
  expect(JSON.stringify(model.requests[1]?.messages)).toContain('within 20 ms');
});

test('sessionStore: a store that fails is told, and the run goes on', async () => {
  const store: SessionStore = {
    ...createMemorySessionStore(),
    append: () => Promise.reject(new Error('disk full')),
  };
  const { session, events } = await openSession({ sessionStore: store, turns: [] });
  expect((await session.send('Hello')).text).toBe('Done.');
  expect(events.find((event) => event.type === 'persistence_failed')).toMatchObject({
    error: expect.stringContaining('disk full') as string,
  });
});

describe('errors', () => {
  const overloaded = new ModelError('Busy.', { kind: 'overloaded', model: 'test/scripted' });
  const runtime = { sleep: () => Promise.resolve() };

  test('circuitBreakerThreshold counts the attempts of one model call', async () => {
    const turns = Array.from({ length: 5 }, () => ({ error: overloaded }));
    const { session, model } = await openSession({ circuitBreakerThreshold: 2, turns, config: { runtime } });
    await expect(session.send('Hello')).rejects.toMatchObject({ name: 'RunError', kind: 'overloaded' });
    expect(model.requests).toHaveLength(2);
  });

  test('maxParseRetries counts answers with broken arguments in a row', async () => {
    const broken = { calls: [{ name: 'read', raw: '{"file_path' }] };
    const { session, model } = await openSession({
      maxParseRetries: 1,
      turns: [broken, broken, broken, broken],
    });
    await expect(session.send('Hello')).rejects.toMatchObject({ kind: 'parse_retries' });
    expect(model.requests).toHaveLength(2);
  });
});

test.each(['hookEngine', 'autoCompact', 'queueConfig', 'memoryDir'])(
  'the option %s of a later version is refused by name',
  async (name) => {
    const options = { turns: [], [name]: true } as SessionOptions & { readonly turns: [] };
    await expect(openSession(options)).rejects.toThrow(
      `The option "${name}" is not available in this version`,
    );
  },
);
