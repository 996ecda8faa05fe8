import { expect, test } from 'vitest';
import { findModelInfo } from '../../../src/core/model/catalogue';
import { toChatRequest } from '../../../src/core/model/chatWire';
import type { ModelRequest } from '../../../src/core/model/languageModel';
import type { Message } from '../../../src/core/model/message';
import { toResponsesRequest } from '../../../src/core/model/responsesWire';
import { info, prompt, request } from './helpers';

const image = { type: 'image' as const, mediaType: 'image/png' as const, data: 'AAAA' };
const dataUrl = 'data:image/png;base64,AAAA';
const tools = [{ name: 'read', description: 'Reads.', parameters: { type: 'object', properties: {} } }];

function conversation(model: string, opaque: unknown): Message[] {
  return [
    { role: 'user', origin: 'prompt', content: [image, { type: 'text', text: 'What is this?' }] },
    {
      role: 'assistant',
      model,
      content: [
        { type: 'thinking', text: 'Hm.', provider: model.split('/')[0]!, opaque },
        { type: 'text', text: 'Looking.' },
        { type: 'tool_call', id: 'call_1', name: 'read', input: { file_path: 'a.png' } },
      ],
    },
    {
      role: 'tool',
      results: [
        {
          type: 'tool_result',
          toolCallId: 'call_1',
          toolName: 'read',
          text: 'A picture.',
          images: [image],
          isError: false,
        },
      ],
    },
  ];
}

test('a chat request: images of tool results follow as a user message, thinking goes back within the run', () => {
  const messages = conversation('local/qwen', { field: 'reasoning' });
  const body = toChatRequest(request(messages, { system: 'You are.', tools }), info('local', 'qwen'), {
    isOpenai: false,
    refused: new Set(),
  });
  expect(body).toEqual({
    model: 'qwen',
    stream: true,
    stream_options: { include_usage: true },
    messages: [
      { role: 'system', content: 'You are.' },
      {
        role: 'user',
        content: [
          { type: 'image_url', image_url: { url: dataUrl } },
          { type: 'text', text: 'What is this?' },
        ],
      },
      {
        role: 'assistant',
        content: 'Looking.',
        reasoning: 'Hm.',
        tool_calls: [
          { id: 'call_1', type: 'function', function: { name: 'read', arguments: '{"file_path":"a.png"}' } },
        ],
      },
      { role: 'tool', tool_call_id: 'call_1', content: 'A picture.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Image from read:' },
          { type: 'image_url', image_url: { url: dataUrl } },
        ],
      },
    ],
    tools: [{ type: 'function', function: tools[0] }],
  });
});

test('thinking of an earlier run is not sent to a chat server again', () => {
  const body = toChatRequest(
    request([...conversation('local/qwen', { field: 'reasoning' }), prompt('Next.')]),
    info('local', 'qwen'),
    { isOpenai: false, refused: new Set() },
  );
  expect(JSON.stringify(body)).not.toContain('Hm.');
});

test.each<[string, boolean, string[], Partial<ModelRequest>, object]>([
  ['qwen', false, [], { maxOutputTokens: 5 }, { max_tokens: 5 }],
  ['qwen', false, ['max_tokens'], { maxOutputTokens: 5 }, { max_completion_tokens: 5 }],
  ['qwen', false, [], { temperature: 0.5 }, { temperature: 0.5 }],
  ['qwen', false, ['temperature'], { temperature: 0.5 }, {}],
  ['qwen', false, [], { thinkingBudget: 8_000 }, { reasoning_effort: 'medium' }],
  ['qwen', false, [], { thinkingBudget: 0 }, {}],
  ['gpt-6-sol', true, [], {}, { max_completion_tokens: 32_000 }],
  [
    'gpt-6-sol',
    true,
    [],
    { temperature: 0.5, thinkingBudget: 0 },
    { max_completion_tokens: 32_000, reasoning_effort: 'none' },
  ],
  [
    'gpt-4o',
    true,
    [],
    { temperature: 0.5, thinkingBudget: 9_000 },
    { max_completion_tokens: 16_384, temperature: 0.5 },
  ],
])('chat parameters of %s (OpenAI: %s, refused: %j) for %j', (id, isOpenai, refused, more, expected) => {
  const {
    model: _model,
    stream: _stream,
    messages: _messages,
    stream_options: _options,
    ...rest
  } = toChatRequest(request(undefined, more), findModelInfo('openai', id) ?? info('local', id), {
    isOpenai,
    refused: new Set(refused),
  });
  expect(rest).toEqual(expected);
});

test('a responses request: reasoning items, images in results, nothing stored', () => {
  const item = { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'xyz' };
  const body = toResponsesRequest(
    request(conversation('openai/gpt-6-sol', item), {
      system: 'You are.',
      tools,
      thinkingBudget: 20_000,
      temperature: 1,
    }),
    findModelInfo('openai', 'gpt-6-sol')!,
  );
  expect(body).toEqual({
    model: 'gpt-6-sol',
    stream: true,
    store: false,
    instructions: 'You are.',
    include: ['reasoning.encrypted_content'],
    reasoning: { summary: 'auto', effort: 'high' },
    max_output_tokens: 32_000,
    parallel_tool_calls: true,
    tools: [
      {
        type: 'function',
        name: 'read',
        description: 'Reads.',
        parameters: { type: 'object', properties: {} },
        strict: false,
      },
    ],
    input: [
      {
        type: 'message',
        role: 'user',
        content: [
          { type: 'input_image', detail: 'auto', image_url: dataUrl },
          { type: 'input_text', text: 'What is this?' },
        ],
      },
      item,
      { type: 'message', role: 'assistant', content: 'Looking.' },
      { type: 'function_call', call_id: 'call_1', name: 'read', arguments: '{"file_path":"a.png"}' },
      {
        type: 'function_call_output',
        call_id: 'call_1',
        output: [
          { type: 'input_text', text: 'A picture.' },
          { type: 'input_image', detail: 'auto', image_url: dataUrl },
        ],
      },
    ],
  });
});

test('a responses request of a model that does not reason', () => {
  const body = toResponsesRequest(
    request(undefined, { temperature: 0.3, thinkingBudget: 5_000 }),
    findModelInfo('openai', 'gpt-4o')!,
  );
  expect(body).toMatchObject({ temperature: 0.3, max_output_tokens: 16_384 });
  expect(Object.keys(body)).not.toContain('reasoning');
  expect(Object.keys(body)).not.toContain('include');
});
