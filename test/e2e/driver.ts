// Drives the real editor in a browser as a person would: by keys, clicks and what can be seen.

import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Frame, Locator, Page } from 'playwright-core';
import { Cleanup } from '../editor/cleanup';
import { startEditor } from '../editor/launch';
import type { EditorOptions } from '../editor/launch';
import { openEditorPage, outputDirectory } from '../editor/page';
import { copyWorkspace, sampleProject } from '../editor/sampleWorkspace';

export interface DriverOptions extends Partial<Omit<EditorOptions, 'workspace'>> {
  /** Names the log files and pictures of this editor below `test-output/`. */
  readonly name: string;
  /** Folder to copy and open; default: the sample project. */
  readonly source?: string;
  /** Names of empty folders beside it: the editor opens all of them as one workspace. Default: none. */
  readonly otherFolders?: readonly string[];
  /** Window size in CSS pixels; default 1440 x 900. */
  readonly viewport?: { readonly width: number; readonly height: number };
}

export interface Driver {
  readonly page: Page;
  /** The copied workspace on disk. */
  readonly workspace: string;
  /** Runs a command by its full title, as the palette shows it. */
  runCommand(title: string): Promise<void>;
  /** Opens a file of the workspace in an editor tab. */
  openFile(relativePath: string): Promise<void>;
  /** Opens the panel's view if it is not there yet and returns the frame with its content. */
  panel(): Promise<Frame>;
  /** Texts of the notifications that are visible now. */
  notifications(): Promise<string[]>;
  /** Clicks a button of a notification or of a modal dialog. */
  clickDialogButton(label: string): Promise<void>;
  /** Saves a picture below `test-output/` and returns its path. */
  screenshot(name: string): Promise<string>;
  /** Opens the same page again, as after a crash: what the window had not saved yet is lost. */
  reload(): Promise<void>;
  /** Reloads the window by its command. */
  reloadWindow(): Promise<void>;
  /** The panel as an editor tab. */
  panelTab(): Promise<Frame>;
  /** Opens the workspace in a second window of the same editor. */
  secondWindow(): Promise<{ readonly page: Page; panel(): Promise<Frame> }>;
  dispose(): Promise<void>;
}

const extensionId = 'planwright.planwright';
const startTimeoutMilliseconds = 90_000;
const pollMilliseconds = 100;
/** A place where the pointer is in nobody's way. */
const TITLE_BAR = { x: 300, y: 4 };

/** Copies the workspace, starts the editor on it, and waits until the workbench can be used. */
export async function openDriver(options: DriverOptions): Promise<Driver> {
  const cleanup = new Cleanup();
  try {
    return await open(options, cleanup);
  } catch (error) {
    await cleanup.run();
    throw error;
  }
}

async function open(options: DriverOptions, cleanup: Cleanup): Promise<Driver> {
  const { name, source = sampleProject, otherFolders = [], viewport, ...editorOptions } = options;
  await mkdir(outputDirectory, { recursive: true });
  const log = createWriteStream(path.join(outputDirectory, `${name}.log`));
  cleanup.add(() => new Promise<void>((resolve) => log.end(resolve)));
  const workspace = await copyWorkspace(source);
  cleanup.add(workspace.dispose);
  const editor = await startEditor({
    trust: true,
    logFile: path.join(outputDirectory, `${name}.server.log`),
    ...editorOptions,
    workspace: await withFolders(workspace.directory, otherFolders),
  });
  cleanup.add(editor.dispose);
  const browser = await openEditorPage(editor, {
    ...(viewport ? { viewport } : {}),
    onConsole: (level, text) => log.write(`[${level}] ${text}\n`),
  });
  cleanup.add(browser.dispose);
  const { page } = browser;
  const screenshot = (picture: string) => browser.screenshot(`${name} ${picture}`);
  await waitForWorkbench(page).catch(async (error: unknown) => {
    await screenshot('did not start');
    throw error;
  });

  return {
    page,
    workspace: workspace.directory,
    runCommand: (title) => runCommand(page, title),
    openFile: (relativePath) => openFile(page, relativePath),
    panel: () => panelFrame(page),
    notifications: () => page.locator('.notification-list-item-message').allInnerTexts(),
    clickDialogButton: (label) => dialogButton(page, label).click(),
    screenshot,
    reload: async () => {
      await page.goto(editor.url, { waitUntil: 'commit' });
      await waitForWorkbench(page);
    },
    reloadWindow: async () => {
      await Promise.all([
        page.waitForEvent('framenavigated', {
          predicate: (frame) => frame === page.mainFrame(),
          timeout: startTimeoutMilliseconds,
        }),
        runCommand(page, 'Developer: Reload Window'),
      ]);
      await waitForWorkbench(page);
    },
    panelTab: () => filledFrame(page, 'the panel in an editor', true),
    secondWindow: async () => {
      const other = await page.context().newPage();
      // The workbench calls these two when it runs under automation.
      await other.exposeFunction('codeAutomationLog', () => undefined);
      await other.exposeFunction('codeAutomationExit', () => undefined);
      await other.goto(editor.url, { waitUntil: 'commit' });
      await waitForWorkbench(other);
      return { page: other, panel: () => panelFrame(other) };
    },
    dispose: () => cleanup.run(),
  };
}

