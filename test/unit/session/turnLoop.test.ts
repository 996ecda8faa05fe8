import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ModelError } from '../../../src/core/model/modelError';
import type { ToolMessage } from '../../../src/core/model/message';
import type { PermissionRules } from '../../../src/core/permissions/rules';
import { createDiskWorkspace } from '../../../src/core/workspace/diskWorkspace';
import type { Workspace } from '../../../src/core/workspace/workspace';
import { nextEvent, openSession, temporaryFolder } from './sessionFixture';

const types = (events: readonly { readonly type: string }[]): string[] => events.map((event) => event.type);

describe('a run without tools', () => {
  it('streams the answer, stores the history and ends once', async () => {
    const { session, model } = await openSession({ turns: [{ text: 'Hello there, all is well.' }] });
    const stream = await session.stream('Hi');
    const seen: string[] = [];
    for await (const event of stream) seen.push(event.type);
    expect(seen).toEqual(['start', 'message', 'turn_start', 'text_delta', 'message', 'turn_end', 'end']);
    const result = await stream.result();
    expect(result).toMatchObject({
      text: 'Hello there, all is well.',
      toolCallsCount: 0,
      promptTokens: 100,
      totalTokens: 110,
    });
    expect(result.cost).toBeCloseTo((100 * 1 + 10 * 2) / 1e6);
    expect(session.history()).toHaveLength(2);
    await session.send('And again?');
    expect(model.requests[1]?.messages).toHaveLength(3);
  });

  it('leaves the history alone when the caller passes one', async () => {
    const { session, model } = await openSession({ turns: [{ text: 'Yes, it is.' }] });
    await session.send('Is it?', [
      { role: 'user', origin: 'prompt', content: [{ type: 'text', text: 'Earlier.' }] },
    ]);
    expect(model.requests[0]?.messages).toHaveLength(2);
    expect(session.history()).toEqual([]);
  });

  it('refuses a second run while one is on', async () => {
    const { session } = await openSession({ turns: [{ text: 'Wait', hangs: true }] });
    await session.stream('First');
    await expect(session.stream('Second')).rejects.toThrow('A run is in progress');
    await session.cancel();
  });

  it('continues an answer that only announces work, at most as often as allowed', async () => {
    const { session, model } = await openSession({
      turns: [{ text: 'Let me look at the files.' }, { text: 'Now I will look.' }, { text: 'It is fixed.' }],
    });
    expect((await session.send('Fix it')).text).toBe('It is fixed.');
    expect(model.requests).toHaveLength(3);
    expect(
      session.history().filter((message) => message.role === 'user' && message.origin === 'continuation'),
    ).toHaveLength(2);
  });
});

