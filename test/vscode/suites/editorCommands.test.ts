import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import { createContentFilter } from '../../../src/core/workspace/contentFilter';
import { createEditorCommands } from '../../../src/host/editor/editorCommands';
import type { Composition } from '../../../src/host/panel/composer';
import {
  assertHas,
  assertLacks,
  closeAllEditors,
  conversation,
  createAgentFixture,
  nextEvent,
  SECRET_KEY,
  workspaceRoot,
} from '../support/agentFixture';
import type { AgentFixture } from '../support/agentFixture';

const CODE = 'export function total(items) {\n  let sum = 0;\n  return sum;\n}\n';

describe('Commands on what is in the editor', () => {
  let fixture: AgentFixture;
  let folder: string;
  let path: string;

  before(async () => {
    fixture = await createAgentFixture();
    folder = await mkdtemp(join(workspaceRoot(), 'commands-'));
    path = join(folder, 'total.js');
    await writeFile(path, CODE);
  });

  after(async () => {
    await closeAllEditors();
    await fixture.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  async function open(fromLine: number, toLine = fromLine, toCharacter = 0): Promise<vscode.TextEditor> {
    const shown = await vscode.window.showTextDocument(vscode.Uri.file(path));
    shown.selection = new vscode.Selection(fromLine, 0, toLine, toCharacter);
    return shown;
  }

  /** Runs a command that asks, and gives back what the model got. */
  async function asked(command: string, ...args: readonly unknown[]): Promise<string> {
    fixture.server.play([{ text: 'Answered.' }]);
    const session = await fixture.newSession();
    const first = fixture.server.requests.length;
    const ended = nextEvent(session, 'end');
    await vscode.commands.executeCommand(command, ...args);
    await ended;
    return conversation(fixture, first);
  }

  it('explains the selection', async () => {
    await open(1, 2, 0);
    const seen = await asked('planwright.explainSelection');
    assertHas(seen, /Explain this code/);
    assertHas(seen, /total\.js`, line 2:\\n```javascript\\n {2}let sum = 0;\\n```/);
  });

  it('takes the function around the cursor where nothing is selected', async () => {
    await open(1);
    assertHas(await asked('planwright.testSelection'), /Write tests[^]*lines? 1 to 4|Write tests[^]*line 2/);
  });

  it('fixes the selection', async () => {
    await open(0, 4, 0);
    assertHas(await asked('planwright.fixSelection'), /Find what is wrong[^]*lines 1 to 4/);
  });

  it('fixes a problem with the lines around it', async () => {
    const reported = vscode.languages.createDiagnosticCollection('planwright-fix');
    const uri = vscode.Uri.file(path);
    const problem = new vscode.Diagnostic(new vscode.Range(1, 6, 1, 9), 'sum never changes');
    problem.source = 'sums';
    reported.set(uri, [problem]);
    try {
      const seen = await asked('planwright.fixProblem', uri, 1);
      assertHas(seen, /2:7 error sum never changes \[sums\]/);
      assertHas(seen, /return sum/);
    } finally {
      reported.dispose();
    }
  });

  it('shows in the transcript only the words, and the code as a mention', async () => {
    await open(1, 2, 0);
    await asked('planwright.explainSelection');
    const [item] = fixture.host.hub.current?.view.runs.at(-1)?.items ?? [];
    assert.equal(item?.kind, 'prompt');
    assertLacks(item.text, /let sum/);
  });

  describe('put into the input', () => {
    /** The handlers with an input of our own: what a page shows is none of the extension host's business. */
    function commandsWithInput() {
      const composed: Composition[] = [];
      const { hub, workspace } = fixture.host;
      const handlers = createEditorCommands({
        hub,
        workspace,
        content: createContentFilter(workspace),
        compose: (composition) => {
          composed.push(composition);
          return Promise.resolve();
        },
        isUsable: () => false,
        reveal: () => Promise.resolve(),
      });
      return { composed, handlers };
    }

    it('the selection, or the file where nothing is selected', async () => {
      const { composed, handlers } = commandsWithInput();
      const file = `${basename(folder)}/total.js`;
      await open(0, 2, 3);
      await handlers['planwright.addSelection']();
      await open(2);
      await handlers['planwright.addSelection']();
      assert.deepEqual(composed, [
        { mentions: [{ kind: 'selection', label: 'total.js:1–3', path: file, fromLine: 1, toLine: 3 }] },
        { mentions: [{ kind: 'file', label: 'total.js', path: file }] },
      ]);
    });

    it('files and folders that are selected in the explorer', async () => {
      const { composed, handlers } = commandsWithInput();
      await mkdir(join(folder, 'inner'), { recursive: true });
      const uris = [vscode.Uri.file(path), vscode.Uri.file(join(folder, 'inner'))];
      await handlers['planwright.addFiles'](uris[0], uris);
      assert.deepEqual(
        composed[0]?.mentions?.map(({ kind, label }) => [kind, label]),
        [
          ['file', 'total.js'],
          ['folder', 'inner'],
        ],
      );
    });

    it('the text of a document that the model has no way to read', async () => {
      const { composed, handlers } = commandsWithInput();
      const provider = vscode.workspace.registerTextDocumentContentProvider('loose', {
        provideTextDocumentContent: () => 'loose words',
      });
      try {
        const shown = await vscode.window.showTextDocument(vscode.Uri.parse('loose:words.txt'));
        shown.selection = new vscode.Selection(0, 0, 0, 11);
        await handlers['planwright.addSelection']();
      } finally {
        provider.dispose();
      }
      assertHas(composed[0]?.text ?? '', /loose words/);
    });

    it('what is selected in a document without a file, by the name that is shown', async () => {
      const { composed, handlers } = commandsWithInput();
      const document = await vscode.workspace.openTextDocument({ content: 'loose words' });
      const shown = await vscode.window.showTextDocument(document);
      shown.selection = new vscode.Selection(0, 0, 0, 11);
      await handlers['planwright.addSelection']();
      const name = document.uri.path;
      const mention = { kind: 'selection', path: `untitled:${name}`, fromLine: 1, toLine: 1 };
      assert.deepEqual(composed, [{ mentions: [{ ...mention, label: `untitled:${name}:1` }] }]);
    });

    it('nothing of a hidden file', async () => {
      const { composed, handlers } = commandsWithInput();
      const ignoreFile = join(workspaceRoot(), '.planwrightignore');
      await writeFile(ignoreFile, 'total.js\n');
      try {
        await open(0, 2, 3);
        await assert.rejects(handlers['planwright.addSelection'](), /kept from the agent/);
        await assert.rejects(handlers['planwright.explainSelection'](), /kept from the agent/);
        assert.deepEqual(composed, []);
      } finally {
        await rm(ignoreFile);
      }
    });

    it('a question, while no model is set up', async () => {
      const { composed, handlers } = commandsWithInput();
      await open(1, 1, 5);
      await handlers['planwright.explainSelection']();
      assert.equal(composed.length, 1);
      assertHas(composed[0]?.text ?? '', /Explain this code/);
      assert.equal(composed[0]?.mentions?.[0]?.kind, 'selection');
    });

    it('what is selected in a terminal, and leaves the clipboard as it was', async () => {
      const { composed, handlers } = commandsWithInput();
      await vscode.env.clipboard.writeText('my own');
      const write = new vscode.EventEmitter<string>();
      const opened = new Promise<void>((resolve) => {
        const pty: vscode.Pseudoterminal = {
          onDidWrite: write.event,
          open: () => resolve(),
          close: () => undefined,
        };
        vscode.window.createTerminal({ name: 'words', pty }).show();
      });
      try {
        await opened;
        write.fire('some output\r\n');
        await vscode.commands.executeCommand('workbench.action.terminal.focus');
        await new Promise((resolve) => setTimeout(resolve, 500));
        await vscode.commands.executeCommand('workbench.action.terminal.selectAll');
        await handlers['planwright.addTerminalSelection']();
        const [mention] = composed[0]?.mentions ?? [];
        assert.equal(mention?.kind, 'terminal');
        assertHas(mention.text ?? '', /some output/);
        assert.equal(await vscode.env.clipboard.readText(), 'my own');
      } finally {
        vscode.window.terminals.find(({ name }) => name === 'words')?.dispose();
        write.dispose();
      }
    });
  });
});

describe('Copy Diagnostics', () => {
  it('puts versions, settings and the log on the clipboard, without keys', async () => {
    const fixture = await createAgentFixture();
    try {
      await vscode.commands.executeCommand('planwright.copyDiagnostics');
      const text = await vscode.env.clipboard.readText();
      assertHas(text, /Planwright: \d+\.\d+\.\d+\nEditor: .*\d/);
      assertHas(text, /- model: "scripted\/scripted-model"/);
      assertHas(text, /Providers with a key: .*scripted/);
      assertLacks(text, new RegExp(SECRET_KEY));
    } finally {
      await fixture.dispose();
    }
  });
});

describe('A problem in the editor', () => {
  it('offers to be fixed, in a trusted workspace, as a quick fix', async () => {
    const folder = await mkdtemp(join(workspaceRoot(), 'action-'));
    const uri = vscode.Uri.file(join(folder, 'wrong.txt'));
    await writeFile(uri.fsPath, 'one\ntwo\n');
    const reported = vscode.languages.createDiagnosticCollection('planwright-action');
    try {
      await vscode.window.showTextDocument(uri);
      reported.set(uri, [new vscode.Diagnostic(new vscode.Range(1, 0, 1, 3), 'not right')]);
      const ask = (line: number) =>
        vscode.commands.executeCommand<vscode.CodeAction[]>(
          'vscode.executeCodeActionProvider',
          uri,
          new vscode.Range(line, 0, line, 1),
        );
      const ours = (await ask(1)).filter(({ command }) => command?.command === 'planwright.fixProblem');
      assert.deepEqual(
        ours.map(({ title, kind }) => [title, kind?.value]),
        [['Fix with Planwright', 'quickfix']],
      );
      assert.deepEqual(
        (await ask(0)).filter(({ command }) => command?.command === 'planwright.fixProblem'),
        [],
      );
    } finally {
      reported.dispose();
      await closeAllEditors();
      await rm(folder, { recursive: true, force: true });
    }
  });
});
