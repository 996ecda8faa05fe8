// A run as a person steers it in the real editor: paused, stopped, added to, queued behind, asked again, failed, offline, refused, allowed
// for good; and what fills the context.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ScriptedTurn } from '../model-server/script';
import { waitFor } from './driver';
import type { ScriptedPanel } from './scriptedPanel';
import { keepPicturesOfFailures, openScriptedPanel } from './scriptedPanel';

let it: ScriptedPanel;
let panel: Frame;
let dataDirectory: string;

beforeAll(async () => {
  dataDirectory = await mkdtemp(path.join(tmpdir(), 'planwright-data-'));
  it = await openScriptedPanel([], { name: 'runs', dataDirectory });
  panel = await it.panel();
});
afterAll(async () => {
  await it?.dispose();
  await rm(dataDirectory, { recursive: true, force: true });
});
keepPicturesOfFailures(() => it);
beforeEach(() => it.newSession());

const bash = (command: string): ScriptedTurn => ({ toolCalls: [{ name: 'bash', args: { command } }] });
const slow = (text: string): ScriptedTurn => ({ text, deltaMs: 200 });
const input = () => panel.locator('planwright-composer textarea');
const button = (name: string | RegExp) => panel.getByRole('button', { name });
const answer = (text: string) => panel.locator('.answer').filter({ hasText: text });
const question = () => panel.locator('.question');

test('is paused before its next step, resumed, and stopped', async () => {
  const list: ScriptedTurn = { toolCalls: [{ name: 'ls', args: { path: '.' } }] };
  it.server.play([
    { ...list, text: 'I look around first, then I say what there is.', deltaMs: 100 },
    { text: 'A cart.' },
  ]);
  await it.ask('What is here?');
  await button('Pause before the next step').click();
  await panel.getByText('Paused', { exact: true }).waitFor();
  await it.driver.screenshot('paused');
  const asked = it.server.requests.length;
  await it.driver.page.locator('.statusbar-item').filter({ hasText: 'Planwright' }).hover();
  await button('Resume').click();
  await answer('A cart.').waitFor();
  expect(it.server.requests.length).toBe(asked + 1);

  it.server.play([slow('This answer is never read to its end, because somebody stops it before that.')]);
  await it.ask('Go on');
  await answer('This answer').waitFor();
  await it.driver.page.keyboard.press('Escape');
  await panel.locator('.facts').filter({ hasText: 'Stopped' }).waitFor();
  await it.driver.screenshot('stopped');
  await waitFor('the request to be given up', () =>
    Promise.resolve(it.server.requests.at(-1)?.abandoned === true),
  );
});

test('has follow-ups behind it, which are taken back, removed and delivered', async () => {
  let finish: () => void = () => undefined;
  const first = new Promise<ScriptedTurn>((resolve) => {
    finish = () => resolve({ text: 'The first answer.' });
  });
  it.server.play((_request, index) => (index === 0 ? first : { text: `Then ${index}.` }));
  await it.ask('Begin');
  for (const words of ['then the changelog', 'then the tests', 'then the docs']) {
    await input().fill(words);
    await input().press('Alt+Enter');
    await panel.locator('.queue-text').filter({ hasText: words }).waitFor();
  }
  await it.driver.screenshot('queue');
  const row = (words: string) => panel.locator('.queue .bar').filter({ hasText: words });
  await row('then the tests').getByRole('button', { name: 'Remove from the queue' }).click();
  await row('then the docs').getByRole('button', { name: 'Take it back and edit it' }).click();
  await expect.poll(() => input().inputValue()).toBe('then the docs');
  await expect.poll(() => panel.locator('.queue .bar').count()).toBe(1);
  await input().fill('then the guide');
  await input().press('Alt+Enter');
  await panel.locator('.queue-text').filter({ hasText: 'then the guide' }).waitFor();
  finish();
  await answer('Then 2.').waitFor({ timeout: 30_000 });
  const conversation = it.lastConversation();
  expect(conversation).toContain('then the changelog');
  expect(conversation).toContain('then the guide');
  expect(conversation).not.toMatch(/then the (tests|docs)/);
});

test('is taken back to an earlier message, which is changed and sent again', async () => {
  it.server.play((_request, index) => ({ text: `Answer ${index}.` }));
  await it.ask('Rename the cart to basket');
  await it.ended();
  await it.ask('And the tests');
  await it.ended();
  await panel.locator('.prompt').filter({ hasText: 'Rename the cart' }).hover();
  await button('Edit and send again from here').first().click();
  await panel.getByText('Editing an earlier message').waitFor();
  await expect.poll(() => input().inputValue()).toBe('Rename the cart to basket');
  await it.driver.screenshot('edit');
  await input().fill('Rename the cart to trolley');
  await input().press('Enter');
  await answer('Answer 2.').waitFor();
  await expect
    .poll(() => panel.locator('.prompt-text').allInnerTexts())
    .toEqual(['Rename the cart to trolley']);
  expect(it.lastConversation()).not.toMatch(/basket|And the tests|Answer 0/);
});

