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

  it('and every button of a step leads to a command that is there', async () => {
    const manifest = vscode.extensions.getExtension('planwright.planwright')?.packageJSON as {
      readonly contributes: {
        readonly walkthroughs: readonly { readonly steps: readonly { readonly description: string }[] }[];
      };
    };
    const linked = manifest.contributes.walkthroughs
      .flatMap(({ steps }) => steps)
      .flatMap(({ description }) =>
        [...description.matchAll(/\(command:([\w.]+)/g)].map((match) => match[1]),
      );
    assert(linked.length >= 8, String(linked.length));
    const known = new Set(await vscode.commands.getCommands());
    assert.deepEqual(
      linked.filter((command) => !known.has(command ?? '')),
      [],
    );
  });
});
