// A run on the sample project as the core would report it, in the order a person sees it.
import type { AgentEventBody } from '../../../src/core/events/agentEvent';
import type { FileDiff } from '../../../src/core/tools/toolDetails';

export const cartDiff: FileDiff = {
  path: 'src/cart.js',
  kind: 'edit',
  added: 2,
  removed: 1,
  hunks: [
    {
      oldStart: 10,
      newStart: 10,
      lines: [
        ' export function total(items) {',
        '-  return items.reduce((sum, item) => sum + item.price * item.quantity, 0);',
        '+  const cents = items.reduce((sum, item) => sum + Math.round(item.price * 100) * item.quantity, 0);',
        '+  return cents / 100;',
        ' }',
      ],
    },
  ],
};

const usage = { promptTokens: 12_300, completionTokens: 640, totalTokens: 12_940 };

function read(id: string, path: string): AgentEventBody[] {
  return [
    { type: 'tool_start', toolId: id, toolName: 'read' },
    { type: 'tool_call', toolId: id, toolName: 'read', title: path, args: { path }, readOnly: true },
    { type: 'tool_run', toolId: id, toolName: 'read' },
    {
      type: 'tool_end',
      toolId: id,
      toolName: 'read',
      toolOutput: 'export function total(items) {',
      exitCode: 0,
      durationMs: 12,
      outcome: 'done',
      details: { type: 'read', path, fromLine: 1, toLine: 40, totalLines: 40 },
    },
  ];
}

export const start = {
  type: 'start',
  prompt: 'Fix the rounding bug in the cart and run the tests',
  model: 'anthropic/claude-sonnet-4-5',
  mode: 'ask',
} as const satisfies AgentEventBody;

/** Prompt, thinking, first answer, reading. */
export const opening: readonly AgentEventBody[] = [
  start,
  {
    type: 'message',
    message: { role: 'user', origin: 'prompt', content: [{ type: 'text', text: start.prompt }] },
  },
  { type: 'turn_start', turn: 1 },
  { type: 'thinking_delta', text: 'Totals are off by a cent, so it is most likely floating point.' },
  { type: 'text_delta', text: "I'll look at how totals are computed, " },
  { type: 'text_delta', text: 'then at the failing test.' },
  ...read('read-1', 'src/cart.js'),
  ...read('read-2', 'src/tax.js'),
  ...read('read-3', 'test/cart.test.js'),
  { type: 'tool_start', toolId: 'grep-1', toolName: 'grep' },
  { type: 'tool_call', toolId: 'grep-1', toolName: 'grep', title: 'total(', args: {}, readOnly: true },
  {
    type: 'tool_end',
    toolId: 'grep-1',
    toolName: 'grep',
    toolOutput: 'src/cart.js:10: export function total(items) {',
    exitCode: 0,
    durationMs: 20,
    outcome: 'done',
    details: { type: 'search', matches: 3, files: 2, truncated: false },
  },
  { type: 'turn_end', turn: 1, usage },
];

/** An edit that asks. */
export const editAsks: readonly AgentEventBody[] = [
  { type: 'turn_start', turn: 2 },
  {
    type: 'text_delta',
    text: 'Prices are added as floating point numbers. Adding cents keeps `total` exact.',
  },
  { type: 'tool_start', toolId: 'edit-1', toolName: 'edit' },
  { type: 'tool_call', toolId: 'edit-1', toolName: 'edit', title: 'src/cart.js', args: {}, readOnly: false },
  {
    type: 'confirmation_required',
    toolId: 'edit-1',
    toolName: 'edit',
    args: {},
    timeoutMs: 0,
    details: {
      title: 'src/cart.js',
      reason: 'mode "ask" asks before files are changed',
      files: [cartDiff],
      remember: { rule: 'edit(src/cart.js)', words: 'edit src/cart.js without asking' },
    },
  },
];

export const editDone: readonly AgentEventBody[] = [
  { type: 'confirmation_received', toolId: 'edit-1', approved: true },
  { type: 'tool_run', toolId: 'edit-1', toolName: 'edit' },
  {
    type: 'tool_end',
    toolId: 'edit-1',
    toolName: 'edit',
    toolOutput: 'Edited src/cart.js',
    exitCode: 0,
    durationMs: 1_100,
    outcome: 'done',
    details: { type: 'diff', files: [cartDiff] },
  },
];

/** A command that asks. */
export const commandAsks: readonly AgentEventBody[] = [
  { type: 'tool_start', toolId: 'bash-1', toolName: 'bash' },
  {
    type: 'tool_call',
    toolId: 'bash-1',
    toolName: 'bash',
    title: 'npm test',
    args: { command: 'npm test' },
    readOnly: false,
  },
  {
    type: 'confirmation_required',
    toolId: 'bash-1',
    toolName: 'bash',
    args: { command: 'npm test' },
    timeoutMs: 0,
    details: {
      title: 'npm test',
      reason: 'no rule covers `npm test`',
      command: 'npm test',
      remember: { rule: 'bash(npm test)', words: 'run exactly `npm test` without asking' },
    },
  },
];

export const commandRuns: readonly AgentEventBody[] = [
  {
    type: 'confirmation_received',
    toolId: 'bash-1',
    approved: true,
    remembered: 'run exactly `npm test` without asking',
  },
  { type: 'tool_run', toolId: 'bash-1', toolName: 'bash' },
  {
    type: 'tool_output_delta',
    toolId: 'bash-1',
    toolName: 'bash',
    delta: '> cart@1.0.0 test\n> node --test\n\n',
  },
  {
    type: 'tool_output_delta',
    toolId: 'bash-1',
    toolName: 'bash',
    delta: '✔ adds prices to the cent (0.4ms)\n',
  },
];

export const commandDone: readonly AgentEventBody[] = [
  {
    type: 'tool_output_delta',
    toolId: 'bash-1',
    toolName: 'bash',
    delta: '✔ adds tax (0.1ms)\nℹ tests 2\nℹ pass 2\nℹ fail 0\n',
  },
  {
    type: 'tool_end',
    toolId: 'bash-1',
    toolName: 'bash',
    toolOutput: '',
    exitCode: 0,
    durationMs: 3_900,
    outcome: 'done',
    details: { type: 'command', command: 'npm test', exitCode: 0, durationMs: 3_900 },
  },
  { type: 'turn_end', turn: 2, usage: { ...usage, promptTokens: 61_000 } },
];

const finalText = `Totals are right to the cent now, and both tests pass.

- \`src/cart.js:10\` adds **cents** instead of fractions
- \`src/tax.js\` needed no change

\`\`\`js
return cents / 100;
\`\`\`

See the [notes on floating point](https://0.30000000000000004.com/) for the reason.`;

export const closing: readonly AgentEventBody[] = [
  { type: 'turn_start', turn: 3 },
  { type: 'text_delta', text: finalText },
  { type: 'turn_end', turn: 3, usage: { ...usage, promptTokens: 68_000 } },
  {
    type: 'end',
    text: finalText,
    stopReason: 'end',
    usage: { ...usage, promptTokens: 141_300, cost: 0.043 },
    totalTokens: 142_000,
    toolCallsCount: 6,
  },
];
