import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';

describe('the test editor', () => {
  it('opens a copy of the sample project, trusted, without auto-save', async () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    assert.equal(folder.name, 'sampleProject');
    assert.ok(!folder.uri.fsPath.includes('fixtures'), folder.uri.fsPath);
    assert.equal(vscode.workspace.isTrusted, true);
    assert.equal(vscode.workspace.getConfiguration('files').get('autoSave'), 'off');
  });

  it('has this extension under development', () => {
    const extension = vscode.extensions.getExtension('planwright.planwright');
    assert.ok(extension, 'planwright.planwright is not installed');
  });
});
