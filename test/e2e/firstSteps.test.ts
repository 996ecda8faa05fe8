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
  // With motion, the editor gives a step that was clicked the focus a moment later, and a list that is open by then closes.
  const settings = { ...scriptedSettings(server.url), 'workbench.welcomePage.preferReducedMotion': true };
  driver = await openDriver({ name: 'first steps', settings });
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

const walkthrough = () => driver.page.locator('.gettingStartedContainer');
const openStep = () => walkthrough().locator('.getting-started-step.expanded');

/** Opens a step and waits until it has the focus. */
async function open(step: string): Promise<void> {
  const head = walkthrough().locator('.getting-started-step').filter({ hasText: step });
  const focused = walkthrough().locator('.getting-started-step.expanded:focus').filter({ hasText: step });
  await waitFor(`the step ${step}`, async () => {
    await head
      .locator('.step-title')
      .click({ timeout: 2_000 })
      .catch(() => undefined);
    return focused.waitFor({ timeout: 3_000 }).then(
      () => true,
      () => false,
    );
  });
}

async function press(step: string, name: string): Promise<void> {
  await open(step);
  await openStep().getByRole('button', { name, exact: true }).click();
}

test('the walkthrough shows its steps', async () => {
  await driver.runCommand('Planwright: Get Started');
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
});

test.each([
  ['Choose a model', 'Set API Key', 'Whose key do you want to set?', 'Anthropic'],
  ['Make it yours', 'Models of a Server', 'Models of scripted', 'one'],
  [
    'Make it yours',
    'Small Model',
    'Which model writes commit messages and titles?',
    "The session's own model",
  ],
  ['Make it yours', 'Reasoning Effort', 'How much may the model think before it answers?', 'auto'],
  ['Decide what it may do', 'Switch Permission Mode', 'Switch Permission Mode', 'read only'],
])('%s: the button %s opens its list', async (step, name, title, first) => {
  await press(step, name);
  const list = driver.page.locator('.quick-input-widget:visible');
  await list.locator('.quick-input-title').getByText(title, { exact: true }).waitFor();
  const row = list.locator('.monaco-list-row').first();
  await row.locator('.label-name').first().getByText(first, { exact: true }).waitFor();
  await driver.screenshot(`list ${name}`);
  // The step is done with the click, and the list stays.
  await openStep().locator('[role="checkbox"][aria-checked="true"]').first().waitFor();
  await expect.poll(() => row.isVisible()).toBe(true);
  await driver.page.keyboard.press('Escape');
  await list.waitFor({ state: 'hidden' });
});

test("the button for the editor's models says that there are none where the editor has none", async () => {
  await press('Choose a model', "Use One of the Editor's Models");
  await driver.runCommand('Notifications: Show Notifications');
  await driver.page
    .locator('.notifications-center')
    .getByText('The editor offers no language models.')
    .first()
    .waitFor();
  await driver.page.keyboard.press('Escape');
});

test('the walkthrough leads to the demo in the panel', async () => {
  await press('Try the demo', 'Use the Demo Model');
  await press('Try the demo', 'Open Agent');
  const panel = await driver.panel();
  await panel.locator('.model-picker').filter({ hasText: /demo/i }).first().waitFor();
  await driver.screenshot('walkthrough done');
});

test('the commit message button is there with a repository only', async () => {
  const button = driver.page.locator('.part.sidebar [aria-label^="Generate Commit Message"]');
  await showSourceControl(driver);
  await driver.page.locator('.part.sidebar').getByText('Initialize Repository').first().waitFor();
  await expect.poll(() => button.count()).toBe(0);

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
    await expect
      .poll(() => other.page.locator('.part.sidebar [aria-label^="Generate Commit Message"]').count())
      .toBe(0);
  } finally {
    await other.dispose();
  }
});
