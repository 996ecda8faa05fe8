// `npm run test:desktop`: the same suites as in the browser, in a desktop VS Code.

import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { projectRoot, toolsDirectory } from '../../scripts/setup/paths.mjs';
import { buildSuites } from './buildSuites';
import { Cleanup } from './cleanup';
import { quietSettings } from './launch';
import { outputDirectory } from './page';
import { copyWorkspace } from './sampleWorkspace';
import { suiteGroups } from './suiteGroups';
import type { SuiteGroup } from './suiteGroups';
import type { SuiteReport } from './suiteReport';

const unavailable =
  'No desktop VS Code: set VSCODE_PATH to an installed one, or run this where one can be downloaded.';

/**
 * Runs every suite group in an installed editor (`VSCODE_PATH`) or in one that is downloaded.
 * Arguments are version numbers of the editor to download, default the newest.
 */
export async function run(args: readonly string[]): Promise<number> {
  const executable = await desktopEditor(args[0]);
  if (!executable) {
    console.error(unavailable);
    return 1;
  }
  await mkdir(outputDirectory, { recursive: true });
  const suites = await buildSuites();
  const reports: SuiteReport[] = [];
  for (const group of suiteGroups.filter(({ name }) => suites.groups.includes(name))) {
    console.log(`On the desktop: ${group.name}`);
    reports.push(await runGroup(group, executable, suites.testsPath));
  }
  const failed = reports.reduce((sum, report) => sum + report.failed, 0);
  const passed = reports.reduce((sum, report) => sum + report.passed, 0);
  console.log(`Desktop tests: ${passed} passed, ${failed} failed`);
  return failed > 0 || reports.length === 0 ? 1 : 0;
}

async function desktopEditor(version: string | undefined): Promise<string | undefined> {
  const given = process.env['VSCODE_PATH'];
  if (given) return existsSync(given) ? given : undefined;
  try {
    return await downloadAndUnzipVSCode({ cachePath: toolsDirectory, ...(version ? { version } : {}) });
  } catch (error) {
    console.error(`The download failed: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

async function runGroup(group: SuiteGroup, executable: string, testsPath: string): Promise<SuiteReport> {
  const cleanup = new Cleanup();
  try {
    const workspace = await copyWorkspace();
    cleanup.add(workspace.dispose);
    const profile = await mkdtemp(path.join(tmpdir(), 'planwright-desktop-'));
    cleanup.add(() => rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }));
    await mkdir(path.join(profile, 'User'), { recursive: true });
    const settings = JSON.stringify({ ...quietSettings, ...group.settings });
    await writeFile(path.join(profile, 'User', 'settings.json'), settings);

    const reportFile = path.join(outputDirectory, `desktop-${group.name}.json`);
    await rm(reportFile, { force: true });
    const exitCode = await runTests({
      vscodeExecutablePath: executable,
      extensionDevelopmentPath: projectRoot,
      extensionTestsPath: testsPath,
      extensionTestsEnv: { PLANWRIGHT_TEST_GROUP: group.name, PLANWRIGHT_TEST_REPORT: reportFile },
      launchArgs: [
        workspace.directory,
        `--user-data-dir=${profile}`,
        '--disable-extensions',
        ...(group.trust ? ['--disable-workspace-trust'] : []),
      ],
    }).catch((error: unknown) => error);
    if (existsSync(reportFile)) return JSON.parse(await readFile(reportFile, 'utf8')) as SuiteReport;
    const message = `no report (${exitCode instanceof Error ? exitCode.message : String(exitCode)})`;
    console.log(`  FAIL  ${group.name}: ${message}`);
    const failures = [{ title: group.name, message }];
    return { group: group.name, passed: 0, failed: 1, skipped: 0, failures };
  } finally {
    await cleanup.run();
  }
}
