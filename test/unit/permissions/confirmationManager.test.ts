import { describe, expect, it } from 'vitest';
import {
  ConfirmationManager,
  fromOnConfirm,
  REFUSE_ALL,
} from '../../../src/core/permissions/confirmationManager';
import type { ConfirmationPolicy } from '../../../src/core/permissions/confirmationManager';
import type { ConfirmationRequest } from '../../../src/core/permissions/confirmation';

const open = new AbortController().signal;

function question(toolId: string, toolName = 'bash'): ConfirmationRequest {
  return {
    sessionId: 's',
    toolId,
    toolName,
    args: { command: 'x' },
    details: { title: 'x', reason: 'asks' },
  };
}

function managerAt(policy: Partial<ConfirmationPolicy> = {}) {
  let time = 1_000;
  const manager = new ConfirmationManager(policy, {
    now: () => time,
    laneOf: (tool) => (tool === 'read' ? 'query' : 'execute'),
  });
  return { manager, pass: (ms: number) => (time += ms) };
}

describe('a confirmation manager', () => {
  it('gives the answer to the question of that id', async () => {
    const { manager } = managerAt();
    const first = manager.request(question('1'), open);
    const second = manager.request(question('2'), open);
    const third = manager.request(question('3'), open);
    expect(manager.confirm('2', true)).toBe(true);
    expect(manager.confirm('1', false, 'not now')).toBe(true);
    expect(manager.confirm('3', { approved: true, remember: 'session' })).toBe(true);
    expect(await first).toEqual({ approved: false, reason: 'not now' });
    expect(await second).toEqual({ approved: true });
    expect(await third).toEqual({ approved: true, remember: 'session' });
    expect(manager.pending()).toEqual([]);
  });

  it('knows an id once', async () => {
    const { manager } = managerAt();
    const first = manager.request(question('1'), open);
    expect(await manager.request(question('1'), open)).toMatchObject({ approved: false });
    expect(manager.confirm('1', true)).toBe(true);
    expect(manager.confirm('1', true)).toBe(false);
    expect(await first).toEqual({ approved: true });
  });

  it('lists open questions with the time that is left', async () => {
    const { manager, pass } = managerAt();
    void manager.request(question('1'), open);
    pass(10_000);
    expect(manager.pending()).toEqual([
      { toolId: '1', toolName: 'bash', args: { command: 'x' }, remainingMs: 20_000 },
    ]);
    pass(60_000);
    expect(manager.pending()[0]?.remainingMs).toBe(0);
  });

  it.each([
    ['reject', false],
    ['auto_approve', true],
  ] as const)('answers late questions by %s', async (timeoutAction, approved) => {
    const { manager, pass } = managerAt({ defaultTimeoutMs: 100, timeoutAction });
    const early = manager.request(question('1'), open);
    pass(60);
    void manager.request(question('2'), open);
    pass(50);
    expect(manager.checkTimeouts()).toBe(1);
    expect((await early).approved).toBe(approved);
    expect(manager.pending().map((entry) => entry.toolId)).toEqual(['2']);
  });

  it('has no limit with a timeout of 0', () => {
    const { manager, pass } = managerAt({ defaultTimeoutMs: 0 });
    void manager.request(question('1'), open);
    pass(1e9);
    expect(manager.checkTimeouts()).toBe(0);
    expect(manager.pending()[0]?.remainingMs).toBe(Infinity);
  });

  it('refuses what is cancelled', async () => {
    const { manager } = managerAt();
    const controller = new AbortController();
    const byRun = manager.request(question('1'), controller.signal);
    const byId = manager.request(question('2'), open);
    const byAll = manager.request(question('3'), open);
    controller.abort();
    expect(manager.cancel('2')).toBe(true);
    expect(manager.cancelAll()).toBe(1);
    for (const answer of [byRun, byId, byAll])
      expect(await answer).toEqual({ approved: false, reason: 'cancelled' });
    expect(await manager.request(question('4'), controller.signal)).toMatchObject({ approved: false });
  });

  it('asks nothing where the policy is off or the lane is free', async () => {
    const { manager } = managerAt({ yoloLanes: ['query'] });
    expect(manager.requiresConfirmation('bash')).toBe(true);
    expect(manager.requiresConfirmation('read')).toBe(false);
    expect(await manager.request(question('1', 'read'), open)).toEqual({ approved: true });
    manager.setPolicy({ enabled: false });
    expect(await manager.request(question('2'), open)).toEqual({ approved: true });
  });

  it('asks by default, for 30 seconds, and then rejects', () => {
    expect(new ConfirmationManager().policy()).toEqual({
      enabled: true,
      defaultTimeoutMs: 30_000,
      timeoutAction: 'reject',
      yoloLanes: [],
    });
  });
});

describe('short forms', () => {
  it.each([
    [() => true, { approved: true }],
    [() => Promise.resolve(false), { approved: false }],
    [() => ({ approved: true, remember: 'user' }) as const, { approved: true, remember: 'user' }],
    [
      () => Promise.reject(new Error('gone')),
      { approved: false, reason: 'The question could not be answered: gone' },
    ],
  ])('onConfirm %#', async (onConfirm, expected) => {
    const provider = fromOnConfirm(onConfirm);
    expect(await provider.request(question('1'), open)).toEqual(expected);
    expect([provider.timeoutMs, provider.timeoutAction]).toEqual([30_000, 'reject']);
  });

  it('refuses where nobody can be asked', async () => {
    expect(await REFUSE_ALL.request(question('1'), open)).toEqual({
      approved: false,
      reason: 'Nobody is there to approve it.',
    });
  });
});
