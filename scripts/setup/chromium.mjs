import { existsSync } from 'node:fs';
import { installWithApt, onPath } from './systemPackage.mjs';

const commandNames = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'chrome',
  'microsoft-edge',
];
const installedPaths = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  String.raw`C:\Program Files\Google\Chrome\Application\chrome.exe`,
  String.raw`C:\Program Files (x86)\Google\Chrome\Application\chrome.exe`,
  String.raw`C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe`,
];
const advice =
  'No Chromium was found: install one (on Debian: apt-get install chromium) or set CHROME_PATH to its binary.';

/**
 * The path of a Chromium-like browser: `CHROME_PATH`, else one that is found, else one that is installed by the
 * system's package manager where that can be done without asking. Throws one line that says what to do otherwise.
 * @returns {Promise<string>}
 */
export async function ensureChromium() {
  const given = process.env['CHROME_PATH'];
  if (given) {
    if (existsSync(given)) return given;
    throw new Error(`CHROME_PATH names ${given}, which does not exist.`);
  }
  const found = await findChromium();
  if (found) return found;
  return installWithApt({
    title: 'Chromium',
    packages: ['chromium', 'fonts-dejavu-core'],
    find: findChromium,
    advice,
  });
}

async function findChromium() {
  for (const name of commandNames) {
    const file = onPath(name);
    if (file) return file;
  }
  return installedPaths.find((file) => existsSync(file)) ?? (await ownBrowserOfPlaywright());
}

/** A browser that a person fetched with Playwright's own command. */
async function ownBrowserOfPlaywright() {
  const { chromium } = await import('playwright-core');
  const file = chromium.executablePath();
  return file && existsSync(file) ? file : undefined;
}
