// What a newcomer meets in the real editor: the walkthrough with all of its buttons, and the button of the source control view.
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { writeFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startModelServer } from '../model-server/modelServer';
import type { ModelServer } from '../model-server/modelServer';
import { openDriver, waitFor } from './driver';
import type { Driver } from './driver';
import { scriptedSettings } from './scriptedPanel';

let driver: Driver;
let server: ModelServer;

beforeAll(async () => {
  server = await startModelServer(() => ({ text: 'cart: count to two' }), { models: ['one', 'two'] });
  driver = await openDriver({ name: 'first steps', settings: scriptedSettings(server.url) });
  driver.page.setDefaultTimeout(15_000);
});
afterAll(async () => {
  await driver?.dispose();
  await server?.dispose();
});

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await driver?.screenshot(`failed ${task.name}`);
});

async function showSourceControl(of: Driver): Promise<void> {
  await of.page.locator('.activitybar .action-item [aria-label^="Source Control"]').first().click();
  await of.page
    .locator('.part.sidebar .title-label')
    .filter({ hasText: /Source Control/i })
    .waitFor();
}

// Buttons that lead to a list are looked at in the suite `walkthrough.test.ts`: a list over the walkthrough closes when the editor goes on by itself.
test('the walkthrough shows its steps, and leads to the demo in the panel', async () => {
  await driver.runCommand('Planwright: Get Started');
  const walkthrough = driver.page.locator('.gettingStartedContainer');
  // The editor goes to the next step by itself when one is done, at a moment of its own.
  const open = (step: string): Promise<true> => {
    const head = walkthrough.locator('.getting-started-step').filter({ hasText: step });
    const expanded = walkthrough.locator('.getting-started-step.expanded').filter({ hasText: step });
    return waitFor(`the step ${step}`, async () => {
      if (await expanded.isVisible()) return true;
      await head
        .locator('.step-title')
        .click({ timeout: 2_000 })
        .catch(() => undefined);
      return expanded.waitFor({ timeout: 2_000 }).then(
        () => true as const,
        () => false,
      );
    });
  };
  for (const step of [
    'Choose a model',
    'Make it yours',
    'Try the demo',
    'Decide what it may do',
    'Give it a first task',
  ]) {
    await open(step);
    await driver.screenshot(step);
    await driver.page
      .locator('.getting-started-media iframe, .getting-started-media .webview')
      .first()
      .waitFor({ state: 'attached' });
  }
  for (const name of ['Use the Demo Model', 'Open Agent']) {
    await waitFor(`a click on ${name}`, async () => {
      await open('Try the demo');
      const button = walkthrough
        .locator('.getting-started-step.expanded')
        .getByRole('button', { name, exact: true });
      return button.click({ timeout: 2_000 }).then(
        () => true,
        () => false,
      );
    });
  }
  const panel = await driver.panel();
  await panel.locator('.model-picker').filter({ hasText: /demo/i }).first().waitFor();
  await driver.screenshot('walkthrough done');
});

test('the commit message button is there with a repository only', async () => {
  const button = driver.page.locator('.part.sidebar [aria-label^="Generate Commit Message"]');
  await showSourceControl(driver);
  await driver.page.locator('.part.sidebar').getByText('Initialize Repository').first().waitFor();
  expect(await button.count()).toBe(0);

  const run = promisify(execFile);
  const git = (...args: readonly string[]) =>
    run('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.invalid', ...args], {
      cwd: driver.workspace,
    });
  await git('init', '-q', '-b', 'main');
  await git('add', '.');
  await git('commit', '-q', '-m', 'cart: begin');
  await writeFile(path.join(driver.workspace, 'src/tax.js'), 'export const two = 2;\n');
  await git('add', '.');
  await button.first().waitFor({ state: 'attached', timeout: 60_000 });
  // Buttons of a view's title are shown while the pointer is over the view.
  await driver.page.locator('.part.sidebar .pane-header').first().hover();
  await button.first().waitFor();
  await driver.screenshot('commit message button');
});

test('without Git there is none', async () => {
  const other = await openDriver({
    name: 'without git',
    settings: { ...scriptedSettings(server.url), 'git.enabled': false },
  });
  try {
    await promisify(execFile)('git', ['init', '-q'], { cwd: other.workspace });
    // With the panel the extension is there, and with it whatever it adds.
    await other.panel();
    await showSourceControl(other);
    await other.screenshot('no button');
    expect(await other.page.locator('.part.sidebar [aria-label^="Generate Commit Message"]').count()).toBe(0);
  } finally {
    await other.dispose();
  }
});
