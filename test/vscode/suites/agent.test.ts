import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import {
  answerAll,
  assertHas,
  assertLacks,
  closeAllEditors,
  conversation,
  createAgentFixture,
  eventually,
  MODEL,
  nextEvent,
  runToEnd,
  SECRET_KEY,
  setting,
  workspaceRoot,
} from '../support/agentFixture';
import type { AgentFixture, WireApi } from '../support/agentFixture';
import type { LiveSession } from '../../../src/host/sessions/liveSession';

/** The main job, end to end: a prompt over real HTTP through the real clients to an edit in the real editor. */
for (const api of ['anthropic', 'chat', 'responses'] satisfies readonly WireApi[]) {
  describe(`An agent in the editor, over ${api}`, () => {
    let fixture: AgentFixture;
    let folder: string;

    before(async () => {
      fixture = await createAgentFixture(api);
      folder = await mkdtemp(join(workspaceRoot(), 'agent-'));
    });

    after(async () => {
      await closeAllEditors();
      await fixture.dispose();
      await rm(folder, { recursive: true, force: true });
    });

    it('edits an open document with unsaved text after it was allowed, and undo takes it back', async () => {
      const path = join(folder, 'open.txt');
      await writeFile(path, 'total = 1\n');
      const editor = await vscode.window.showTextDocument(vscode.Uri.file(path));
      await editor.edit((builder) => builder.insert(new vscode.Position(1, 0), 'typed by hand\n'));
      fixture.server.play([
        { toolCalls: [{ name: 'read', args: { file_path: path } }] },
        {
          toolCalls: [
            { name: 'edit', args: { file_path: path, old_string: 'total = 1', new_string: 'total = 2' } },
          ],
        },
        { text: 'Done.' },
      ]);
      const session = await fixture.newSession();
      const answers = answerAll(session, { approved: true });
      const end = await runToEnd(session, 'Make the total 2.');
      answers.stop();

      assert.equal(end.text, 'Done.');
      assert.equal(end.toolCallsCount, 2);
      assert.equal(answers.count(), 1);
      assert.equal(editor.document.getText(), 'total = 2\ntyped by hand\n');
      assert.equal(editor.document.isDirty, true);
      assert.equal(await readFile(path, 'utf8'), 'total = 1\n');
      assertHas(conversation(fixture, 2), /unsaved|not saved/i);
      await vscode.window.showTextDocument(editor.document);
      await vscode.commands.executeCommand('undo');
      assert.equal(editor.document.getText(), 'total = 1\ntyped by hand\n');
    });

    it('leaves the file alone after a refusal and tells the model why', async () => {
      const path = join(folder, 'refused.txt');
      await writeFile(path, 'keep me\n');
      fixture.server.play([
        {
          toolCalls: [{ name: 'edit', args: { file_path: path, old_string: 'keep me', new_string: 'gone' } }],
        },
        { text: 'I left it.' },
      ]);
      const session = await fixture.newSession();
      const answers = answerAll(session, { approved: false, reason: 'use another name' });
      const first = fixture.server.requests.length;
      await runToEnd(session, 'Change it.');
      answers.stop();
      assert.equal(await readFile(path, 'utf8'), 'keep me\n');
      assertHas(conversation(fixture, first + 1), /use another name/);
    });
  });
}

