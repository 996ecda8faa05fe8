// axe in a frame of the panel: what a person who uses a screen reader, the keyboard or much contrast would stumble over.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Frame } from 'playwright-core';

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** Serious and critical findings of axe, one line each. */
export async function seriousProblems(frame: Frame): Promise<string[]> {
  // The page is see-through; axe would take what lies behind it for white.
  await frame.evaluate(`document.documentElement.style.background =
    getComputedStyle(document.documentElement).getPropertyValue('--vscode-sideBar-background')`);
  await frame.evaluate(await readFile(axePath, 'utf8'));
  return frame.evaluate<
    string[]
  >(`axe.run(document, { rules: { region: { enabled: false } } }).then((found) =>
    found.violations.filter((one) => one.impact === 'serious' || one.impact === 'critical')
      .flatMap((one) => one.nodes.map((node) => one.id + ': ' + node.html.slice(0, 160))))`);
}
