import { expect, test } from 'vitest';
import { noImagesText, notRunText, prepareConversation } from '../../../src/core/model/conversation';
import type { AssistantMessage, Message, ToolMessage } from '../../../src/core/model/message';
import { info, prompt } from './helpers';

const model = 'anthropic/claude-sonnet-5';
const reader = info('anthropic', 'claude-sonnet-5');

function assistant(
  content: AssistantMessage['content'],
  more: Partial<AssistantMessage> = {},
): AssistantMessage {
  return { role: 'assistant', model, content, ...more };
}

function call(id: string, name = 'ls') {
  return { type: 'tool_call' as const, id, name, input: {} };
}

function results(...ids: string[]): ToolMessage {
  return {
    role: 'tool',
    results: ids.map((id) => ({
      type: 'tool_result',
      toolCallId: id,
      toolName: 'ls',
      text: `result of ${id}`,
      isError: false,
    })),
  };
}

const text = { type: 'text' as const, text: 'Well.' };
const thinking = { type: 'thinking' as const, text: 'Hm.', provider: 'anthropic' };

/** Calls and results as `call:id` and `id=text`, everything else by its type. */
function outline(messages: readonly Message[]): string[] {
  return messages.map((message) =>
    message.role === 'tool'
      ? message.results.map((result) => `${result.toolCallId}=${result.text}`).join(' ')
      : message.content.map((part) => (part.type === 'tool_call' ? `call:${part.id}` : part.type)).join(' '),
  );
}

test.each<[string, readonly Message[], string[]]>([
  [
    'stays as it is',
    [prompt('a'), assistant([text, call('x')]), results('x')],
    ['text', 'text call:x', 'x=result of x'],
  ],
  [
    'a call without a result gets one',
    [prompt('a'), assistant([call('x'), call('y')]), results('y')],
    ['text', 'call:x call:y', `x=${notRunText} y=result of y`],
  ],
  [
    'so does a call at the very end',
    [prompt('a'), assistant([call('x')])],
    ['text', 'call:x', `x=${notRunText}`],
  ],
  [
    'a result without a call is dropped',
    [prompt('a'), results('z'), assistant([call('x')]), results('x', 'y')],
    ['text', 'call:x', 'x=result of x'],
  ],
  [
    'results in two messages are put together',
    [assistant([call('x'), call('y')]), results('y'), results('x')],
    ['call:x call:y', 'x=result of x y=result of y'],
  ],
  [
    'a result after another message is too late',
    [assistant([call('x')]), prompt('b'), results('x')],
    ['call:x', `x=${notRunText}`, 'text'],
  ],
  [
    'ids of two turns may be the same',
    [assistant([call('call_0')]), results('call_0'), assistant([call('call_0')]), results('call_0')],
    ['call:call_0', 'call_0=result of call_0', 'call:call_0_2', 'call_0_2=result of call_0'],
  ],
  [
    'ids are made of plain characters',
    [assistant([call('functions.ls:0')]), results('functions.ls:0')],
    ['call:functions_ls_0', 'functions_ls_0=result of functions.ls:0'],
  ],
  [
    'empty text and empty messages are dropped',
    [prompt(''), assistant([{ type: 'text', text: ' ' }]), prompt('b')],
    ['text'],
  ],
  ['thinking of this model is kept', [assistant([thinking, text])], ['thinking text']],
  [
    'thinking of another model is dropped',
    [assistant([thinking, text], { model: 'openai/gpt-6-sol' })],
    ['text'],
  ],
  ['thinking that nothing follows is dropped', [assistant([text, thinking])], ['text']],
  [
    'a message cut off has no calls and no thinking',
    [assistant([thinking, text, call('x')], { incomplete: true })],
    ['text'],
  ],
])('%s', (_, messages, expected) => {
  expect(outline(prepareConversation(messages, reader))).toEqual(expected);
});

test('long ids are cut and stay different', () => {
  const long = 'x'.repeat(100);
  const prepared = prepareConversation([assistant([call(`${long}1`), call(`${long}2`)])], reader);
  const ids = prepared.flatMap((message) =>
    message.role === 'tool' ? message.results.map((result) => result.toolCallId) : [],
  );
  expect(ids.every((id) => id.length === 64)).toBe(true);
  expect(new Set(ids).size).toBe(2);
});

test('a result without text says so, unless it has a picture', () => {
  const empty = { type: 'tool_result' as const, toolCallId: 'x', toolName: 'ls', text: '', isError: false };
  const image = { type: 'image' as const, mediaType: 'image/png' as const, data: 'AAAA' };
  const prepare = (result: ToolMessage['results'][number]) =>
    prepareConversation([assistant([call('x')]), { role: 'tool', results: [result] }], reader)[1];
  expect(prepare(empty)).toMatchObject({ results: [{ text: '(no output)' }] });
  expect(prepare({ ...empty, images: [image] })).toMatchObject({ results: [{ text: '' }] });
});

test('a model that takes no pictures is told of them', () => {
  const image = { type: 'image' as const, mediaType: 'image/png' as const, data: 'AAAA' };
  const result = {
    type: 'tool_result' as const,
    toolCallId: 'x',
    toolName: 'read',
    text: '',
    images: [image],
    isError: false,
  };
  const messages: Message[] = [
    { role: 'user', origin: 'prompt', content: [image, { type: 'text', text: 'This?' }] },
    assistant([call('x')]),
    { role: 'tool', results: [result] },
  ];
  const prepared = prepareConversation(messages, { ...reader, images: false });
  expect(JSON.stringify(prepared)).not.toContain('AAAA');
  expect(prepared[0]).toMatchObject({ content: [{ text: noImagesText }, { text: 'This?' }] });
  expect(prepared[2]).toMatchObject({ results: [{ text: noImagesText }] });
});
