// The heap of the panel's page, read through the browser's own protocol.
import type { CDPSession, Frame, Page } from 'playwright-core';

export interface PanelHeap {
  /** False where the browser runs the panel in the process of the workbench: then both are in the figure. */
  readonly isPanelAlone: boolean;
  /** Megabytes that are in use after a collection. */
  megabytes(): Promise<number>;
  close(): Promise<void>;
}

export async function openHeap(page: Page, panel: Frame): Promise<PanelHeap> {
  const context = page.context();
  const own = await context.newCDPSession(panel).catch(() => undefined);
  const session: CDPSession = own ?? (await context.newCDPSession(page));
  return {
    isPanelAlone: own !== undefined,
    megabytes: async () => {
      await session.send('HeapProfiler.collectGarbage');
      const { usedSize } = await session.send('Runtime.getHeapUsage');
      return usedSize / 1024 / 1024;
    },
    close: () => session.detach(),
  };
}