describe('An agent in the editor', () => {
  let fixture: AgentFixture;
  let folder: string;

  before(async () => {
    fixture = await createAgentFixture();
    folder = await mkdtemp(join(workspaceRoot(), 'agent-'));
  });

  after(async () => {
    await closeAllEditors();
    await fixture.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  it('saves a file that was clean', async () => {
    const path = join(folder, 'clean.txt');
    await writeFile(path, 'a\r\nb\r\n');
    fixture.server.play([
      { toolCalls: [{ name: 'read', args: { file_path: path } }] },
      { toolCalls: [{ name: 'edit', args: { file_path: path, old_string: 'b', new_string: 'c' } }] },
      { text: 'Done.' },
    ]);
    const session = await fixture.newSession();
    answerAll(session, { approved: true });
    await runToEnd(session, 'Edit.');
    assert.equal(await readFile(path, 'latin1'), 'a\r\nc\r\n');
  });

  it('finds text and files with the search of the editor', async () => {
    await writeFile(join(folder, 'needle.txt'), 'a very rare word: zyzzyva\n');
    fixture.server.play([
      {
        toolCalls: [
          { name: 'grep', args: { pattern: 'zyzzyva' } },
          { name: 'glob', args: { pattern: '**/needle.*' } },
          { name: 'ls', args: { path: 'src' } },
        ],
      },
      { text: 'Found.' },
    ]);
    const session = await fixture.newSession();
    const first = fixture.server.requests.length;
    await runToEnd(session, 'Search.');
    const seen = conversation(fixture, first + 1);
    assertHas(seen, /a very rare word/);
    assertHas(seen, /needle\.txt/);
    assertHas(seen, /cart\.js/);
    assertLacks(seen, /without ripgrep/i);
  });

  it('runs a command once it is allowed, in a terminal that takes no focus', async () => {
    fixture.server.play([
      { toolCalls: [{ name: 'bash', args: { command: 'echo one && echo two >&2; exit 3' } }] },
      { text: 'It failed.' },
    ]);
    const session = await fixture.newSession();
    const answers = answerAll(session, { approved: true });
    const ended = nextEvent(session, 'tool_end');
    await runToEnd(session, 'Run it.');
    answers.stop();
    const end = await ended;
    assert.equal(end.exitCode, 3);
    assert.match(end.toolOutput, /one\n.*two/s);
    assert.equal(vscode.window.terminals.filter((terminal) => terminal.name === 'Planwright').length, 1);
    assert.notEqual(vscode.window.activeTerminal?.state.isInteractedWith, true);
  });

  it('keeps keys out of commands, events and requests', async () => {
    fixture.server.play([
      { toolCalls: [{ name: 'bash', args: { command: `env; echo ${SECRET_KEY}` } }] },
      { text: `The key is ${SECRET_KEY}.` },
    ]);
    const session = await fixture.newSession();
    const answers = answerAll(session, { approved: true });
    const first = fixture.server.requests.length;
    await runToEnd(session, 'Print the environment.');
    answers.stop();
    assertLacks(JSON.stringify(await session.api.events()), new RegExp(SECRET_KEY));
    assertLacks(JSON.stringify(session.view), new RegExp(SECRET_KEY));
    const result = conversation(fixture, first + 1);
    assertLacks(result.replaceAll(`echo ${SECRET_KEY}`, ''), new RegExp(SECRET_KEY));
  });

  it('stops in the middle of an answer, and the session can be used again', async () => {
    fixture.server.play([
      { text: 'A long answer that never ends. '.repeat(400), deltaMs: 20 },
      { text: 'Still here.' },
    ]);
    const session = await fixture.newSession();
    const ended = nextEvent(session, 'end');
    const streaming = nextEvent(session, 'text_delta');
    await session.submit('Talk.');
    await streaming;
    await session.stop();
    assert.equal((await ended).stopReason, 'cancelled');
    assert.equal(session.isBusy, false);
    assert.equal((await runToEnd(session, 'Again.')).text, 'Still here.');
  });

  it('stops while a question is open', async () => {
    fixture.server.play([{ toolCalls: [{ name: 'bash', args: { command: 'expr never' } }] }]);
    const session = await fixture.newSession();
    const asked = nextEvent(session, 'confirmation_required');
    const ended = nextEvent(session, 'end');
    await session.submit('Run it.');
    await asked;
    assert.equal(session.activity, 'waiting');
    assert.equal(fixture.host.hub.waiting, 1);
    await session.stop();
    assert.equal((await ended).stopReason, 'cancelled');
    assert.equal(fixture.host.hub.waiting, 0);
  });

  it('remembers an "always" in the person\'s own settings', async () => {
    fixture.server.play([
      { toolCalls: [{ name: 'bash', args: { command: 'expr always' } }] },
      { toolCalls: [{ name: 'bash', args: { command: 'expr always' } }] },
      { text: 'Done.' },
    ]);
    const session = await fixture.newSession();
    const answers = answerAll(session, { approved: true, remember: 'user' });
    await runToEnd(session, 'Run it twice.');
    answers.stop();
    assert.equal(answers.count(), 1);
    const rules = vscode.workspace.getConfiguration('planwright').inspect<string[]>('permissions.allow');
    assert.deepEqual(rules?.globalValue, ['bash(expr always)']);
    await fixture.host.settled();

    fixture.server.play([
      { toolCalls: [{ name: 'bash', args: { command: 'expr always' } }] },
      { text: 'Done.' },
    ]);
    const next = await fixture.newSession();
    const nextAnswers = answerAll(next, { approved: false });
    await runToEnd(next, 'Once more.');
    assert.equal(nextAnswers.count(), 0);
    await setting('permissions.allow', undefined);
  });

  it('keeps what was allowed for the session over a change of settings', async () => {
    const turns = [{ toolCalls: [{ name: 'bash', args: { command: 'expr session' } }] }, { text: 'Done.' }];
    const session = await fixture.newSession();
    const answers = answerAll(session, { approved: true, remember: 'session' });
    fixture.server.play(turns);
    await runToEnd(session, 'Run it.');
    answers.stop();
    const before = session.api;
    await setting('limits.turns', 40);
    await eventually(() => session.api !== before);
    await fixture.host.settled();
    const later = answerAll(session, { approved: false });
    fixture.server.play(turns);
    await runToEnd(session, 'Again.');
    assert.deepEqual([answers.count(), later.count()], [1, 0]);
    await setting('limits.turns', undefined);
  });

  it('lets the model read the rest of a long output without asking', async () => {
    fixture.server.play((request, index) => {
      if (index === 0) {
        const command = 'for i in $(seq 1 40000); do echo "line number $i"; done';
        return { toolCalls: [{ name: 'bash', args: { command } }] };
      }
      const [file] = /\/[^"\s\\]*outputs\/[^"\s\\]+\.log/.exec(JSON.stringify(request.body)) ?? [];
      if (index === 1 && file !== undefined) {
        return {
          toolCalls: [{ name: 'read', args: { file_path: file, offset: 20_000, limit: 2 } }],
        };
      }
      return { text: 'Done.' };
    });
    const session = await fixture.newSession();
    const answers = answerAll(session, { approved: true });
    const first = fixture.server.requests.length;
    const end = await runToEnd(session, 'Print a lot.');
    answers.stop();
    assert.deepEqual([end.toolCallsCount, answers.count()], [2, 1]);
    assertHas(conversation(fixture, first + 2), /line number 20001/);
    await fixture.host.hub.delete(session.id);
  });

  it('is resumed from its log after a reload, and goes on where it was', async () => {
    fixture.server.play([{ text: 'The word is plover.' }]);
    const session = await fixture.newSession();
    await runToEnd(session, 'Tell me a word.');
    await session.api.rename('A word');

    const later = fixture.host.createHub();
    try {
      const found = (await later.rows()).find((row) => row.sessionId === session.id);
      assert.equal(found?.title, 'A word');
      await session.close();
      const resumed = await later.resume(session.id);
      assert.deepEqual(shown(resumed), shown(session));
      assert.equal(resumed.api.model, session.api.model);
      fixture.server.play([{ text: 'I said plover.' }]);
      const first = fixture.server.requests.length;
      await runToEnd(resumed, 'Which word?');
      assertHas(conversation(fixture, first), /The word is plover/);
    } finally {
      await later.close();
      later.dispose();
    }
  });

  it('offers a run that was cut off, and goes on with it', async () => {
    const sessionId = `interrupted-${Date.now()}`;
    const { store } = fixture.host;
    const base = { sessionId, runId: 'run-1', time: Date.now() };
    await store.create({ version: 1, sessionId, createdAt: base.time, workspace: [workspaceRoot()] });
    await store.append(sessionId, [
      { ...base, seq: 1, type: 'start', prompt: 'Count to ten.', model: MODEL, mode: 'ask' },
      {
        ...base,
        seq: 2,
        type: 'message',
        message: { role: 'user', origin: 'prompt', content: [{ type: 'text', text: 'Count to ten.' }] },
      },
      { ...base, seq: 3, type: 'turn_start', turn: 1 },
      { ...base, seq: 4, type: 'text_delta', text: 'One, two' },
    ]);
    const row = (await fixture.host.hub.rows()).find((candidate) => candidate.sessionId === sessionId);
    assert.equal(row?.state, 'interrupted');
    const session = await fixture.host.hub.resume(sessionId);
    assert.equal(session.activity, 'interrupted');
    fixture.server.play([{ text: 'three, four.' }]);
    const first = fixture.server.requests.length;
    const ended = nextEvent(session, 'end');
    await session.continueInterrupted();
    assert.equal((await ended).text, 'three, four.');
    assertHas(conversation(fixture, first), /Count to ten.*One, two/);
    assert.equal(session.activity, 'idle');
  });

  it('shows a session of another window read-only until it is taken over', async () => {
    fixture.server.play([{ text: 'Mine.' }, { text: 'Now yours.' }]);
    const session = await fixture.newSession();
    await runToEnd(session, 'Whose?');
    const other = fixture.host.createHub({ ownStore: true });
    try {
      const seen = await other.resume(session.id);
      assert.equal(seen.access, 'read_only');
      assert.deepEqual(shown(seen), shown(session));
      await assert.rejects(seen.submit('Hello'), /Another window/);
      await seen.takeOver();
      assert.equal(seen.access, 'owner');
      assert.equal((await runToEnd(seen, 'And now?')).text, 'Now yours.');
      await eventually(() => session.access === 'read_only');
    } finally {
      await other.close();
      other.dispose();
    }
  });

  it('runs two sessions at once', async () => {
    fixture.server.play((request) => ({
      text: JSON.stringify(request.body).includes('first task') ? 'first answer' : 'second answer',
      deltaMs: 5,
    }));
    const first = await fixture.newSession();
    const firstEnd = nextEvent(first, 'end');
    await first.submit('first task');
    const second = await fixture.newSession();
    const secondEnd = nextEvent(second, 'end');
    await second.submit('second task');
    assert.equal((await firstEnd).text, 'first answer');
    assert.equal((await secondEnd).text, 'second answer');
    assert.equal(first.isUnread, true);
    assert.equal(second.isUnread, false);
  });

  it('sends what was queued after the run, and what was steered before the next turn', async () => {
    fixture.server.play([
      { toolCalls: [{ name: 'ls', args: {} }], latencyMs: 300 },
      { text: 'First.' },
      { text: 'Second.' },
    ]);
    const session = await fixture.newSession();
    const first = fixture.server.requests.length;
    await session.submit('Begin.');
    await session.steer('a word on the way');
    await session.submit('and then this');
    const ends: string[] = [];
    session.api.onEvent((event) => {
      if (event.type === 'end') ends.push(event.text);
    });
    await eventually(() => ends.length === 2);
    assert.deepEqual(ends, ['First.', 'Second.']);
    assertHas(conversation(fixture, first + 1), /a word on the way/);
    assertLacks(conversation(fixture, first + 1), /and then this/);
    assertHas(conversation(fixture, first + 2), /and then this/);
  });

  it('tells the model what is open and selected', async () => {
    const path = join(folder, 'selected.txt');
    await writeFile(path, 'alpha\nbeta\n');
    const editor = await vscode.window.showTextDocument(vscode.Uri.file(path));
    editor.selection = new vscode.Selection(1, 0, 1, 4);
    fixture.server.play([{ text: 'I see.' }]);
    const session = await fixture.newSession();
    const first = fixture.server.requests.length;
    await runToEnd(session, 'What is selected?');
    const seen = conversation(fixture, first);
    assertHas(seen, /selected\.txt/);
    assertHas(seen, /lines 2 to 2[^]*beta/);
  });

  it('ignores what the workspace says about servers, modes and rules', async () => {
    const configuration = vscode.workspace.getConfiguration('planwright');
    const settingsFile = vscode.Uri.joinPath(vscode.Uri.file(workspaceRoot()), '.vscode', 'settings.json');
    await vscode.workspace.fs.writeFile(
      settingsFile,
      Buffer.from(
        JSON.stringify({
          'planwright.permissionMode': 'auto',
          'planwright.permissions.allow': ['bash(*)'],
          'planwright.providers': { scripted: { baseUrl: 'http://127.0.0.1:9', api: 'chat' } },
          'planwright.model': 'evil/model',
        }),
      ),
    );
    try {
      await new Promise((resolve) => setTimeout(resolve, 500));
      await fixture.host.settled();
      assert.equal(configuration.get('permissionMode'), 'ask');
      fixture.server.play([
        { toolCalls: [{ name: 'bash', args: { command: 'expr no' } }] },
        { text: 'Refused.' },
      ]);
      const session = await fixture.newSession();
      assert.equal(session.api.permissionMode, 'ask');
      assert.equal(fixture.host.setup.defaultModel(), 'scripted/scripted-model');
      const answers = answerAll(session, { approved: false });
      assert.equal((await runToEnd(session, 'Run.')).text, 'Refused.');
      assert.equal(answers.count(), 1);
    } finally {
      await vscode.workspace.fs.delete(settingsFile);
    }
  });
});

describe('The extension', () => {
  it('registers every command of its manifest', async () => {
    const extension = vscode.extensions.getExtension('planwright.planwright');
    const manifest = extension?.packageJSON as { contributes: { commands: { command: string }[] } };
    const registered = new Set(await vscode.commands.getCommands(true));
    const missing = manifest.contributes.commands.filter(({ command }) => !registered.has(command));
    assert.deepEqual(missing, []);
  });

  it('opens its panel by command', async () => {
    await vscode.commands.executeCommand('planwright.open');
  });
});

/** What a person sees of a session; ids of items may differ between a live stream and its saved log. */
function shown(session: LiveSession): readonly unknown[] {
  return session.view.runs.flatMap((run) =>
    run.items.map((item) => ({ ...item, id: undefined, run: run.id, state: run.state })),
  );
}
