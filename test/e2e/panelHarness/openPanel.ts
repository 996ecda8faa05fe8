import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { projectRoot } from '../../../scripts/setup/paths.mjs';
import { openBrowser } from '../../editor/chromium';
import { FakeHost } from './fakeHost';
import { startPanelServer } from './panelServer';
import type { Translation } from './panelServer';
import type { ThemeName } from './themes';

export interface OpenPanel {
  readonly page: Page;
  readonly host: FakeHost;
  /** Saves a picture below `test-output/panel/`. */
  screenshot(name: string): Promise<string>;
  close(): Promise<void>;
}

export interface PanelHarness {
  /** Opens a panel of its own; `prepare` runs before the page loads. */
  open(options?: {
    readonly theme?: ThemeName;
    readonly width?: number;
    readonly height?: number;
    /** Default: English. */
    readonly translation?: Translation;
    readonly prepare?: (host: FakeHost) => void;
  }): Promise<OpenPanel>;
  close(): Promise<void>;
}

/** Serves the panel, with one context of the browser for all pages. */
export async function startPanelHarness(): Promise<PanelHarness> {
  const server = await startPanelServer();
  const browser = await openBrowser();
  const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
  return {
    open: async ({ theme = 'dark', width = 400, height = 720, translation, prepare } = {}) => {
      const page = await context.newPage();
      await page.setViewportSize({ width, height });
      page.setDefaultTimeout(8_000);
      const host = new FakeHost(page);
      prepare?.(host);
      await host.attach();
      await page.goto(server.urlFor(theme, translation));
      await page.locator('planwright-composer').waitFor();
      return {
        page,
        host,
        screenshot: async (name) => {
          const folder = path.join(projectRoot, 'test-output', 'panel');
          await mkdir(folder, { recursive: true });
          const file = path.join(folder, `${name}.png`);
          await page.screenshot({ path: file });
          return file;
        },
        close: () => page.close(),
      };
    },
    close: async () => {
      await browser.close();
      await server.close();
    },
  };
}

/** Elements that reach beyond the right edge. Code scrolls inside its own box; nothing else may stick out. */
export function stickingOut(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`[...document.querySelectorAll('planwright-panel *')]
    .filter((it) => it.closest('.diff-lines, pre, .visually-hidden, vscode-option, .plan-scroll') === null)
    .filter((it) => it.getBoundingClientRect().right > innerWidth + 0.5)
    .map((it) => it.tagName + '.' + it.className)`);
}
