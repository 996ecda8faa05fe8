import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import {
  assertHas,
  assertLacks,
  closeAllEditors,
  conversation,
  createAgentFixture,
  runToEnd,
  workspaceRoot,
} from '../support/agentFixture';
import type { AgentFixture } from '../support/agentFixture';

describe('The diagnostics tool', () => {
  let fixture: AgentFixture;
  let folder: string;
  let reported: vscode.DiagnosticCollection;

  before(async () => {
    fixture = await createAgentFixture();
    folder = await mkdtemp(join(workspaceRoot(), 'problems-'));
    reported = vscode.languages.createDiagnosticCollection('planwright-test');
  });

  after(async () => {
    reported.dispose();
    await closeAllEditors();
    await fixture.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  /** Lets the model call the tool, and returns what it gets. */
  async function ask(args: Record<string, unknown>): Promise<string> {
    fixture.server.play([{ toolCalls: [{ name: 'diagnostics', args }] }, { text: 'Seen.' }]);
    const session = await fixture.newSession();
    const first = fixture.server.requests.length;
    await runToEnd(session, 'What is wrong?');
    return conversation(fixture, first + 1);
  }

  function report(path: string, message: string, severity: vscode.DiagnosticSeverity): void {
    const diagnostic = new vscode.Diagnostic(new vscode.Range(1, 4, 1, 8), message, severity);
    diagnostic.source = 'sums';
    diagnostic.code = 'S1';
    reported.set(vscode.Uri.file(path), [diagnostic]);
  }

  it('shows the model the problems of one file, without a tab', async () => {
    const path = join(folder, 'sum.txt');
    await writeFile(path, 'one\ntwo three\n');
    report(path, 'does not add up', vscode.DiagnosticSeverity.Error);
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs).length;
    assertHas(await ask({ file_path: path }), /sum\.txt\\n {2}2:5 error does not add up \[sums S1\]/);
    const after = vscode.window.tabGroups.all.flatMap((group) => group.tabs).length;
    if (after !== tabs) throw new Error(`${after - tabs} tabs were opened`);
  });

  it('waits for a report that comes after the file was looked at', async () => {
    const path = join(folder, 'late.txt');
    await writeFile(path, 'one\ntwo three\n');
    const subscription = vscode.workspace.onDidOpenTextDocument((document) => {
      if (basename(document.uri.path) === 'late.txt')
        setTimeout(() => report(path, 'found later', vscode.DiagnosticSeverity.Error), 300);
    });
    try {
      assertHas(await ask({ file_path: path }), /2:5 error found later/);
    } finally {
      subscription.dispose();
    }
  });

  it('shows the workspace, only what is urgent enough, and nothing of hidden files', async () => {
    const hidden = join(folder, 'hidden.txt');
    const hint = join(folder, 'hint.txt');
    const open = join(folder, 'seen.txt');
    for (const path of [hidden, hint, open]) await writeFile(path, 'one\ntwo three\n');
    const ignoreFile = join(workspaceRoot(), '.planwrightignore');
    await writeFile(ignoreFile, 'hidden.txt\n');
    try {
      report(hidden, 'secret words', vscode.DiagnosticSeverity.Error);
      report(hint, 'only a hint', vscode.DiagnosticSeverity.Hint);
      report(open, 'plain to see', vscode.DiagnosticSeverity.Warning);
      const seen = await ask({});
      assertHas(seen, /plain to see/);
      assertLacks(seen, /secret words|only a hint/);
      assertHas(await ask({ file_path: hidden }), /kept from you/);
    } finally {
      await rm(ignoreFile);
    }
  });
});