describe('tool calls', () => {
  it('reads, edits and reports, with a result for every call', async () => {
    const opened = await openSession({
      permissionMode: 'auto',
      files: { 'a.txt': 'one\ntwo\n' },
      turns: [
        { calls: [{ name: 'read', input: { file_path: 'a.txt' } }] },
        { calls: [{ name: 'edit', input: { file_path: 'a.txt', old_string: 'two', new_string: 'three' } }] },
        { text: 'Changed two to three.' },
      ],
    });
    const result = await opened.session.send('Change it');
    expect(await readFile(join(opened.root, 'a.txt'), 'utf8')).toBe('one\nthree\n');
    expect(result.toolCallsCount).toBe(2);
    const ends = opened.events.filter((event) => event.type === 'tool_end');
    expect(ends.map((event) => [event.toolName, event.exitCode, event.outcome])).toEqual([
      ['read', 0, 'done'],
      ['edit', 0, 'done'],
    ]);
  });

  it('runs neighbouring reads at once and keeps the results in order', async () => {
    const opened = await openSession({
      files: { 'a.txt': 'A', 'b.txt': 'B' },
      turns: [
        { calls: ['a.txt', 'b.txt'].map((file_path) => ({ name: 'read', input: { file_path } })) },
        { text: 'Both read.' },
      ],
    });
    await opened.session.send('Read both');
    const runs = types(opened.events).filter((type) => type === 'tool_run' || type === 'tool_end');
    expect(runs.slice(0, 2)).toEqual(['tool_run', 'tool_run']);
    const results = opened.session.history().find((message) => message.role === 'tool') as ToolMessage;
    expect(results.results.map((result) => result.text.trim().at(-1))).toEqual(['A', 'B']);
  });

  it('refuses a write when nobody can answer, and tells the model', async () => {
    const opened = await openSession({
      turns: [
        { calls: [{ name: 'write', input: { file_path: 'new.txt', content: 'x' } }] },
        { text: 'I could not write.' },
      ],
    });
    await opened.session.send('Write');
    await expect(readFile(join(opened.root, 'new.txt'))).rejects.toThrow();
    const end = opened.events.find((event) => event.type === 'tool_end');
    expect(end).toMatchObject({ outcome: 'denied', exitCode: 1 });
    expect(end?.toolOutput).toContain("needs a person's approval");
  });

  it('asks with the proposed change, and passes the reason of a refusal on', async () => {
    const opened = await openSession({
      files: { 'a.txt': 'one\n' },
      onConfirm: () => ({ approved: false, reason: 'use b.txt instead' }),
      turns: [
        { calls: [{ name: 'read', input: { file_path: 'a.txt' } }] },
        { calls: [{ name: 'edit', input: { file_path: 'a.txt', old_string: 'one', new_string: 'two' } }] },
        { text: 'Understood.' },
      ],
    });
    await opened.session.send('Change it');
    const question = await nextEvent(opened, 'confirmation_required');
    expect(question.details.files?.[0]).toMatchObject({ path: 'a.txt', kind: 'edit', added: 1, removed: 1 });
    expect(opened.events.findLast((event) => event.type === 'tool_end')?.toolOutput).toContain(
      'use b.txt instead',
    );
    expect(await readFile(join(opened.root, 'a.txt'), 'utf8')).toBe('one\n');
  });

  it('remembers an approval for the session', async () => {
    let asked = 0;
    const opened = await openSession({
      onConfirm: () => {
        asked += 1;
        return { approved: true, remember: 'session' };
      },
      turns: [
        { calls: [{ name: 'bash', input: { command: 'expr one' } }] },
        { calls: [{ name: 'bash', input: { command: 'expr one' } }] },
        { calls: [{ name: 'bash', input: { command: 'expr two' } }] },
        { text: 'Echoed.' },
      ],
    });
    await opened.session.send('Echo');
    expect(asked).toBe(2);
  });

  it.each([
    ['bash(expr*)', 1, undefined],
    [
      'bash(npm *)',
      2,
      'The rule `bash(npm *)` does not cover this call. Remembered instead: `bash(expr one)`.',
    ],
    [' ', 2, 'A permission rule must not be empty. Remembered instead: `bash(expr one)`.'],
  ])('remembers the rule %j as the person wrote it, where it covers the call', async (rule, asks, notice) => {
    let asked = 0;
    const kept: string[] = [];
    const opened = await openSession({
      onConfirm: () => {
        asked += 1;
        return asked === 1 ? { approved: true, remember: 'user', rule } : { approved: true };
      },
      onRemember: (text: string) => void kept.push(text),
      turns: [
        { calls: [{ name: 'bash', input: { command: 'expr one' } }] },
        { calls: [{ name: 'bash', input: { command: 'expr two' } }] },
        { text: 'Echoed.' },
      ],
    });
    const notices: string[] = [];
    opened.session.onEvent((event) => {
      if (event.type === 'notice') notices.push(event.text);
    });
    await opened.session.send('Echo');
    expect(asked).toBe(asks);
    expect(kept).toEqual([notice === undefined ? rule : 'bash(expr one)']);
    expect(notices).toEqual(notice === undefined ? [] : [notice]);
  });

  it.each([
    ['session', []],
    ['workspace', ['workspace: bash(expr one)']],
    ['user', ['user: bash(expr one)']],
  ] as const)('keeps an answer for: %s', async (scope, stored) => {
    let asked = 0;
    const kept: string[] = [];
    const call = { calls: [{ name: 'bash', input: { command: 'expr one' } }] };
    const opened = await openSession({
      onConfirm: () => {
        asked += 1;
        return { approved: true, remember: scope };
      },
      onRemember: (rule: string, where: string) => void kept.push(`${where}: ${rule}`),
      turns: [call, { calls: [{ name: 'bash', input: { command: ' expr one' } }] }, { text: 'Done.' }],
    });
    await opened.session.send('Echo');
    expect(asked).toBe(1);
    expect(kept).toEqual(stored);
    const answers = opened.events.filter((event) => event.type === 'confirmation_received');
    expect(answers.map(({ rememberedFor }) => rememberedFor)).toEqual([scope]);
  });

  it('meets rules as they are at each call', async () => {
    let rules: PermissionRules = { allow: ['bash(expr one)'] };
    const opened = await openSession({
      permissions: () => rules,
      onConfirm: () => ({ approved: true, remember: 'user' }),
      // What stores it tells of it; here nothing does.
      onRemember: () => undefined,
      turns: [
        { calls: [{ name: 'bash', input: { command: 'expr one' } }] },
        () => {
          rules = { deny: ['bash(expr one)'] };
          return { calls: [{ name: 'bash', input: { command: 'expr one  ' } }] };
        },
        { calls: [{ name: 'bash', input: { command: 'expr two' } }] },
        { calls: [{ name: 'bash', input: { command: 'expr  two' } }] },
        { text: 'Done.' },
      ],
    });
    await opened.session.send('Echo');
    const types = opened.events.flatMap(({ type }) =>
      type === 'permission_denied' || type === 'confirmation_required' || type === 'tool_run' ? [type] : [],
    );
    expect(types).toEqual([
      'tool_run',
      'permission_denied',
      ...['confirmation_required', 'tool_run'],
      ...['confirmation_required', 'tool_run'],
    ]);
  });

  it('does not overwrite what changed since it was read', async () => {
    const opened = await openSession({
      permissionMode: 'auto',
      files: { 'a.txt': 'one\n' },
      turns: [
        { calls: [{ name: 'read', input: { file_path: 'a.txt' } }] },
        () => ({
          calls: [{ name: 'edit', input: { file_path: 'a.txt', old_string: 'one', new_string: 'two' } }],
        }),
        { text: 'It had changed.' },
      ],
    });
    opened.session.onEvent((event) => {
      if (event.type === 'tool_end' && event.toolName === 'read')
        writeFileSync(join(opened.root, 'a.txt'), 'one, by hand\n');
    });
    await opened.session.send('Change it');
    expect(await readFile(join(opened.root, 'a.txt'), 'utf8')).toBe('one, by hand\n');
    expect(opened.events.findLast((event) => event.type === 'tool_end')?.outcome).toBe('failed');
  });

  it('answers malformed arguments, and fails the run after too many in a row', async () => {
    const bad = { calls: [{ name: 'read', raw: '{"file_path": ' }] };
    const opened = await openSession({ turns: [bad, bad, bad, { text: 'never' }] });
    await expect(opened.session.send('Read')).rejects.toMatchObject({
      name: 'RunError',
      kind: 'parse_retries',
    });
    expect(types(opened.events).at(-1)).toBe('error');
    const history = opened.session.history();
    expect(history.filter((message) => message.role === 'tool')).toHaveLength(3);
  });

  it('stops with a question when the same call is repeated without progress', async () => {
    const same = { calls: [{ name: 'ls', input: {} }] };
    const asked: string[] = [];
    const opened = await openSession({
      onConfirm: (request) => {
        asked.push(request.details.reason);
        return false;
      },
      turns: [same, same, same, same, { text: 'I was going in circles.' }],
    });
    await opened.session.send('Look');
    expect(asked).toEqual(['The same call was made 3 times in a row with the same outcome.']);
  });

  it('ends a tool that runs too long', async () => {
    const opened = await openSession({
      permissionMode: 'auto',
      toolTimeoutMs: 100,
      turns: [{ calls: [{ name: 'bash', input: { command: 'sleep 30' } }] }, { text: 'Too slow.' }],
    });
    await opened.session.send('Sleep');
    expect(opened.events.findLast((event) => event.type === 'tool_end')?.toolOutput).toBe(
      "Tool 'bash' timed out after 100ms",
    );
  });

  it('does not say that a write timed out which has been done', async () => {
    const root = await temporaryFolder();
    const disk = createDiskWorkspace({ folders: [{ name: 'root', root }] });
    const workspace: Workspace = {
      ...disk,
      apply: async (change) => {
        await new Promise((resolve) => setTimeout(resolve, 60));
        return disk.apply(change);
      },
    };
    const opened = await openSession({
      permissionMode: 'auto',
      toolTimeoutMs: 20,
      workspace,
      turns: [
        { calls: [{ name: 'write', input: { file_path: 'a.txt', content: 'done' } }] },
        { text: 'Ok.' },
      ],
    });
    await opened.session.send('Write');
    expect(await readFile(join(root, 'a.txt'), 'utf8')).toBe('done');
    expect(opened.events.findLast((event) => event.type === 'tool_end')?.outcome).toBe('done');
  });
});