/** Asks again until the check gives a value, and says what was waited for when it never does. */
export async function waitFor<T>(
  what: string,
  check: () => Promise<T | undefined | false>,
  timeoutMilliseconds = 30_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMilliseconds;
  for (;;) {
    const value = await check();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > deadline) throw new Error(`Waited ${timeoutMilliseconds} ms in vain for ${what}.`);
    await sleep(pollMilliseconds);
  }
}

/** The folder, or the file of a workspace with it and the others beside it. */
async function withFolders(folder: string, others: readonly string[]): Promise<string> {
  if (others.length === 0) return folder;
  const parent = path.dirname(folder);
  for (const other of others) await mkdir(path.join(parent, other));
  const file = path.join(parent, 'folders.code-workspace');
  const folders = [path.basename(folder), ...others].map((name) => ({ path: name }));
  await writeFile(file, JSON.stringify({ folders }));
  return file;
}

/** Which view is shown differs after a reload, so the sign is the status bar with its remote indicator. */
async function waitForWorkbench(page: Page): Promise<void> {
  await page.locator('.part.statusbar [id="status.host"]').waitFor({ timeout: startTimeoutMilliseconds });
}

async function runCommand(page: Page, title: string): Promise<void> {
  const row = page.locator('.quick-input-widget:visible .monaco-list-row').filter({ hasText: title }).first();
  await waitFor(`the command ${title}`, async () => {
    const input = await openQuickInput(page, 'F1');
    const isRun = await input
      .fill(`>${title}`, { timeout: 3_000 })
      .then(() => row.waitFor({ timeout: 3_000 }))
      // The list closes when something else takes the focus meanwhile.
      .then(() => row.click({ timeout: 3_000 }))
      .then(
        () => true,
        () => false,
      );
    // The list does not change any more when an extension comes later.
    if (!isRun) await page.keyboard.press('Escape');
    return isRun;
  });
}

async function openFile(page: Page, relativePath: string): Promise<void> {
  const fileName = path.posix.basename(relativePath);
  const row = page
    .locator('.quick-input-widget:visible .monaco-list-row')
    .filter({ hasText: fileName })
    .first();
  await waitFor(`the file ${relativePath}`, async () => {
    const input = await openQuickInput(page, 'ControlOrMeta+P');
    const isThere = await input
      .fill(relativePath, { timeout: 3_000 })
      .then(() => row.waitFor({ timeout: 3_000 }))
      .then(
        () => true,
        () => false,
      );
    // Until the editor has listed the files anew it looks in the list of the last time, and does not look again: a new file is missing.
    if (!isThere) await page.keyboard.press('Escape');
    return isThere;
  });
  await row.click();
  await page.locator('.editor-instance .monaco-editor').first().waitFor();
}

/** A key press that comes while the workbench is busy can get lost, so it is repeated until the input is there. */
async function openQuickInput(page: Page, key: string): Promise<Locator> {
  const input = page.locator('.quick-input-widget:visible .quick-input-box input');
  await waitFor(`the quick input after ${key}`, async () => {
    await page.keyboard.press(key);
    return input.waitFor({ timeout: 2_000 }).then(
      () => true,
      () => false,
    );
  });
  return input;
}

function dialogButton(page: Page, label: string): Locator {
  return page
    .locator('.monaco-dialog-box .monaco-button, .notifications-toasts .monaco-button')
    .filter({ hasText: label })
    .first();
}

async function panelFrame(page: Page): Promise<Frame> {
  const icon = page.locator('.activitybar .action-item', { has: page.locator('[aria-label^="Planwright"]') });
  await icon.waitFor();
  // A click on the icon of the view that is shown would hide it, and a window that is still being restored shows it a moment later.
  return waitFor(
    'the panel',
    async () => {
      const isShown = await icon.evaluate((element) => element.classList.contains('checked'));
      if (!isShown) {
        await icon.click();
        // Resting there, it would bring up a tooltip that lies over the panel.
        await page.mouse.move(TITLE_BAR.x, TITLE_BAR.y);
      }
      return filledFrame(page, 'the panel', false, 8_000).catch(() => undefined);
    },
    60_000,
  );
}

function filledFrame(page: Page, what: string, isTab: boolean, timeout?: number): Promise<Frame> {
  return waitFor(
    what,
    async () => {
      const frame = await findPanelFrame(page, isTab);
      // The content is written into the inner frame after that has loaded.
      const isFilled = await frame
        ?.locator('body > *')
        .count()
        .then((count) => count > 0)
        .catch(() => false);
      return isFilled && frame;
    },
    timeout,
  );
}

/**
 * A view's content sits in a frame inside a frame whose address names the extension. The workbench lays the frames of views and tabs over
 * their places, so that only the place tells which is which.
 */
async function findPanelFrame(page: Page, isTab: boolean): Promise<Frame | undefined> {
  const editorArea = await page.locator('.part.editor').boundingBox();
  for (const frame of page.frames()) {
    const parent = frame.parentFrame();
    const address = parent?.url() ?? '';
    if (parent === null || !address.includes('webview') || !address.includes(`extensionId=${extensionId}`))
      continue;
    const place = await parent
      .frameElement()
      .then((element) => element.boundingBox())
      .catch(() => null);
    // One that is not on the screen is a page that is being replaced.
    if (place === null || editorArea === null) continue;
    const middle = place.x + place.width / 2;
    const isInEditorArea = middle > editorArea.x && middle < editorArea.x + editorArea.width;
    if (isInEditorArea === isTab) return frame;
  }
  return undefined;
}
