// The list of proposed changes in the real editor, with 200 files of ten hunks each: from the click until the rows are painted, until the
// first group of files is painted as a diff, and until a row that was decided is gone.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { GROUP_SIZE } from '../../src/host/review/diffGroups';
import { openDriver } from '../e2e/driver';
import { startModelServer } from '../model-server/modelServer';

export interface ReviewListFigure {
  readonly name: string;
  /** Milliseconds. */
  readonly value: number;
}

/** What each of the first two figures may take, in milliseconds. */
export const REVIEW_LIST_TARGET_MS = 1_000;

const FILES = 200;
const HUNKS = 10;
const LINES_BETWEEN = 5;

/** Starts the editor once. */
export async function measureReviewList(): Promise<readonly ReviewListFigure[]> {
  const source = await mkdtemp(join(tmpdir(), 'planwright-review-'));
  await writeFiles(source);
  const server = await startModelServer([
    { toolCalls: [{ name: 'patch', args: { diff: patch() } }] },
    { text: 'Done.' },
  ]);
  const models = [{ id: 'scripted-model', label: 'Scripted' }];
  const driver = await openDriver({
    name: 'bench review list',
    source,
    viewport: { width: 1440, height: 1000 },
    settings: {
      'planwright.providers': { scripted: { baseUrl: server.openaiUrl, api: 'chat', models } },
      'planwright.model': 'scripted/scripted-model',
      'planwright.permissionMode': 'auto',
    },
  });
  try {
    const { page } = driver;
    const panel = await driver.panel();
    const input = panel.locator('planwright-composer textarea');
    await input.fill('Change every file');
    await input.press('Enter');
    await panel.locator('.facts').waitFor({ timeout: 300_000 });
    const header = '.pane-header[aria-label^="Proposed Changes"]';
    await page.locator(header).waitFor();
    await page.evaluate(METER);
    const pane = `.pane:has(> ${header})`;
    const list = await measured(page, header, `${pane} .monaco-list-row .label-name`);
    await driver.screenshot('list');
    await page.locator(header).hover();
    const diff = await measured(
      page,
      `${pane} .action-label[aria-label^="Open All Proposed Changes"]`,
      '.multiDiffEditor .editor.modified .view-line span span',
    );
    await driver.screenshot('first group');
    const row = `.monaco-list-row[aria-label*="${nameOf(0)},"]`;
    await page.locator(`${pane} ${row}`).hover();
    const kept = await measured(
      page,
      `${pane} ${row} .action-label[aria-label^="Keep"]`,
      `${pane}:not(:has(${row}))`,
    );
    return [
      { name: 'list of 200 files and 2,000 hunks', value: list },
      { name: `first ${GROUP_SIZE} files as a diff`, value: diff },
      { name: 'keep a file in the list, until its row is gone', value: kept },
    ];
  } finally {
    await driver.dispose();
    await server.dispose();
    await rm(source, { recursive: true, force: true });
  }
}

/** From the click on one thing to the frame that shows another. */
async function measured(page: Page, clicked: string, shown: string): Promise<number> {
  const time = page.evaluate<number>(`window.paintAfterClick(${JSON.stringify([clicked, shown])})`);
  await page.locator(clicked).first().click();
  return time;
}

const METER = `window.paintAfterClick = ([clicked, shown]) => new Promise((done) => {
  const onPress = (event) => {
    if (event.target.closest(clicked) === null) return;
    document.removeEventListener('mousedown', onPress, true);
    const startedAt = event.timeStamp;
    const look = () => requestAnimationFrame(() => {
      if (document.querySelector(shown) === null) look();
      else requestAnimationFrame(() => done(performance.now() - startedAt));
    });
    look();
  };
  document.addEventListener('mousedown', onPress, true);
});`;

const nameOf = (file: number): string => `packages/p${file % 20}/src/file${file}.ts`;

async function writeFiles(root: string): Promise<void> {
  const text = Array.from(
    { length: HUNKS * LINES_BETWEEN },
    (_line, at) => `const line${at} = ${at};\n`,
  ).join('');
  for (let file = 0; file < FILES; file += 1) {
    const path = join(root, nameOf(file));
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, text);
  }
}

/** Every fifth line of every file is another one. */
function patch(): string {
  const hunk = (at: number): string =>
    `@@ -${at + 1},2 +${at + 1},2 @@\n-const line${at} = ${at};\n+const line${at} = ${at} + 1;\n const line${at + 1} = ${at + 1};\n`;
  const hunks = Array.from({ length: HUNKS }, (_hunk, at) => hunk(at * LINES_BETWEEN)).join('');
  return Array.from(
    { length: FILES },
    (_file, at) => `--- a/${nameOf(at)}\n+++ b/${nameOf(at)}\n${hunks}`,
  ).join('');
}
