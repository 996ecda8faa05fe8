import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createEffectsPool } from '../../../src/core/effects/effectsPool';
import type { AgentEvent } from '../../../src/core/events/agentEvent';
import { runChild } from '../../../src/core/session/childRun';
import type { ChildRunRequest, ParentRun } from '../../../src/core/session/childRun';
import { createEventHub } from '../../../src/core/session/eventHub';
import { createRuntime } from '../../../src/core/session/runtime';
import { createSessionMachinery } from '../../../src/core/session/sessionMachinery';
import type { SessionOptions } from '../../../src/core/session/sessionOptions';
import { createUsageLedger } from '../../../src/core/session/usageLedger';
import { createSystemSandbox } from '../../../src/core/sandbox/systemSandbox';
import { createRedactor } from '../../../src/core/security/secretRedaction';
import { DefaultSecurityProvider } from '../../../src/core/security/securityProvider';
import { createDiskWorkspace } from '../../../src/core/workspace/diskWorkspace';
import { createFileLeases } from '../../../src/core/workspace/fileLeases';
import { foldHistory } from '../../../src/core/session/historyFold';
import { createScriptedModel } from './scriptedModel';
import type { ScriptedTurn } from './scriptedModel';
import { temporaryFolder } from './sessionFixture';

/** A run with nothing in it but its children. */
async function openParent(options: SessionOptions = {}) {
  const root = await temporaryFolder({ 'a.txt': 'one\n' });
  const workspace = createDiskWorkspace({ folders: [{ root }] });
  const runtime = createRuntime();
  const redactor = createRedactor(() => []);
  const machinery = createSessionMachinery({
    setup: {
      sessionId: 'session',
      workspace,
      options,
      model: 'test/scripted',
      models: { resolve: () => Promise.reject(new Error('not asked')), list: () => Promise.resolve([]) },
      store: undefined,
      runtime,
      redactor,
      security: new DefaultSecurityProvider(),
      leases: createFileLeases(),
      effects: createEffectsPool(),
      sandbox: createSystemSandbox(),
      maxToolRounds: 50,
      thinkingBudget: undefined,
      outputDir: join(root, '..', `outputs-${randomUUID()}`),
      resume: false,
      onDispose: () => undefined,
    },
    mode: () => options.permissionMode ?? 'auto',
    emitNotice: () => undefined,
  });
  onTestFinished(() => machinery.dispose());
  const events: AgentEvent[] = [];
  const hub = createEventHub({
    sessionId: 'session',
    now: runtime.now,
    redactor,
    log: (event) => void events.push(event),
    onListenerError: (error) => {
      throw error;
    },
  });
  const ledger = createUsageLedger(runtime.now);
  const parent: ParentRun = {
    runId: 'run',
    machinery,
    ledger,
    emit: (body, scope) => void hub.emit('run', body, scope),
    whilePaused: () => Promise.resolve(),
    now: runtime.now,
  };
  return { root, parent, events, ledger };
}

const child = (turns: readonly ScriptedTurn[], request: Partial<ChildRunRequest> = {}) => {
  const model = createScriptedModel(turns);
  return {
    model,
    request: {
      scope: { stepId: 's1' },
      name: 's1',
      prompt: 'Do it',
      model: () => Promise.resolve(model),
      maxTurns: 5,
      ...request,
    },
  };
};
const write = (path: string, content: string) => ({ name: 'write', input: { file_path: path, content } });
const signal = new AbortController().signal;

test('a child works with its own history and books into the parent; nothing of it enters the history of the session', async () => {
  const { root, parent, events, ledger } = await openParent();
  const { request, model } = child([{ calls: [write('b.txt', 'two\n')] }, { text: 'Written.' }]);
  const result = await runChild(request, parent, signal);
  expect(result).toMatchObject({ text: 'Written.', stopReason: 'end' });
  expect(result.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool', 'assistant']);
  expect(await readFile(join(root, 'b.txt'), 'utf8')).toBe('two\n');
  expect(ledger.totals()).toMatchObject({ turns: 2, toolCalls: 1 });
  expect(events.every(({ stepId }) => stepId === 's1')).toBe(true);
  expect(foldHistory(events).entries).toEqual([]);
  expect(model.requests).toHaveLength(2);
});

test('calls of children that run at the same time are told apart, and each model sees its own ids', async () => {
  const { parent, events } = await openParent();
  const turns = (path: string): readonly ScriptedTurn[] => [
    { calls: [{ id: 'call_1', ...write(path, 'x') }] },
    { text: 'Ok.' },
  ];
  const first = child(turns('b.txt'));
  const second = child(turns('c.txt'), { scope: { stepId: 's2' }, name: 's2' });
  await Promise.all([runChild(first.request, parent, signal), runChild(second.request, parent, signal)]);
  const ended = events
    .filter((event) => event.type === 'tool_end')
    .map(({ toolId, outcome }) => `${toolId} ${outcome}`);
  expect(ended.sort()).toEqual(['s1/call_1 done', 's2/call_1 done']);
  const started = events.filter((event) => event.type === 'tool_start').map(({ toolId }) => toolId);
  expect(started.sort()).toEqual(['s1/call_1', 's2/call_1']);
  for (const { model } of [first, second])
    expect(model.requests[1]?.messages.at(-1)).toMatchObject({
      role: 'tool',
      results: [{ toolCallId: 'call_1' }],
    });
});

test('a child has the tools, the prompt and the limits it is given', async () => {
  const { parent, events } = await openParent();
  const { request, model } = child([{ calls: [write('b.txt', 'x')] }, { text: 'I may not.' }], {
    tools: ({ lane }) => lane === 'query',
    system: (prompt) => `${prompt.slice(0, 3)}|step`,
    limits: { turns: 1 },
  });
  const result = await runChild(request, parent, signal);
  expect(result).toMatchObject({ stopReason: 'limit', notice: { code: 'limit', of: 'turns', limit: 1 } });
  expect(model.requests[0]?.tools.map(({ name }) => name)).not.toContain('write');
  expect(model.requests[0]?.system).toMatch(/^.{3}\|step$/s);
  expect(events.find((event) => event.type === 'tool_end')).toMatchObject({ outcome: 'failed' });
});

test('a question of a child names its call, and the answer reaches it', async () => {
  const asked: string[] = [];
  const { parent } = await openParent({
    permissionMode: 'ask',
    onConfirm: ({ toolId }) => {
      asked.push(toolId);
      return false;
    },
  });
  const { request, model } = child([
    { calls: [{ id: 'call_1', ...write('b.txt', 'x') }] },
    { text: 'Refused.' },
  ]);
  await runChild(request, parent, signal);
  expect(asked).toEqual(['s1/call_1']);
  expect(JSON.stringify(model.requests[1]?.messages)).toContain('The person refused write');
});

test('a cancelled child resolves, and its history stays consistent', async () => {
  const abort = new AbortController();
  const { parent } = await openParent();
  const { request } = child([{ text: 'Thinking', hangs: true }], {
    onActivity: () => setTimeout(() => abort.abort(), 20),
  });
  expect(await runChild(request, parent, abort.signal)).toMatchObject({ stopReason: 'cancelled' });
});
