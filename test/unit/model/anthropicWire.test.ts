import { describe, expect, test } from 'vitest';
import { toAnthropicRequest } from '../../../src/core/model/anthropicWire';
import { findModelInfo } from '../../../src/core/model/catalogue';
import type { ModelRequest } from '../../../src/core/model/languageModel';
import type { Message } from '../../../src/core/model/message';
import { info, prompt, request } from './helpers';

function convert(
  id: string,
  messages: readonly Message[] = [prompt('Hi')],
  more: Partial<ModelRequest> = {},
) {
  return toAnthropicRequest(request(messages, more), findModelInfo('anthropic', id) ?? info('anthropic', id));
}

const cache = { cache_control: { type: 'ephemeral' } };
const image = { type: 'image' as const, mediaType: 'image/png' as const, data: 'AAAA' };
const wireImage = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } };

test('a whole conversation', () => {
  const messages: Message[] = [
    { role: 'user', origin: 'prompt', content: [image, { type: 'text', text: 'What is this?' }] },
    {
      role: 'assistant',
      model: 'anthropic/claude-sonnet-5',
      content: [
        {
          type: 'thinking',
          text: 'Hm.',
          provider: 'anthropic',
          opaque: { type: 'thinking', signature: 'sig' },
        },
        { type: 'thinking', text: '', provider: 'anthropic', opaque: { type: 'redacted', data: 'secret' } },
        { type: 'text', text: 'Looking.' },
        { type: 'tool_call', id: 'toolu_1', name: 'read', input: { file_path: 'a.png' } },
        { type: 'tool_call', id: 'toolu_2', name: 'read', input: { file_path: 'b.txt' } },
      ],
    },
    {
      role: 'tool',
      results: [
        {
          type: 'tool_result',
          toolCallId: 'toolu_1',
          toolName: 'read',
          text: 'A picture.',
          images: [image],
          isError: false,
        },
        {
          type: 'tool_result',
          toolCallId: 'toolu_2',
          toolName: 'read',
          text: 'No such file.',
          isError: true,
        },
      ],
    },
    { role: 'user', origin: 'steering', content: [{ type: 'text', text: 'Be quick.' }] },
  ];
  const tools = [
    { name: 'read', description: 'Reads.', parameters: { type: 'object', properties: {} } },
    { name: 'ls', description: 'Lists.', parameters: { type: 'object', properties: {} } },
  ];
  expect(convert('claude-sonnet-5', messages, { system: 'You are.', tools })).toEqual({
    model: 'claude-sonnet-5',
    max_tokens: 32_000,
    stream: true,
    thinking: { type: 'adaptive', display: 'summarized' },
    system: [{ type: 'text', text: 'You are.', ...cache }],
    tools: [
      { name: 'read', description: 'Reads.', input_schema: { type: 'object', properties: {} } },
      { name: 'ls', description: 'Lists.', input_schema: { type: 'object', properties: {} }, ...cache },
    ],
    messages: [
      { role: 'user', content: [wireImage, { type: 'text', text: 'What is this?', ...cache }] },
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'Hm.', signature: 'sig' },
          { type: 'redacted_thinking', data: 'secret' },
          { type: 'text', text: 'Looking.' },
          { type: 'tool_use', id: 'toolu_1', name: 'read', input: { file_path: 'a.png' } },
          { type: 'tool_use', id: 'toolu_2', name: 'read', input: { file_path: 'b.txt' } },
        ],
      },
      {
        role: 'user',
        content: [
          {
            type: 'tool_result',
            tool_use_id: 'toolu_1',
            content: [{ type: 'text', text: 'A picture.' }, wireImage],
          },
          { type: 'tool_result', tool_use_id: 'toolu_2', content: 'No such file.', is_error: true },
          { type: 'text', text: 'Be quick.', ...cache },
        ],
      },
    ],
  });
});

