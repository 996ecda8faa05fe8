// Secrets on their way through a session: what the model is told, what events and the log hold, and what a file never loses.
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { AgentEvent } from '../../../src/core/events/agentEvent';
import type { ModelRequest } from '../../../src/core/model/languageModel';
import type { SecurityProvider } from '../../../src/core/security/securityProvider';
import { madeUp, madeUpPrivateKey } from '../../fixtures/security/madeUpKeys';
import { openSession, temporaryFolder } from './sessionFixture';

const KEY = `sk-proj-${madeUp(40, 1)}`;
const ENV = `PORT=3000\nOPENAI_API_KEY=${KEY}\nDEBUG=true\n`;

/** What the model was told by the last call. */
function lastResult(requests: readonly ModelRequest[]): string {
  const last = requests.at(-1)?.messages.at(-1);
  return last?.role === 'tool' ? (last.results[0]?.text ?? '') : '';
}

const ended = (events: readonly AgentEvent[]) => events.filter((event) => event.type === 'tool_end');

test('a key in a file reaches neither the model nor an event nor the log, and both say so', async () => {
  const sessionsDir = await temporaryFolder();
  const { session, model, events } = await openSession({
    files: { 'app.env': ENV },
    turns: [{ calls: [{ name: 'read', input: { file_path: 'app.env' } }] }, { text: `It is ${KEY}.` }],
    config: { sessionsDir },
  });
  expect((await session.send('Look at app.env')).text).toBe('It is [redacted: API key].');
  expect(lastResult(model.requests)).toContain('OPENAI_API_KEY=[redacted: API key]\n');
  expect(lastResult(model.requests)).toContain('PORT=3000');
  expect(ended(events)).toMatchObject([{ redactions: 1 }]);
  expect(JSON.stringify(events)).not.toContain(KEY);
  await session.dispose();
  const stored = await Promise.all(
    (await readdir(sessionsDir, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => readFile(join(entry.parentPath, entry.name), 'utf8')),
  );
  expect(stored.join('')).not.toContain(KEY);
});

test('an edit around a secret works; one whose old text holds a mark fails and says why', async () => {
  const { session, model, root } = await openSession({
    permissionMode: 'edits',
    files: { 'app.env': ENV },
    turns: [
      { calls: [{ name: 'read', input: { file_path: 'app.env' } }] },
      {
        calls: [
          {
            name: 'edit',
            input: { file_path: 'app.env', old_string: 'PORT=3000', new_string: 'PORT=4000' },
          },
          {
            name: 'edit',
            input: {
              file_path: 'app.env',
              old_string: 'OPENAI_API_KEY=[redacted: API key]\nDEBUG=true',
              new_string: 'OPENAI_API_KEY=[redacted: API key]\nDEBUG=false',
            },
          },
        ],
      },
    ],
  });
  await session.send('Change it');
  expect(await readFile(join(root, 'app.env'), 'utf8')).toBe(ENV.replace('3000', '4000'));
  expect(JSON.stringify(model.requests.at(-1)?.messages.at(-1))).toContain(
    'The text you gave holds [redacted: API key], a mark that stands in place of a secret',
  );
});

test('a file that is written as a whole never gets a mark in place of its secret', async () => {
  const { session, model, root } = await openSession({
    permissionMode: 'edits',
    files: { 'app.env': ENV },
    turns: [
      { calls: [{ name: 'read', input: { file_path: 'app.env' } }] },
      (request) => ({
        calls: [
          {
            name: 'write',
            input: { file_path: 'app.env', content: `${lastResult([request])}\nNEW=1\n` },
          },
        ],
      }),
    ],
  });
  await session.send('Add NEW');
  expect(await readFile(join(root, 'app.env'), 'utf8')).toBe(ENV);
  expect(lastResult(model.requests)).toMatch(
    /^Nothing was written: the new text of app\.env holds \[redacted: API key\]/,
  );
});

test('a file that is about marks can be edited', async () => {
  const { session, root } = await openSession({
    permissionMode: 'edits',
    files: { 'test.ts': "expect(shown).toBe('[redacted: API key]');\n" },
    turns: [
      { calls: [{ name: 'read', input: { file_path: 'test.ts' } }] },
      {
        calls: [
          {
            name: 'edit',
            input: {
              file_path: 'test.ts',
              old_string: "toBe('[redacted: API key]')",
              new_string: "toEqual('[redacted: API key]')",
            },
          },
        ],
      },
    ],
  });
  await session.send('Change it');
  expect(await readFile(join(root, 'test.ts'), 'utf8')).toBe(
    "expect(shown).toEqual('[redacted: API key]');\n",
  );
});

test('values of the environment and of the secret storage are known in any clothes', async () => {
  const stored = ['from-storage-1'];
  const value = madeUp(20, 4);
  const text = `${value} ${Buffer.from(`user:${value}`).toString('base64')} x%2F${encodeURIComponent('a/b c-secret-9')} from-storage-1 node_env`;
  const { session, model } = await openSession({
    defaultSecurity: false,
    files: { 'out.txt': text },
    turns: [{ calls: [{ name: 'read', input: { file_path: 'out.txt' } }] }],
    config: {
      secrets: () => [...stored, 'a/b c-secret-9'],
      processEnvironment: {
        CI_DEPLOY_TOKEN: value,
        NODE_ENV: 'node_env',
        API_KEY_PATH: '/home/a/key',
        DB_PASSWORD: 'postgres',
      },
    },
  });
  await session.send('Read');
  const shown = lastResult(model.requests);
  expect(shown).not.toContain(value);
  expect(shown).not.toContain(Buffer.from(`:${value}`).toString('base64').slice(4, 20));
  expect(shown).toContain('x%2F[redacted] [redacted] node_env');
});

test('e-mail addresses stay, for the work needs them, but not with the default security of A3S', async () => {
  const read = { calls: [{ name: 'read', input: { file_path: 'AUTHORS' } }] };
  const files = { AUTHORS: 'Ada <ada@example.org>, 4111 1111 1111 1111\n' };
  const usual = await openSession({ files, turns: [read] });
  await usual.session.send('Read');
  expect(lastResult(usual.model.requests)).toContain('Ada <ada@example.org>, [redacted: card number]');
  const all = await openSession({ files, turns: [read], defaultSecurity: true });
  await all.session.send('Read');
  expect(lastResult(all.model.requests)).toContain(
    'Ada <[redacted: e-mail address]>, [redacted: card number]',
  );
  const none = await openSession({ files, turns: [read], defaultSecurity: false });
  await none.session.send('Read');
  expect(lastResult(none.model.requests)).toContain('Ada <ada@example.org>, 4111 1111 1111 1111');
});

test("a provider of one's own decides what is seen, also in streamed text", async () => {
  const seen: string[] = [];
  const securityProvider: SecurityProvider = {
    taintInput: (text) => void seen.push(text),
    sanitizeOutput: (text) => text.replaceAll('Rumpelstiltskin', '[name]'),
    wipe: () => undefined,
  };
  const { session, model, events } = await openSession({
    files: { 'a.txt': `Rumpelstiltskin ${KEY}\n` },
    turns: [
      { text: 'He is Rumpelstiltskin, I think.', calls: [{ name: 'read', input: { file_path: 'a.txt' } }] },
      { text: 'It is Rumpelstiltskin' },
    ],
    securityProvider,
  });
  await session.send('Who is it?');
  expect(lastResult(model.requests)).toContain(`[name] ${KEY}`);
  const streamed = events.flatMap((event) => (event.type === 'text_delta' ? [event.text] : []));
  expect(streamed.join('')).toBe('He is [name], I think.It is [name]');
  expect(seen).toContain('Who is it?');
  await expect(openSession({ turns: [], securityProvider, defaultSecurity: true })).rejects.toThrow(
    'not both',
  );
});

test('a question shows all that would run, and hides no line of it behind a mark', async () => {
  const block = madeUpPrivateKey('', 7).split('\n');
  const command = [
    `echo "${block[0] ?? ''}`,
    'reboot',
    'touch x',
    `${block.at(-1) ?? ''}"; TOKEN=${KEY}`,
  ].join('\n');
  const questions: string[] = [];
  const { session, events } = await openSession({
    turns: [{ calls: [{ name: 'bash', input: { command } }] }],
    onConfirm: (request) => {
      questions.push(request.details.command ?? '');
      return false;
    },
  });
  await session.send('Do it');
  const asked = events.find((event) => event.type === 'confirmation_required');
  expect(asked?.type === 'confirmation_required' && asked.details.command).toContain('reboot\ntouch x');
  expect(JSON.stringify(asked)).not.toContain(KEY);
});