test('says when the server is offline, what to do, and goes on when it is back', async () => {
  await it.stopServer();
  await it.ask('Are you there?');
  const card = panel.locator('.error-card');
  await card.waitFor({ timeout: 60_000 });
  await it.driver.screenshot('offline');
  await expect
    .poll(() => card.innerText())
    .toMatch(/Nothing answers at the address of scripted\. Is the server running/);
  await expect.poll(() => card.innerText()).toContain('Everything up to here is kept.');
  await card.getByRole('button', { name: 'Open settings' }).click();
  await it.driver.page.locator('.settings-editor').waitFor();
  await it.driver.runCommand('View: Close All Editors');

  await it.startServer([{ text: 'Here I am.' }]);
  await card.getByRole('button', { name: 'Retry' }).click();
  await answer('Here I am.').waitFor({ timeout: 30_000 });
  expect(it.lastConversation()).toContain('Are you there?');
});

test('asks again after an error of the server', async () => {
  it.server.play([
    {
      fault: {
        status: 400,
        body: { type: 'error', error: { type: 'invalid_request_error', message: 'No such model.' } },
      },
    },
    { text: 'Now it works.' },
  ]);
  await it.ask('Try this');
  const card = panel.locator('.error-card');
  await card.waitFor({ timeout: 30_000 });
  await card.getByText('What the provider said').click();
  await card.getByText('No such model.').first().waitFor();
  await it.driver.screenshot('error');
  await card.getByRole('button', { name: 'Retry' }).click();
  await answer('Now it works.').waitFor();
});

test('is refused with a reason, which the model is told', async () => {
  it.server.play([bash('npm install left-pad'), { text: 'I do without.' }]);
  await it.ask('Pad it');
  await question().waitFor();
  const reason = panel.getByRole('textbox', { name: 'Deny and say what to do instead' });
  await reason.fill('Use padStart instead');
  await it.driver.screenshot('reason');
  await reason.press('Enter');
  await answer('I do without.').waitFor();
  expect(it.lastConversation()).toContain('Use padStart instead');
});

test('is allowed for good by a rule that the person has changed', async () => {
  it.server.play([bash('npm run lint'), { text: 'Linted.' }]);
  await it.ask('Lint');
  await question().waitFor();
  await button('Always…').click();
  const rule = panel.locator('.question-rule-text:focus');
  await rule.waitFor();
  await it.driver.page.keyboard.press('Escape');
  await button('Always…').waitFor();
  await button('Always…').click();
  const field = panel.getByRole('textbox', { name: 'Rule', exact: true });
  await field.fill('bash(npm run *)');
  await panel.getByText('Every workspace', { exact: true }).click();
  await it.driver.screenshot('rule');
  await field.press('Enter');
  await answer('Linted.').waitFor({ timeout: 30_000 });
  const settings = path.join(dataDirectory, 'data', 'User', 'settings.json');
  await expect
    .poll(async () => JSON.parse(await readFile(settings, 'utf8')) as unknown)
    .toMatchObject({ 'planwright.permissions.allow': ['bash(npm run *)'] });
  // It covers the next call of that kind: nobody is asked.
  it.server.play([bash('npm run test'), { text: 'Tested.' }]);
  await it.ask('Test');
  await answer('Tested.').waitFor({ timeout: 30_000 });
});

test('shows what fills the context', async () => {
  it.server.play([{ text: 'Known.', usage: { input: 42_000, output: 1_000 } }]);
  await it.ask('How full is it?');
  await it.ended();
  const gauge = panel.locator('.gauge');
  await expect.poll(() => gauge.getAttribute('title')).toContain('43.0k of 100.0k tokens');
  await gauge.click();
  const view = panel.getByRole('region', { name: 'What fills the context' });
  await view.waitFor();
  await it.driver.screenshot('context');
  await expect
    .poll(() => view.innerText())
    .toMatch(/Instructions[^]*Conversation[^]*Of 100\.0k[^]*43\.0k[^]*43 %/);
  await gauge.click();
  await view.waitFor({ state: 'detached' });
});

test('is a slash command where the prompt is one, chosen from the list and answered without a model', async () => {
  it.server.play([{ text: 'Hello.' }]);
  await it.ask('Say hello');
  await it.ended();
  const asked = it.server.requests.length;
  await input().fill('/');
  const rows = panel.getByRole('listbox', { name: 'Commands and skills' }).getByRole('option');
  await rows.filter({ hasText: '/code-review' }).waitFor();
  await it.driver.screenshot('slash commands');
  await input().pressSequentially('hist');
  await expect.poll(() => rows.count()).toBe(1);
  await input().press('Enter');
  await expect.poll(() => input().inputValue()).toBe('/history ');
  await input().press('Enter');
  await answer('Messages: 2').waitFor();
  await it.driver.screenshot('slash command answered');
  expect(it.server.requests.length).toBe(asked);
});
