// The browser that tests look at the editor and the panel with: one of their own, or one that all files of a run share.

import { chromium } from 'playwright-core';
import type { Browser, LaunchOptions } from 'playwright-core';
import { ensureChromium } from '../../scripts/setup/chromium.mjs';

/** Addresses of the shared browsers, one for each worker of the test runner. */
const sharedVariable = 'PLANWRIGHT_TEST_BROWSERS';

/**
 * A browser without any page. Closing it closes the pages that were opened through it; a shared one stays for the next file. What is kept
 * in a context (storage, cookies) is not shared, the clipboard is: with the files that run before and after, never beside.
 */
export async function openBrowser(): Promise<Browser> {
  const shared = process.env[sharedVariable]?.split(' ') ?? [];
  const worker = Number(process.env['VITEST_POOL_ID'] ?? 1);
  const address = shared[worker - 1];
  return address === undefined ? chromium.launch(await launchOptions()) : chromium.connect(address);
}

/** Starts a browser for each worker; what `openBrowser` gives from now on, here and in children, are these. Returns what ends them. */
export async function shareBrowsers(workers: number): Promise<() => Promise<void>> {
  const options = await launchOptions();
  const servers = await Promise.all(
    Array.from({ length: workers }, () => chromium.launchServer({ ...options, host: '127.0.0.1' })),
  );
  process.env[sharedVariable] = servers.map((server) => server.wsEndpoint()).join(' ');
  return async () => {
    await Promise.all(servers.map((server) => server.close()));
  };
}

/**
 * Features of Chromium that are off; Chromium takes the last such list only, so the ones that Playwright turns off stand here too. The
 * suggestions of the address bar are two pages of Chromium's own that it loads for each window, as dear as a small page of ours.
 */
const disabledFeatures = [
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  'WebUIOmniboxFullPopup',
  'AimEnabled',
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsFirstBalancedModeAutoEnable',
  'HttpsUpgrades',
  'LensOverlay',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'PaintHolding',
  'PreconnectToSearch',
  'ThirdPartyStoragePartitioning',
];

async function launchOptions(): Promise<LaunchOptions> {
  const isRoot = process.getuid?.() === 0;
  return {
    executablePath: await ensureChromium(),
    args: [
      ...(isRoot ? ['--no-sandbox'] : []), // Chromium refuses to start its sandbox as root.
      '--disable-gpu',
      '--disable-quic',
      '--disable-dev-shm-usage',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      `--disable-features=${disabledFeatures.join(',')}`,
    ],
  };
}
