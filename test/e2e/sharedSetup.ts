// What the files of a run share: a browser for each worker, and the panel's bundle.

import type { TestProject } from 'vitest/node';
import { shareBrowsers } from '../editor/chromium';
import { buildPanel } from './panelHarness/panelBundle';

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await buildPanel();
  return shareBrowsers(project.config.maxWorkers);
}
