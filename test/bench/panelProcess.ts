// Memory and work of the process that draws the panel, read through the browser's own protocol.
import type { CDPSession, Frame, Page } from 'playwright-core';

export interface PanelProcess {
  /** False where the browser runs the panel in the process of the workbench: then both are in the figures. */
  readonly isPanelAlone: boolean;
  /** Megabytes of heap that are in use after a collection. */
  heapMegabytes(): Promise<number>;
  /** Seconds that the main thread has had of a processor so far; what others take of the machine is not in it. */
  workSeconds(): Promise<number>;
  close(): Promise<void>;
}

export async function openProcess(page: Page, panel: Frame): Promise<PanelProcess> {
  const context = page.context();
  const own = await context.newCDPSession(panel).catch(() => undefined);
  const session: CDPSession = own ?? (await context.newCDPSession(page));
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  return {
    isPanelAlone: own !== undefined,
    heapMegabytes: async () => {
      await session.send('HeapProfiler.collectGarbage');
      const { usedSize } = await session.send('Runtime.getHeapUsage');
      return usedSize / 1024 / 1024;
    },
    workSeconds: async () => {
      const { metrics } = await session.send('Performance.getMetrics');
      return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
    },
    close: () => session.detach(),
  };
}