describe('ends of a run', () => {
  it('keeps what arrived when the stream breaks for good', async () => {
    const error = new ModelError('The key is wrong.', { kind: 'auth', model: 'test/scripted' });
    const opened = await openSession({ turns: [{ text: 'Half an ans', error }] });
    await expect(opened.session.send('Hi')).rejects.toMatchObject({
      kind: 'auth',
      message: 'The key is wrong. What had arrived is kept.',
    });
    expect(opened.session.history().at(-1)).toMatchObject({ role: 'assistant', incomplete: true });
    expect((await opened.session.send('Again')).text).toBe('Done.');
  });

  it('cancels while the model streams; the session stays usable', async () => {
    const opened = await openSession({ turns: [{ text: 'Thinking about', hangs: true }] });
    const stream = await opened.session.stream('Hi');
    await nextEvent(opened, 'text_delta');
    await opened.session.cancel();
    expect(await stream.result()).toMatchObject({ stopReason: 'cancelled', text: 'Thinking about' });
    expect((await opened.session.send('Again')).stopReason).toBe('end');
  });

  it('cancels while a question is open: the call gets a result', async () => {
    const opened = await openSession({
      onConfirm: () => new Promise<boolean>(() => undefined),
      turns: [{ calls: [{ name: 'bash', input: { command: 'expr x' } }] }],
    });
    const stream = await opened.session.stream('Echo');
    await nextEvent(opened, 'confirmation_required');
    await opened.session.cancel();
    expect((await stream.result()).stopReason).toBe('cancelled');
    expect(opened.session.history().at(-1)).toMatchObject({ role: 'tool', results: [{ isError: true }] });
    expect(await nextEvent(opened, 'confirmation_received')).toMatchObject({
      approved: false,
      reason: 'cancelled',
      cause: { code: 'cancelled' },
    });
  });

  it('stops at a limit and says which', async () => {
    const look = { calls: [{ name: 'ls', input: {} }] };
    const opened = await openSession({
      limits: { turns: 2 },
      turns: [look, { calls: [{ name: 'glob', input: { pattern: '*' } }] }, look],
    });
    const result = await opened.session.send('Look');
    expect(result.stopReason).toBe('limit');
    expect(opened.events.at(-1)).toMatchObject({ type: 'end', notice: 'The limit of 2 turns is reached.' });
  });

  it('fails when the tool rounds are exceeded', async () => {
    const opened = await openSession({
      config: { maxToolRounds: 1 },
      turns: [{ calls: [{ name: 'ls', input: {} }] }],
    });
    await expect(opened.session.send('Look')).rejects.toThrow('Max tool rounds (1) exceeded');
  });
});

