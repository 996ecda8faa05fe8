// What a person sees of a workspace that would instruct the agent: one notice, the files themselves, a difference when they change, a list.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openDriver } from './driver';
import type { Driver } from './driver';

let driver: Driver;

const put = async (name: string, text: string): Promise<void> => {
  const file = path.join(driver.workspace, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
};
const editorSays = (text: string) =>
  expect
    .poll(
      async () =>
        (await driver.page.locator('.editor-instance .view-lines').allInnerTexts())
          .join('\n')
          .replaceAll('\u00a0', ' '),
      {
        timeout: 15_000,
      },
    )
    .toContain(text);

beforeAll(async () => {
  driver = await openDriver({ name: 'trusted content' });
  driver.page.setDefaultTimeout(15_000);
  await put('AGENTS.md', '# Rules\n\n- Use tabs.\n- Run the tests before you say that you are done.\n');
  await put(
    '.planwright/templates/audit.json',
    '{\n  "steps": [{ "description": "Write an audit log" }]\n}\n',
  );
});
afterAll(() => driver?.dispose());
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await driver?.screenshot(`failed ${task.name}`);
});

const rows = () => driver.page.locator('.quick-input-widget:visible .monaco-list-row');
const row = (text: string) => rows().filter({ hasText: text });
/** Answers a notice where the notices are: the test editor shows no pop-ups. */
async function answer(question: string, button: string): Promise<void> {
  const list = driver.page.locator('.notifications-center.visible');
  if ((await list.count()) === 0) await driver.runCommand('Notifications: Show Notifications');
  const notice = list.locator('.notification-list-item').filter({ hasText: question });
  await notice.waitFor();
  await driver.screenshot(question);
  await notice.locator('.monaco-button').filter({ hasText: button }).click();
}

test('the panel says that files wait; each is shown before it is trusted', async () => {
  const panel = await driver.panel();
  const bar = panel
    .locator('planwright-composer .bar')
    .filter({ hasText: '2 files are not used until you trust them.' });
  await bar.waitFor();
  await driver.screenshot('panel');
  await bar.getByRole('button', { name: 'Look' }).click();
  await row('audit.json').filter({ hasText: 'you have not decided' }).waitFor();
  await driver.screenshot('list');
  await row('AGENTS.md').click();
  await editorSays('Run the tests before');
  await answer('Trust AGENTS.md as it is shown?', 'Trust');
  await panel
    .locator('planwright-composer .bar')
    .filter({ hasText: '.planwright/templates/audit.json is not used until you trust it.' })
    .getByRole('button', { name: 'Look' })
    .click();
  await row('AGENTS.md').filter({ hasText: 'trusted as it is' }).waitFor();
  await row('audit.json').click();
  await editorSays('Write an audit log');
  await answer('Trust .planwright/templates/audit.json as it is shown?', 'Not Now');
  await expect.poll(() => panel.locator('planwright-composer .bar').count()).toBe(0);
});

test('a change is shown as a difference', async () => {
  await put('AGENTS.md', '# Rules\n\n- Use spaces.\n- Run the tests before you say that you are done.\n');
  await driver.runCommand('Planwright: Manage Trusted Content');
  await row('AGENTS.md').filter({ hasText: 'it has changed since' }).click();
  await driver.page.locator('.monaco-diff-editor').waitFor();
  await answer('Trust AGENTS.md as it is now?', 'Never');
  await driver.runCommand('Planwright: Manage Trusted Content');
  await row('AGENTS.md').filter({ hasText: 'never used' }).waitFor();
  await driver.page.keyboard.press('Escape');
});
