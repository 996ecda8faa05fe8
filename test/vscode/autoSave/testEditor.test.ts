import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';

describe('the test editor with auto-save', () => {
  it('saves after a delay', () => {
    assert.equal(vscode.workspace.getConfiguration('files').get('autoSave'), 'afterDelay');
  });
});
