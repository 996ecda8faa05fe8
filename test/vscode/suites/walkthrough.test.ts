import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeAllEditors, eventually } from '../support/agentFixture';

describe('The first steps', () => {
  after(closeAllEditors);

  it('open as the walkthrough of the editor', async () => {
    await vscode.commands.executeCommand('planwright.openWalkthrough');
    await eventually(() =>
      vscode.window.tabGroups.all
        .flatMap((group) => group.tabs)
        .some(({ label }) => /Get Started with Planwright|Welcome|Walkthrough/.test(label)),
    );
  });

  it('and every command has its words, not a key', () => {
    const manifest = vscode.extensions.getExtension('planwright.planwright')?.packageJSON as {
      readonly contributes: { readonly commands: readonly { readonly title: string }[] };
    };
    assert.deepEqual(
      manifest.contributes.commands.filter(({ title }) => title.includes('%')),
      [],
    );
  });
});
