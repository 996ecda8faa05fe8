import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { it } from 'mocha';
import * as vscode from 'vscode';
import type { BootstrapTestApi } from '../../../src/host/hostModule';

// `npm run bench` names a file for the figures; the targets stand there, since a loaded machine must not fail a test.
it('activation figures: the bootstrap loads nothing, the full host on request', async () => {
  const extension = vscode.extensions.getExtension<BootstrapTestApi>('planwright.planwright');
  assert.ok(extension);
  const api = await extension.activate();
  assert.ok(Number.isFinite(api.bootstrapMs));
  await api.loadHost();
  const fullActivationMs = api.fullActivationMs();
  assert.ok(fullActivationMs !== undefined && fullActivationMs > 0);
  const file = process.env['PLANWRIGHT_ACTIVATION_FILE'];
  if (file) await writeFile(file, JSON.stringify({ bootstrapMs: api.bootstrapMs, fullActivationMs }));
});
