// The extension host is killed in the middle of an edit: no file is half-written, and what was changed can still be undone.
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startModelServer } from '../model-server/modelServer';
import type { ModelServer } from '../model-server/modelServer';
import { openDriver, waitFor } from './driver';
import type { Driver } from './driver';
import { extensionHosts } from './extensionHosts';

const FILES = 24;
/** The model falls silent after these, so that a kill that comes late on a busy machine still cuts the run off. */
const ANSWERED = 20;
/** Large enough that a write takes a while. */
const LINES = 20_000;
const MARK = randomUUID();

let driver: Driver;
let server: ModelServer;

const nameOf = (index: number): string => `data/part${index}.txt`;
const before = (index: number): string => `${`file ${index}, a line as it was\n`.repeat(LINES)}end\n`;
const after = (index: number): string => before(index).replace('end\n', 'end, changed\n');
const onDisk = (index: number): Promise<string> =>
  readFile(path.join(driver.workspace, nameOf(index)), 'utf8');

beforeAll(async () => {
  server = await startModelServer([]);
  const models = [{ id: 'scripted-model', label: 'Scripted' }];
  driver = await openDriver({
    name: 'hostKilled',
    environment: { PLANWRIGHT_TEST_MARK: MARK },
    settings: {
      'planwright.model': 'scripted/scripted-model',
      'planwright.permissionMode': 'edits',
      'planwright.providers': { scripted: { baseUrl: server.url, api: 'anthropic', models } },
    },
  });
  await mkdir(path.join(driver.workspace, 'data'));
  for (let index = 0; index < FILES; index += 1)
    await writeFile(path.join(driver.workspace, nameOf(index)), before(index));
});
afterAll(async () => {
  await driver?.dispose();
  await server?.dispose();
});

test.runIf(process.platform === 'linux')(
  'an edit that is cut off by a kill loses nothing (processes are found by /proc: Linux only)',
  async () => {
    const panel = await driver.panel();
    server.play([
      {
        toolCalls: Array.from({ length: FILES }, (_, index) => ({
          name: 'read',
          args: { file_path: nameOf(index), limit: 5 },
        })),
      },
      ...Array.from({ length: ANSWERED }, (_, index) => ({
        toolCalls: [{ name: 'write', args: { file_path: nameOf(index), content: after(index) } }],
      })),
      { text: 'The other parts are changed next.', fault: 'hang' },
    ]);
    const input = panel.locator('planwright-composer textarea');
    await input.fill('Change every part');
    await input.press('Enter');

    // As soon as some are written, in the middle of the next ones.
    await waitFor('the first files to change', async () => (await changed()).length >= 4, 60_000);
    for (const processId of await extensionHosts(MARK)) process.kill(processId, 'SIGKILL');
    await waitFor('the extension host to be gone', async () => (await extensionHosts(MARK)).length === 0);

    // The editor's server, which lives on, brings a write to its end.
    await expect.poll(halfWritten).toEqual([]);
    const written = await changed();
    expect(written.length).toBeGreaterThanOrEqual(4);
    expect(written.length).toBeLessThan(FILES);

    await driver.reload();
    await (
      await driver.panel()
    )
      .getByRole('group', { name: 'The run was interrupted' })
      .waitFor({ timeout: 60_000 });
    await driver.screenshot('1 after the kill');
    await driver.runCommand('Planwright: Undo All Changes');
    await waitFor('every file to be as it was', async () => (await changed()).length === 0, 60_000);
    for (let index = 0; index < FILES; index += 1) await expect.poll(() => onDisk(index)).toBe(before(index));
    await driver.screenshot('2 undone');
  },
  180_000,
);

/** Files that are wholly changed. */
async function changed(): Promise<readonly number[]> {
  const texts = await Promise.all(Array.from({ length: FILES }, (_, index) => onDisk(index)));
  return texts.flatMap((text, index) => (text === after(index) ? [index] : []));
}

/** Files that are neither as they were nor as they should become. */
async function halfWritten(): Promise<readonly string[]> {
  const texts = await Promise.all(Array.from({ length: FILES }, (_, index) => onDisk(index)));
  return texts.flatMap((text, index) =>
    text === before(index) || text === after(index) ? [] : [`${nameOf(index)}, ${text.length} characters`],
  );
}
