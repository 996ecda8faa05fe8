// A person takes a part of a change before it is applied: exactly that is written, and the model is told exactly what.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ConfirmationAnswer, ConfirmationRequest } from '../../../src/core/permissions/confirmation';
import { openSession } from './sessionFixture';
import type { OpenedSession } from './sessionFixture';

const LINES = ['one', 'two', 'three', 'four', 'five', ''].join('\n');
const patch = [
  '--- a/a.txt',
  '+++ b/a.txt',
  '@@ -1,5 +1,5 @@',
  '-one',
  '+ONE',
  ' two',
  ' three',
  ' four',
  '-five',
  '+FIVE',
  '--- /dev/null',
  '+++ b/new.txt',
  '@@ -0,0 +1 @@',
  '+new',
  '',
].join('\n');

async function run(
  onConfirm: (request: ConfirmationRequest) => ConfirmationAnswer,
  files: Readonly<Record<string, string>> = { 'a.txt': LINES },
): Promise<OpenedSession & { readonly result: string; readonly read: (name: string) => string | undefined }> {
  const opened = await openSession({
    files,
    permissionMode: 'ask',
    onConfirm,
    turns: [{ calls: [{ name: 'patch', input: { diff: patch } }] }, { text: 'I see.' }],
  });
  await opened.session.send('Change it');
  const message = opened.session.history().find(({ role }) => role === 'tool');
  const result = message?.role === 'tool' ? (message.results[0]?.text ?? '') : '';
  const read = (name: string): string | undefined => {
    const path = join(opened.root, name);
    return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  };
  return { ...opened, result, read };
}

test('the question has the hunks by their ids', async () => {
  const asked: ConfirmationRequest[] = [];
  await run((request) => {
    asked.push(request);
    return { approved: false };
  });
  expect(asked[0]?.details.files).toMatchObject([
    { path: 'a.txt', isEditable: true, hunks: [{ id: 'hunk-1' }, { id: 'hunk-2' }] },
    { path: 'new.txt', kind: 'create', isEditable: true },
  ]);
});

test('only the picked hunks are written, and the model is told what was left out', async () => {
  const { result, read, events } = await run(() => ({
    approved: true,
    remember: 'session',
    files: [{ path: 'a.txt', take: 'hunks', hunks: ['hunk-2'] }],
  }));
  expect(read('a.txt')).toBe(LINES.replace('five', 'FIVE'));
  expect(read('new.txt')).toBeUndefined();
  expect(result).toBe(
    [
      'The person looked at this change before it was applied and did not take it as it was:',
      'a.txt: applied 1 of 2 hunks. Left out (- is what stays, + is what was not applied):',
      '@@ -1 +1 @@',
      '-one',
      '+ONE',
      ' two',
      ' three',
      ' four',
      'new.txt: left out as a whole; the file is as it was.',
      'Nothing else was written. Do not make again what was left out, and do not change back what the person wrote, unless you are asked to.',
    ].join('\n'),
  );
  expect(events.find(({ type }) => type === 'confirmation_received')).toMatchObject({
    approved: true,
    taken: { hunks: 1, of: 3, isEdited: false },
  });
  expect(events.find(({ type }) => type === 'tool_end')).toMatchObject({
    outcome: 'done',
    details: { type: 'diff', files: [{ path: 'a.txt', added: 1, removed: 1 }] },
  });
});

test('a text of the person is written instead, and told as a difference to the proposal', async () => {
  const { result, read } = await run(() => ({
    approved: true,
    files: [
      { path: 'a.txt', take: 'text', text: LINES.replace('one', 'Eins') },
      { path: 'new.txt', take: 'all' },
    ],
  }));
  expect(read('a.txt')).toBe(LINES.replace('one', 'Eins'));
  expect(read('new.txt')).toBe('new\n');
  expect(result).toContain('a.txt: applied as the person changed it.');
  expect(result).toContain(['-ONE', '+Eins'].join('\n'));
  expect(result).toContain('new.txt: applied as proposed.');
});

test('all that was proposed reads like any other result', async () => {
  const { result, read } = await run(() => ({
    approved: true,
    files: [
      { path: 'a.txt', take: 'hunks', hunks: ['hunk-1', 'hunk-2'] },
      { path: 'new.txt', take: 'all' },
    ],
  }));
  expect(read('a.txt')).toBe(LINES.replace('one', 'ONE').replace('five', 'FIVE'));
  expect(result).toBe('Applied 1 hunk to a.txt.\nCreated new.txt.');
});

test('nothing picked is a refusal with a reason', async () => {
  const { result, read, events } = await run(() => ({ approved: true, files: [] }));
  expect(read('a.txt')).toBe(LINES);
  expect(result).toContain('The person refused patch. Reason: None of the proposed changes was taken.');
  expect(events.find(({ type }) => type === 'tool_end')).toMatchObject({ outcome: 'denied' });
});

test('a file that changed while a person looked is not written', async () => {
  let root = '';
  const opened = await openSession({
    files: { 'a.txt': LINES },
    permissionMode: 'ask',
    onConfirm: () => {
      writeFileSync(join(root, 'a.txt'), 'typed meanwhile\n');
      return { approved: true, files: [{ path: 'a.txt', take: 'hunks', hunks: ['hunk-1'] }] };
    },
    turns: [{ calls: [{ name: 'patch', input: { diff: patch } }] }, { text: 'I see.' }],
  });
  root = opened.root;
  await opened.session.send('Change it');
  expect(readFileSync(join(root, 'a.txt'), 'utf8')).toBe('typed meanwhile\n');
  expect(opened.events.find(({ type }) => type === 'tool_end')).toMatchObject({ outcome: 'failed' });
});
