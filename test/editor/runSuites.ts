// `npm run test:vscode`: one real editor in the browser for each group of suites.

import { createWriteStream, existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { buildSuites } from './buildSuites';
import { Cleanup } from './cleanup';
import { startControlServer } from './controlServer';
import { startEditor } from './launch';
import { openEditorPage, outputDirectory } from './page';
import type { EditorPage } from './page';
import { copyWorkspace, multiRootWorkspace } from './sampleWorkspace';
import { suiteGroups } from './suiteGroups';
import type { SuiteGroup } from './suiteGroups';
import { outputMark } from './suiteReport';
import type { SuiteReport } from './suiteReport';

const usage = `Usage: npm run test:vscode -- [--group ${suiteGroups.map(({ name }) => name).join('|')}] [--grep PATTERN] [--verbose]`;
const groupTimeoutMilliseconds = 600_000;

interface RunOptions {
  readonly group: string | undefined;
  readonly grep: string | undefined;
  /** Print the editor's own log too. */
  readonly verbose: boolean;
}

/** Runs the groups, prints their tests, and leaves `test-output/in-editor.json` behind. */
export async function run(args: readonly string[]): Promise<number> {
  const options = parse(args);
  if (!options) {
    console.error(usage);
    return 2;
  }
  await mkdir(outputDirectory, { recursive: true });
  const suites = await buildSuites();
  const reports: SuiteReport[] = [];
  for (const group of suiteGroups) {
    if (!suites.groups.includes(group.name) || (options.group && options.group !== group.name)) continue;
    console.log(`In the editor: ${group.name}`);
    reports.push(await runGroup(group, suites.testsPath, options));
  }
  await writeFile(path.join(outputDirectory, 'in-editor.json'), JSON.stringify(reports, undefined, 2));
  const failed = reports.reduce((sum, report) => sum + report.failed, 0);
  const passed = reports.reduce((sum, report) => sum + report.passed, 0);
  console.log(`In-editor tests: ${passed} passed, ${failed} failed`);
  return failed > 0 || reports.length === 0 ? 1 : 0;
}

async function runGroup(group: SuiteGroup, testsPath: string, options: RunOptions): Promise<SuiteReport> {
  const cleanup = new Cleanup();
  try {
    return await runGroupInEditor(group, testsPath, options, cleanup);
  } finally {
    await cleanup.run();
  }
}

async function runGroupInEditor(
  group: SuiteGroup,
  testsPath: string,
  options: RunOptions,
  cleanup: Cleanup,
): Promise<SuiteReport> {
  const reportFile = path.join(outputDirectory, `in-editor-${group.name}.json`);
  await rm(reportFile, { force: true });
  const log = createWriteStream(path.join(outputDirectory, `in-editor-${group.name}.log`));
  cleanup.add(() => new Promise<void>((resolve) => log.end(resolve)));

  const opened = Promise.withResolvers<EditorPage>();
  const control = await startControlServer({
    screenshot: async (name) => (await opened.promise).screenshot(`in-editor ${name}`),
  });
  cleanup.add(control.dispose);
  const workspace = await copyWorkspace();
  cleanup.add(workspace.dispose);
  const editor = await startEditor({
    workspace: group.roots ? await multiRootWorkspace(workspace.directory, group.roots) : workspace.directory,
    testsPath,
    trust: group.trust,
    settings: group.settings,
    logFile: path.join(outputDirectory, `in-editor-${group.name}.server.log`),
    environment: {
      PLANWRIGHT_TEST_GROUP: group.name,
      PLANWRIGHT_TEST_REPORT: reportFile,
      PLANWRIGHT_TEST_CONTROL: control.url,
      ...(options.grep ? { PLANWRIGHT_TEST_GREP: options.grep } : {}),
    },
  });
  cleanup.add(editor.dispose);

  const settled = Promise.withResolvers<string>();
  const page = await openEditorPage(editor, {
    onLog: (level, text) => {
      log.write(`[${level}] ${text}\n`);
      if (text.startsWith(outputMark)) console.log(text.slice(outputMark.length));
      else if (options.verbose) console.log(`[${level}] ${text}`);
    },
    onExit: (exitCode) => settled.resolve(`the run ended with ${exitCode} and left no report`),
  });
  cleanup.add(page.dispose);
  opened.resolve(page);
  void editor.ended.then((exitCode) => settled.resolve(`the server ended with ${exitCode ?? 'a signal'}`));
  const timer = setTimeout(() => settled.resolve('time ran out'), groupTimeoutMilliseconds);
  const how = await settled.promise;
  clearTimeout(timer);
  if (existsSync(reportFile)) return JSON.parse(await readFile(reportFile, 'utf8')) as SuiteReport;

  const picture = await page.screenshot(`in-editor ${group.name} without report`).catch(() => 'none');
  console.log(
    `  FAIL  ${group.name}: ${how} (picture: ${picture}, log: test-output/in-editor-${group.name}.log)`,
  );
  const failures = [{ title: group.name, message: how }];
  return { group: group.name, passed: 0, failed: 1, skipped: 0, failures };
}

function parse(args: readonly string[]): RunOptions | undefined {
  let group: string | undefined;
  let grep: string | undefined;
  let verbose = false;
  for (let index = 0; index < args.length; index++) {
    const value = args[index + 1];
    if (args[index] === '--verbose') verbose = true;
    else if (args[index] === '--group' && suiteGroups.some(({ name }) => name === value))
      group = args[++index];
    else if (args[index] === '--grep' && value !== undefined) grep = args[++index];
    else return undefined;
  }
  return { group, grep, verbose };
}
