// The extension host is killed while a command writes files: what the command did is under review after the restart, and one file is undone.
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startModelServer } from '../model-server/modelServer';
import type { ModelServer } from '../model-server/modelServer';
import { openDriver, waitFor } from './driver';
import type { Driver } from './driver';
import { extensionHosts } from './extensionHosts';

const FILES = 8;
const MARK = randomUUID();
const nameOf = (index: number): string => `data/part${index}.txt`;
const before = (index: number): string => `file ${index}\na line as it was\nend\n`;
const after = (index: number): string => before(index).replace('as it was', 'as it became');

let driver: Driver;
let server: ModelServer;
/** Settings and sessions of the editor. */
let outside: string;
/** What ends the command, in a folder whose files don't count. */
const GATE = 'node_modules/end';

beforeAll(async () => {
  outside = await mkdtemp(path.join(tmpdir(), 'planwright-killed-'));
  server = await startModelServer([]);
  const models = [{ id: 'scripted-model', label: 'Scripted' }];
  driver = await openDriver({
    name: 'commandKilled',
    dataDirectory: path.join(outside, 'editor'),
    environment: { PLANWRIGHT_TEST_MARK: MARK },
    settings: {
      'planwright.model': 'scripted/scripted-model',
      'planwright.permissionMode': 'auto',
      'planwright.providers': { scripted: { baseUrl: server.url, api: 'anthropic', models } },
    },
  });
  for (const folder of ['data', 'node_modules']) await mkdir(inWorkspace(folder), { recursive: true });
  for (let index = 0; index < FILES; index += 1) await writeFile(inWorkspace(nameOf(index)), before(index));
});
afterAll(async () => {
  await driver?.dispose();
  await server?.dispose();
  await rm(outside, { recursive: true, force: true });
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await driver?.screenshot(`failed ${task.name}`);
});

const inWorkspace = (name: string): string => path.join(driver.workspace, name);
const onDisk = (index: number): Promise<string> => readFile(inWorkspace(nameOf(index)), 'utf8');

test.runIf(process.platform === 'linux')(
  'a command that is cut off by a kill can be undone (processes are found by /proc: Linux only)',
  async () => {
    const panel = await driver.panel();
    const command = [
      `for i in $(seq 0 ${FILES - 1}); do sed -i 's/as it was/as it became/' data/part$i.txt; done`,
      'printf "made by the command\\n" > data/made.txt',
      `while [ ! -e ${GATE} ]; do sleep 0.1; done`,
    ].join('; ');
    server.play([{ toolCalls: [{ name: 'bash', args: { command } }] }, { text: 'Done.' }]);
    const input = panel.locator('planwright-composer textarea');
    await input.fill('Rewrite every part');
    await input.press('Enter');

    // In the middle of the command, once the host has given a sign of life after what was written so far.
    const made = inWorkspace('data/made.txt');
    await waitFor('the command to write', () => modified(made), 60_000);
    const written = (await modified(made)) ?? 0;
    await waitFor('a sign of life', async () => (await lastSign()) > written);
    for (const processId of await extensionHosts(MARK)) process.kill(processId, 'SIGKILL');
    await waitFor('the extension host to be gone', async () => (await extensionHosts(MARK)).length === 0);
    // Its command is without a master now, and ends.
    await writeFile(inWorkspace(GATE), '');
    for (let index = 0; index < FILES; index += 1) await expect.poll(() => onDisk(index)).toBe(after(index));

    await driver.reload();
    const bar = (await driver.panel()).locator('.review-bar');
    await bar.getByText(`${FILES + 1} changes in ${FILES + 1} files`).waitFor({ timeout: 60_000 });
    await bar.locator('.review-toggle').click();
    await bar.getByRole('button', { name: 'line 2 of data/part3.txt: a line as it became' }).waitFor();
    await driver.screenshot('1 after the kill');
    await expect.poll(() => bar.locator('.warning-icon').count()).toBe(0);

    // One of them by its hunk, then the file that the command made.
    await bar.getByRole('button', { name: 'Undo line 2 of data/part3.txt', exact: true }).click();
    await expect.poll(() => onDisk(3)).toBe(before(3));
    await bar.getByRole('button', { name: 'Undo data/made.txt', exact: true }).click();
    await expect.poll(() => modified(made)).toBeUndefined();
    await bar.getByText(`${FILES - 1} changes in ${FILES - 1} files`).waitFor();
    for (const index of [0, 2, 4, 7]) await expect.poll(() => onDisk(index)).toBe(after(index));
    await driver.screenshot('2 one undone');
  },
  180_000,
);

/** Milliseconds since the epoch; undefined where there is no such file. */
async function modified(file: string): Promise<number | undefined> {
  return stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  );
}

/** When the host noted last that it is alive beside its command. */
async function lastSign(): Promise<number> {
  const folder = path.join(outside, 'editor', 'data', 'User');
  const entries = await readdir(folder, { recursive: true });
  const records = entries.filter((name) => /[\\/]changes[\\/]commands[\\/][^\\/]+\.files$/.test(name));
  const times = await Promise.all(records.map((name) => modified(path.join(folder, name))));
  return Math.max(0, ...times.map((time) => time ?? 0));
}
