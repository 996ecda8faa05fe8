import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeAllEditors } from '../support/agentFixture';

interface Binding {
  readonly key: string;
  readonly command: string;
}

/** The editor's own list of everything that is bound by default, ours included. */
async function defaultBindings(): Promise<readonly Binding[]> {
  await vscode.commands.executeCommand('workbench.action.openDefaultKeybindingsFile');
  const text = vscode.window.activeTextEditor?.document.getText() ?? '';
  return [...text.matchAll(/"key":\s*"([^"]+)",\s*"command":\s*"([^"]+)"/g)].map(
    ([, key = '', command = '']) => ({ key, command }),
  );
}

describe('Default keys', () => {
  after(closeAllEditors);

  it('are none of the keys that the editor uses itself', async () => {
    const all = await defaultBindings();
    const ours = all.filter(({ command }) => command.startsWith('planwright.'));
    const others = all.filter(({ command }) => !command.startsWith('planwright.'));
    assert(others.length > 500, `only ${others.length} bindings were found`);
    assert(ours.length > 0, 'none of ours was found');
    const clashes = ours.flatMap((our) =>
      // A chord that begins with our key would never be reached, and the other way round.
      others.filter(
        ({ key }) => key === our.key || key.startsWith(`${our.key} `) || our.key.startsWith(`${key} `),
      ),
    );
    assert.deepEqual(clashes, []);
  });
});
