import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';

describe('the test editor in Restricted Mode', () => {
  it('does not trust the workspace', () => {
    assert.equal(vscode.workspace.isTrusted, false);
  });
});