describe('steering', () => {
  it('delivers a message before the next turn of the model', async () => {
    const opened = await openSession({
      turns: [{ calls: [{ name: 'ls', input: {} }] }, { text: 'In German: fertig.' }],
    });
    opened.session.onEvent((event) => {
      if (event.type === 'tool_run') opened.session.steer('Answer in German.');
    });
    await opened.session.send('Look');
    expect(opened.model.requests[1]?.messages.at(-1)).toMatchObject({ role: 'user', origin: 'steering' });
  });

  it('sends a follow-up when the run has ended', async () => {
    const opened = await openSession({
      turns: [{ calls: [{ name: 'ls', input: {} }] }, { text: 'First done.' }, { text: 'Second done.' }],
    });
    opened.session.onEvent((event) => {
      if (event.type === 'tool_run') opened.session.followUp('Then the next thing');
    });
    await opened.session.send('Look');
    await new Promise<void>((resolve) => {
      opened.session.onEvent((event) => {
        if (event.type === 'end') resolve();
      });
    });
    expect(opened.events.filter((event) => event.type === 'start').map((event) => event.prompt)).toEqual([
      'Look',
      'Then the next thing',
    ]);
  });

  it('waits while paused', async () => {
    const opened = await openSession({
      turns: [{ calls: [{ name: 'ls', input: {} }] }, { text: 'Done with it.' }],
    });
    opened.session.onEvent((event) => {
      if (event.type === 'tool_end') opened.session.pause();
    });
    const stream = await opened.session.stream('Look');
    await nextEvent(opened, 'paused');
    expect(opened.model.requests).toHaveLength(1);
    opened.session.resume();
    expect((await stream.result()).text).toBe('Done with it.');
  });
});

