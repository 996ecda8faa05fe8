import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ModelPart, ModelRequest } from '../../../src/core/model/languageModel';
import type { Message } from '../../../src/core/model/message';
import { ModelError } from '../../../src/core/model/modelError';
import { imagePartFactory } from '../../../src/host/models/editorMessages';
import { EditorModel } from '../../../src/host/models/editorModel';

type Send = vscode.LanguageModelChat['sendRequest'];

/** A model as the editor gives it, answering what it is told to. */
function chatOf(send: Send): vscode.LanguageModelChat {
  return {
    name: 'Test Model',
    id: 'test-1',
    vendor: 'acme',
    family: 'test',
    version: '1',
    maxInputTokens: 1_000,
    sendRequest: send,
    countTokens: (text) => Promise.resolve(typeof text === 'string' ? text.length : 0),
  };
}

function answering(...parts: readonly unknown[]): {
  readonly send: Send;
  readonly asked: vscode.LanguageModelChatMessage[][];
} {
  const asked: vscode.LanguageModelChatMessage[][] = [];
  const send: Send = (messages) => {
    asked.push(messages);
    const stream = (async function* () {
      yield* parts;
    })();
    return Promise.resolve({ stream, text: (async function* () {})() });
  };
  return { send, asked };
}

async function collect(
  model: EditorModel,
  request: Partial<ModelRequest> = {},
  signal = AbortSignal.timeout(10_000),
) {
  const parts: ModelPart[] = [];
  const full = { system: 'Be brief.', messages: [], tools: [], ...request };
  for await (const part of model.stream(full, signal)) parts.push(part);
  return parts;
}

const picture = Buffer.from('picture').toString('base64');
const conversation: readonly Message[] = [
  {
    role: 'user',
    origin: 'prompt',
    content: [
      { type: 'image', mediaType: 'image/png', data: picture },
      { type: 'text', text: 'Look.' },
    ],
  },
  {
    role: 'assistant',
    model: 'acme/other',
    content: [
      { type: 'thinking', text: 'Hm.', provider: 'anthropic', opaque: 'signature' },
      { type: 'text', text: 'I read.' },
      { type: 'tool_call', id: 'call-1', name: 'read', input: { file_path: 'a' } },
    ],
  },
  {
    role: 'tool',
    results: [
      { type: 'tool_result', toolCallId: 'call-1', toolName: 'read', text: 'no such file', isError: true },
    ],
  },
];

describe("A model of the editor's own", () => {
  it('streams text and calls, and marks its counts as estimates', async () => {
    const { send } = answering(
      new vscode.LanguageModelTextPart('Hello '),
      new vscode.LanguageModelTextPart('there.'),
      new vscode.LanguageModelToolCallPart('id-1', 'read', { file_path: 'a' }),
      { kind: 'something newer' },
    );
    const parts = await collect(new EditorModel(chatOf(send), () => true));
    assert.deepEqual(
      parts.map((part) => part.type),
      ['text_delta', 'text_delta', 'tool_call_start', 'tool_call_delta', 'tool_call_end', 'usage', 'finish'],
    );
    assert.deepEqual(parts.at(-1), { type: 'finish', stopReason: 'tool_calls' });
    const usage = parts.find((part) => part.type === 'usage');
    assert.equal(usage?.usage.estimated, true);
    assert.equal(usage?.usage.completionTokens, 'Hello there.{"file_path":"a"}'.length);
  });

  it('gets the system text first, calls with their results, pictures where the editor can, and no thinking', async () => {
    const { send, asked } = answering(new vscode.LanguageModelTextPart('Done.'));
    await collect(new EditorModel(chatOf(send), () => true), { messages: conversation });
    const [messages = []] = asked;
    const { User, Assistant } = vscode.LanguageModelChatMessageRole;
    assert.deepEqual(
      messages.map((message) => message.role),
      [User, User, Assistant, User],
    );
    const [system, prompt, answer, results] = messages.map((message) => message.content);
    assert.equal((system?.[0] as vscode.LanguageModelTextPart).value, 'Be brief.');
    assert.equal(prompt?.length, imagePartFactory() === undefined ? 1 : 2);
    assert.equal(answer?.length, 2);
    assert.deepEqual((answer?.[1] as vscode.LanguageModelToolCallPart).input, { file_path: 'a' });
    const [result] = results as vscode.LanguageModelToolResultPart[];
    assert.equal(result?.callId, 'call-1');
    assert.match((result?.content[0] as vscode.LanguageModelTextPart).value, /no such file/);
  });

  for (const access of [undefined, false]) {
    it(`is never asked before the person has agreed (${access})`, async () => {
      const { send, asked } = answering();
      const error = await failure(collect(new EditorModel(chatOf(send), () => access)));
      assert.equal(error.kind, 'consent');
      assert.equal(error.retryable, false);
      assert.deepEqual(asked, []);
    });
  }

  const failures: readonly (readonly [error: Error, kind: ModelError['kind']])[] = [
    [vscode.LanguageModelError.NoPermissions('no'), 'consent'],
    [vscode.LanguageModelError.Blocked('quota'), 'quota'],
    [vscode.LanguageModelError.NotFound('gone'), 'invalid_request'],
    [new Error('socket closed'), 'network'],
  ];
  for (const [cause, kind] of failures) {
    it(`turns "${cause.message}" into an error of kind ${kind}`, async () => {
      const error = await failure(
        collect(
          new EditorModel(
            chatOf(() => Promise.reject(cause)),
            () => true,
          ),
        ),
      );
      assert.equal(error.kind, kind);
      assert.equal(error.model, 'vscode/acme/test-1');
      assert.equal(error.providerMessage, cause.message);
    });
  }

  it('ends when the run is cancelled, and lets the editor know', async () => {
    const controller = new AbortController();
    let isCancelled = false;
    const send: Send = (_messages, _options, token) => {
      token?.onCancellationRequested(() => {
        isCancelled = true;
      });
      const stream = (async function* () {
        yield new vscode.LanguageModelTextPart('one');
        controller.abort();
        yield new vscode.LanguageModelTextPart('two');
      })();
      return Promise.resolve({ stream, text: (async function* () {})() });
    };
    const error = await failure(collect(new EditorModel(chatOf(send), () => true), {}, controller.signal));
    assert.equal(error.kind, 'aborted');
    assert.equal(isCancelled, true);
  });
});

async function failure(work: Promise<unknown>): Promise<ModelError> {
  const error = await work.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  assert(error instanceof ModelError, String(error));
  return error;
}
