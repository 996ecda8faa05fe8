// The settings of plans as the editor gives them.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { readSettings } from '../../../src/host/settings';

const CHANGED = {
  'planner.rollbackOnFailure': 'never',
  'planner.stepTimeoutSeconds': 90,
  'planner.runTestsAfter': true,
} as const;

const update = (key: string, value: unknown): Thenable<void> =>
  vscode.workspace.getConfiguration('planwright').update(key, value, vscode.ConfigurationTarget.Global);

describe('Settings of plans', () => {
  afterEach(async () => {
    for (const key of [...Object.keys(CHANGED), 'planner.testCommand']) await update(key, undefined);
  });

  it('leave everything as the product has it, until they are changed', () => {
    assert.deepEqual(readSettings().planner, {
      maxSteps: 100,
      stepTimeoutSeconds: 0,
      validateEachStep: true,
      runTestsAfter: false,
      defaultInteractive: false,
      confirmDestructive: true,
      isolation: 'shared',
    });
  });

  it('are the own ones; tests need a command', async () => {
    for (const [key, value] of Object.entries(CHANGED)) await update(key, value);
    const { planner, problems } = readSettings();
    assert.deepEqual(
      [planner.rollbackOnFailure, planner.stepTimeoutSeconds, planner.runTestsAfter],
      [false, 90, false],
    );
    assert.ok(problems.some((problem) => problem.includes('needs planwright.planner.testCommand')));
    await update('planner.testCommand', ' npm test ');
    const { runTestsAfter, testCommand } = readSettings().planner;
    assert.deepEqual([runTestsAfter, testCommand], [true, 'npm test']);
  });
});