describe('outside the workspace', () => {
  it('writes where a person allowed it, and only there', async () => {
    const elsewhere = await temporaryFolder({ 'note.txt': 'old\n' });
    const path = join(elsewhere, 'note.txt');
    const asked: string[] = [];
    const opened = await openSession({
      permissionMode: 'auto',
      onConfirm: (request) => {
        asked.push(request.toolName);
        return true;
      },
      turns: [
        { calls: [{ name: 'read', input: { file_path: path } }] },
        { calls: [{ name: 'edit', input: { file_path: path, old_string: 'old', new_string: 'new' } }] },
        { text: 'The note is new.' },
      ],
    });
    await opened.session.send('Change the note');
    expect(await readFile(path, 'utf8')).toBe('new\n');
    expect(asked).toEqual(['read', 'edit']);
  });
});

describe('trying again', () => {
  const busy = new ModelError('The server is overloaded.', { kind: 'overloaded', model: 'test/scripted' });

  it('asks again on the history as it is, without a new message', async () => {
    const opened = await openSession({
      circuitBreakerThreshold: 1,
      turns: [{ error: busy }, { text: 'Here I am.' }],
    });
    await expect(opened.session.send('Hello?')).rejects.toMatchObject({
      kind: 'overloaded',
      retryable: true,
    });
    expect((await (await opened.session.retry()).result()).text).toBe('Here I am.');
    expect(opened.model.requests[1]?.messages).toEqual(opened.model.requests[0]?.messages);
  });

  it('goes on behind what had arrived', async () => {
    const opened = await openSession({
      circuitBreakerThreshold: 1,
      turns: [{ text: 'The first half', error: busy }, { text: ' and the second.' }],
    });
    await expect(opened.session.send('Tell me')).rejects.toThrow('What had arrived is kept.');
    await (await opened.session.retry()).result();
    expect(opened.model.requests[1]?.messages.map((message) => message.role)).toEqual([
      'user',
      'assistant',
      'user',
    ]);
  });

  it('retries by itself as often as allowed, and tells the consumer to drop what it showed', async () => {
    const opened = await openSession({
      config: { runtime: { sleep: () => Promise.resolve() } },
      turns: [{ text: 'Wrong sta', error: busy }, { text: 'Right start.' }],
    });
    expect((await opened.session.send('Go')).text).toBe('Right start.');
    const kinds = types(opened.events).filter((type) => ['text_delta', 'turn_reset', 'retry'].includes(type));
    expect(kinds).toEqual(['text_delta', 'turn_reset', 'retry', 'text_delta']);
  });

  it('has nothing to try in an empty session', async () => {
    const opened = await openSession({ turns: [] });
    await expect(opened.session.retry()).rejects.toThrow('nothing to try again');
  });
});
