import { expect, test } from 'vitest';
import { PLAIN } from '../../../../src/cli/output/style';
import { createTextRenderer } from '../../../../src/cli/output/textRenderer';
import type { AgentEvent, AgentEventBody } from '../../../../src/core/events/agentEvent';

function render(bodies: readonly AgentEventBody[], answerIsTerminal = false) {
  let answer = '';
  let progress = '';
  const renderer = createTextRenderer({
    answer: (text) => (answer += text),
    progress: (text) => (progress += text),
    style: PLAIN,
    answerIsTerminal,
  });
  bodies.forEach((body, seq) =>
    renderer.show({ ...body, sessionId: 's', runId: 'r', seq, time: 0 } as AgentEvent),
  );
  return { answer, progress };
}

const usage = {
  promptTokens: 12_000,
  completionTokens: 345,
  totalTokens: 12_345,
  cacheReadTokens: 10_000,
  cost: 0.03121,
};
const end: AgentEventBody = {
  type: 'end',
  text: 'Done.',
  stopReason: 'end',
  usage,
  totalTokens: usage.totalTokens,
  toolCallsCount: 1,
};
const call = (toolId: string, toolName: string, title: string): AgentEventBody => ({
  type: 'tool_call',
  toolId,
  toolName,
  title,
  args: {},
  readOnly: toolName === 'read',
});

test('the answer is the only thing on standard output', () => {
  const { answer, progress } = render([
    { type: 'text_delta', text: 'I will ' },
    { type: 'text_delta', text: 'look.' },
    { type: 'turn_end', turn: 1, usage },
    call('1', 'read', 'src/cart.js'),
    {
      type: 'tool_end',
      toolId: '1',
      toolName: 'read',
      toolOutput: '...',
      exitCode: 0,
      durationMs: 2,
      details: { type: 'read', path: 'src/cart.js', fromLine: 1, toLine: 20, totalLines: 20 },
      outcome: 'done',
    },
    { type: 'text_delta', text: 'Done.' },
    end,
  ]);
  expect(answer).toBe('I will look.\nDone.\n');
  expect(progress).toBe(
    '+ read src/cart.js (lines 1-20 of 20)\n1 tool call, 12,345 tokens (10,000 cached), $0.0312\n',
  );
});

test('a failed command shows the end of its output', () => {
  const { progress } = render([
    call('1', 'bash', 'npm test'),
    { type: 'tool_run', toolId: '1', toolName: 'bash' },
    {
      type: 'tool_end',
      toolId: '1',
      toolName: 'bash',
      toolOutput: '1\n2\n3\n4\n5\n6\n7\n\n8\u001b[31m\n',
      exitCode: 1,
      durationMs: 1234,
      details: { type: 'command', command: 'npm test', exitCode: 1, durationMs: 1234 },
      outcome: 'failed',
    },
  ]);
  expect(progress).toBe(
    '> bash npm test\nx bash npm test (exit 1, 1.2 s)\n    3\n    4\n    5\n    6\n    7\n    8␛[31m\n',
  );
});

test('a refused call says so', () => {
  const { progress } = render([
    call('1', 'edit', 'a.js'),
    {
      type: 'tool_end',
      toolId: '1',
      toolName: 'edit',
      toolOutput: '',
      exitCode: 1,
      durationMs: 0,
      outcome: 'denied',
    },
  ]);
  expect(progress).toBe('x edit a.js: refused\n');
});

test('a retry after text breaks the line and says that it starts again', () => {
  const { answer, progress } = render([
    { type: 'text_delta', text: 'Half an' },
    {
      type: 'retry',
      attempt: 2,
      maxAttempts: 3,
      delayMs: 1500,
      kind: 'network',
      message: 'The connection broke.',
    },
    { type: 'turn_reset', turn: 1 },
    { type: 'text_delta', text: 'Half an answer' },
    end,
  ]);
  expect(answer).toBe('Half an\nHalf an answer\n');
  expect(progress).toContain('The connection broke. Trying again in 1.5 s (attempt 2 of 3).\n');
  expect(progress).toContain('The answer broke off and starts again:\n');
});

test('why a run stopped early is said', () => {
  expect(render([{ ...end, stopReason: 'limit', notice: 'Limit of 3 turns reached.' }]).progress).toContain(
    'Limit of 3 turns reached.\n',
  );
  expect(render([{ ...end, stopReason: 'cancelled' }]).progress).toContain('Cancelled.\n');
});

test('on a terminal the answer cannot send control sequences, in a pipe it stays as it is', () => {
  const delta: AgentEventBody = { type: 'text_delta', text: '\u001b]0;title\u0007' };
  expect(render([delta], true).answer).toBe('␛]0;title␇');
  expect(render([delta], false).answer).toBe('\u001b]0;title\u0007');
});

test('a planned run: the plan, its steps, and the last answer; not what the steps say among themselves', () => {
  const result = { stepId: 'b', order: 2, description: 'Test', success: false, error: 'exit 1', files: [] };
  const { answer, progress } = render([
    { type: 'planning_start', prompt: 'Fix it' },
    { type: 'plan_ready', steps: ['Round', 'Test'] },
    { type: 'step_start', stepId: 'b', description: 'Test', stepNumber: 2, totalSteps: 2 },
    { type: 'text_delta', text: 'I run the tests.', stepId: 'b' } as AgentEventBody,
    { type: 'step_end', stepId: 'b', status: 'failed', stepNumber: 2, totalSteps: 2, result },
    { type: 'step_skipped', stepId: 'c', reason: 'dependency_failed' },
    { type: 'text_delta', text: 'Half of it is done.' },
    end,
  ]);
  expect(answer).toBe('Half of it is done.\n');
  expect(progress.split('\n').slice(0, 7)).toEqual([
    '📋 Planning: Fix it',
    'Plan (2 steps):',
    '  1. Round',
    '  2. Test',
    'Step 2/2: Test',
    'Step 2/2 failed: exit 1',
    'Step c skipped: dependency failed',
  ]);
});

test('a goal is shown with how each criterion was looked at, and what comes of it', () => {
  const goal = 'Carts add up';
  const { progress } = render([
    { type: 'planning_decided', planned: true, reason: '3 files' },
    { type: 'evidence_stale', stepId: 'a', paths: ['a.ts'] },
    { type: 'evidence_stale', stepId: 'a', paths: [] },
    {
      type: 'goal_checked',
      goal,
      achieved: false,
      progress: 0.5,
      criteria: [
        {
          criterion: 'tests pass',
          met: true,
          by: 'command',
          command: { command: 'npm test', passed: true, exitCode: 0, output: '' },
        },
        { criterion: 'documented', met: false, by: 'model', reason: 'no README' },
        { criterion: 'fast', met: false, by: 'nobody' },
      ],
      remaining: ['documented', 'fast'],
      tree: { hash: 'h', files: [] },
    },
    { type: 'goal_pursued', goal, round: 1, maxRounds: 2, remaining: ['documented', 'fast'] },
    { type: 'goal_left_open', goal, remaining: ['fast'], reason: 'rounds', words: 'It was enough.' },
  ]);
  expect(progress).toBe(
    [
      'Planned first: 3 files',
      'The evidence of step a is older than a.ts',
      'Goal checked:',
      '  ✓ tests pass (`npm test`)',
      '  ✗ documented (no README)',
      '  ✗ fast (looked at by nobody)',
      'Going on with what remains (1 of 2): documented; fast',
      'The goal stays open: It was enough.',
      '',
    ].join('\n'),
  );
});
