import { describe, expect, it } from 'vitest';
import type { ConfirmationAnswer } from '../../../src/core/permissions/confirmation';
import { PERMISSION_MODES } from '../../../src/core/permissions/permissionMode';
import type { PermissionMode } from '../../../src/core/permissions/permissionMode';
import { createBatch } from '../../../src/protocol/batch';
import type { ToHost } from '../../../src/protocol/messages';
import { newestPart, pageOf } from '../../../src/protocol/pages';
import { parseToHost, parseToView } from '../../../src/protocol/parse';
import { emptyView } from '../../../src/protocol/viewState';
import { numbered, start } from './eventFixture';

describe('parseToHost', () => {
  it.each([
    { type: 'ready' },
    { type: 'prompt/submit', requestId: '1', sessionId: 's', text: 'hello', attachments: [] },
    { type: 'prompt/edit', requestId: '1', sessionId: 's', seq: 4, text: 'again' },
    {
      type: 'permission/answer',
      sessionId: 's',
      toolId: 't',
      answer: { approved: true, remember: 'workspace', rule: 'bash(npm *)' },
    },
    { type: 'permission/answer', sessionId: 's', toolId: 't', answer: { approved: false, reason: 'no' } },
    { type: 'file/open', path: 'src/cart.js', line: 3 },
    { type: 'command/run', command: 'planwright.showLog' },
  ])('takes $type', (message) => {
    expect(parseToHost(message)).toEqual({ ok: true, message });
  });

  it.each([
    ['nothing', undefined],
    ['a string', 'ready'],
    ['an unknown type', { type: 'shell/run', command: 'rm -rf /' }],
    ['a type from the prototype', { type: 'toString' }],
    ['a field that is not known', { type: 'run/stop', sessionId: 's', force: true }],
    ['a missing session', { type: 'run/stop' }],
    ['an empty session', { type: 'run/stop', sessionId: '' }],
    ['a mode that does not exist', { type: 'mode/set', sessionId: 's', mode: 'yolo' }],
    [
      'a command that is not listed',
      { type: 'command/run', command: 'workbench.action.terminal.sendSequence' },
    ],
    [
      'an approval with a reason',
      { type: 'permission/answer', sessionId: 's', toolId: 't', answer: { approved: 'yes' } },
    ],
    [
      'a picture of another type',
      {
        type: 'prompt/submit',
        requestId: '1',
        sessionId: 's',
        text: '',
        attachments: [{ name: 'a', mediaType: 'image/svg+xml', data: '' }],
      },
    ],
    ['a line of zero', { type: 'file/open', path: 'a', line: 0 }],
  ])('rejects %s', (_name, message) => {
    expect(parseToHost(message).ok).toBe(false);
  });

  it('names the field in the reason, and never the value', () => {
    const result = parseToHost({ type: 'mode/set', sessionId: 's', mode: 'a secret' });
    expect(result).toEqual({
      ok: false,
      reason: 'Message "mode/set" rejected: mode is not valid (invalid_value).',
    });
  });

  it('says the same as the contracts of core', () => {
    // Compiles only while both sides agree.
    const answer = (value: ToHost<'permission/answer'>['answer']): ConfirmationAnswer => value;
    const answerBack = (value: ConfirmationAnswer): ToHost<'permission/answer'>['answer'] => value;
    const mode = (value: ToHost<'mode/set'>['mode']): PermissionMode => value;
    const modeBack = (value: PermissionMode): ToHost<'mode/set'>['mode'] => value;
    expect(answerBack(answer({ approved: true }))).toEqual({ approved: true });
    expect(PERMISSION_MODES.map((name) => modeBack(mode(name)))).toEqual(PERMISSION_MODES);
  });
});

describe('parseToView', () => {
  const batch = createBatch(numbered([start]))!;
  it.each([
    { type: 'snapshot', ...newestPart(emptyView('s')), access: 'owner' },
    { type: 'reply', requestId: '1', ok: true, page: pageOf(emptyView('s'), 'after', { run: 0, item: 0 }) },
    { type: 'events', ...batch },
    { type: 'sessions', sessions: [] },
    { type: 'reply', requestId: '1', ok: true },
    { type: 'reply', requestId: '1', ok: false, error: 'No model' },
  ])('takes $type', (message) => {
    expect(parseToView(message)).toEqual({ ok: true, message });
  });

  it.each([
    [
      'a state without runs',
      { type: 'snapshot', state: { ...emptyView('s'), runs: undefined }, access: 'owner' },
    ],
    [
      'an event without a number',
      { type: 'events', ...batch, events: [{ ...batch.events[0], seq: undefined }] },
    ],
    ['an unknown type', { type: 'eval', code: '1' }],
  ])('rejects %s', (_name, message) => {
    expect(parseToView(message).ok).toBe(false);
  });
});
