import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { openBrowser } from './chromium';
import type { Editor } from './launch';
import { projectRoot } from '../../scripts/setup/paths.mjs';

export interface EditorPageOptions {
  /** A line that the workbench or the extension host logged; only while tests run in the extension host. */
  readonly onLog?: (level: string, text: string) => void;
  /** A line of the browser's own console. */
  readonly onConsole?: (level: string, text: string) => void;
  /** The `run()` of the tests settled: 0 resolved, anything else rejected. */
  readonly onExit?: (exitCode: number) => void;
  /** Window size in CSS pixels; default 1440 x 900. */
  readonly viewport?: { readonly width: number; readonly height: number };
}

export interface EditorPage {
  readonly page: Page;
  /** Saves a picture of the window below `test-output/` and returns its path. */
  screenshot(name: string): Promise<string>;
  dispose(): Promise<void>;
}

/** Where screenshots, logs and reports of a test run are kept. */
export const outputDirectory = path.join(projectRoot, 'test-output');

/** Opens the editor with a fresh profile; resolves when the page has been requested. */
export async function openEditorPage(editor: Editor, options: EditorPageOptions = {}): Promise<EditorPage> {
  const browser = await openBrowser();
  try {
    const context = await browser.newContext({
      viewport: options.viewport ?? { width: 1440, height: 900 },
      locale: 'en-US',
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    const page = await context.newPage();
    page.on('console', (message) => options.onConsole?.(message.type(), message.text()));
    // The workbench calls these two, by these names, when it runs under automation.
    await page.exposeFunction('codeAutomationLog', (level: string, values: unknown[]) =>
      options.onLog?.(level, values.map(String).join(' ')),
    );
    await page.exposeFunction('codeAutomationExit', (exitCode: number) => options.onExit?.(exitCode));
    await page.goto(editor.url, { waitUntil: 'commit' });
    return {
      page,
      screenshot: (name) => screenshot(page, name),
      dispose: () => browser.close(),
    };
  } catch (error) {
    await browser.close();
    throw error;
  }
}

async function screenshot(page: Page, name: string): Promise<string> {
  await mkdir(outputDirectory, { recursive: true });
  const file = path.join(outputDirectory, `${name.replaceAll(/[^\w.-]+/g, '-')}.png`);
  await page.screenshot({ path: file });
  return file;
}