test('never more than four cache breakpoints, on system, tools and the last two user turns', () => {
  const turn: Message[] = [
    prompt('a'),
    { role: 'assistant', model: 'x/y', content: [{ type: 'text', text: 'b' }] },
  ];
  const tools = [{ name: 'ls', description: '', parameters: {} }];
  const body = convert('claude-sonnet-5', [...turn, ...turn, ...turn, prompt('last')], {
    system: 's',
    tools,
  });
  expect(JSON.stringify(body).match(/cache_control/g)).toHaveLength(4);
  expect(JSON.stringify(body.messages.slice(0, -3))).not.toContain('cache_control');
});

test('a conversation that begins with an answer gets a beginning', () => {
  const body = convert('claude-sonnet-5', [
    { role: 'assistant', model: 'x/y', content: [{ type: 'text', text: 'b' }] },
    prompt('c'),
  ]);
  expect(body.messages.map((message) => message.role)).toEqual(['user', 'assistant', 'user']);
});

describe('thinking and sampling', () => {
  test.each([
    ['claude-haiku-4-5', undefined, undefined, undefined],
    ['claude-haiku-4-5', 0, undefined, undefined],
    ['claude-haiku-4-5', 2_000, { type: 'enabled', budget_tokens: 2_000 }, undefined],
    ['claude-haiku-4-5', 1, { type: 'enabled', budget_tokens: 1_024 }, undefined],
    ['claude-opus-4-8', undefined, undefined, undefined],
    ['claude-opus-4-8', 10_000, { type: 'adaptive', display: 'summarized' }, 'medium'],
    ['claude-sonnet-5', undefined, { type: 'adaptive', display: 'summarized' }, undefined],
    ['claude-sonnet-5', 0, { type: 'disabled' }, undefined],
    ['claude-opus-5-5', 0, { type: 'adaptive', display: 'summarized' }, undefined],
    ['claude-3-5-haiku', 5_000, undefined, undefined],
  ])('%s with a budget of %s', (id, thinkingBudget, thinking, effort) => {
    const body = convert(id, undefined, { thinkingBudget });
    expect(body.thinking).toEqual(thinking);
    expect(body.output_config?.effort).toBe(effort);
  });

  test('the budget fits into the output limit', () => {
    const body = convert('claude-haiku-4-5', undefined, { thinkingBudget: 100_000 });
    expect([body.max_tokens, body.thinking]).toEqual([64_000, { type: 'enabled', budget_tokens: 62_976 }]);
    expect(
      convert('claude-haiku-4-5', undefined, { thinkingBudget: 30_000, maxOutputTokens: 1_000 }).max_tokens,
    ).toBe(34_096);
  });

  test('thinking with a budget does not begin in the middle of a tool loop', () => {
    const loop: Message[] = [
      prompt('a'),
      { role: 'assistant', model: 'x/y', content: [{ type: 'tool_call', id: '1', name: 'ls', input: {} }] },
      {
        role: 'tool',
        results: [{ type: 'tool_result', toolCallId: '1', toolName: 'ls', text: 'x', isError: false }],
      },
    ];
    expect(convert('claude-haiku-4-5', loop, { thinkingBudget: 2_000 }).thinking).toBeUndefined();
    expect(
      convert('claude-haiku-4-5', [...loop, prompt('b')], { thinkingBudget: 2_000 }).thinking,
    ).toBeDefined();
  });

  test('temperature only where the model takes it', () => {
    expect(convert('claude-haiku-4-5', undefined, { temperature: 0.2 }).temperature).toBe(0.2);
    expect(
      convert('claude-haiku-4-5', undefined, { temperature: 0.2, thinkingBudget: 2_000 }).temperature,
    ).toBeUndefined();
    expect(convert('claude-sonnet-5', undefined, { temperature: 0.2 }).temperature).toBeUndefined();
  });

  test('the output limit of the model holds', () => {
    expect(convert('claude-3-opus', undefined, { maxOutputTokens: 50_000 }).max_tokens).toBe(4_096);
    expect(convert('unknown-model').max_tokens).toBe(8_192);
    expect(convert('claude-opus-9').max_tokens).toBe(32_000);
  });
});
