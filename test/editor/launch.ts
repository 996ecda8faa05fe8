// Starts VS Code's own server with this extension on a workspace. The result is an address for a browser; `page.ts`
// opens it. One server serves one workspace and ends with everything it started.

import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensureEditorServer } from '../../scripts/setup/editorTools.mjs';
import { endProcessTree, guardProcessGroup } from './processTree';
import { projectRoot } from '../../scripts/setup/paths.mjs';

export interface EditorOptions {
  /** Folder, or `.code-workspace` file, that the editor opens. */
  readonly workspace: string;
  /** Extension under development; default: this repository. */
  readonly extensionDirectory?: string;
  /** User settings on top of `quietSettings`; written only where the data directory has none yet. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Where the server keeps settings, logs and extension storage; default: a temporary folder, removed at the end. */
  readonly dataDirectory?: string;
  /** Module with a `run()` that the extension host calls, as soon as a page has opened. */
  readonly testsPath?: string;
  /** True: every workspace is trusted. False: the editor asks, and starts in Restricted Mode. */
  readonly trust: boolean;
  /** Secret that the address must carry; default: none, which is for tests on this machine only. */
  readonly connectionToken?: string;
  /** Port on 127.0.0.1; default 0, any free one. */
  readonly port?: number;
  /** Added to the environment of the extension host. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Language of the editor, such as `de`. Extensions get their texts in it; the workbench's own, a download, stay English. */
  readonly language?: string;
  /** Where the server's own output goes; default: nowhere. */
  readonly logFile?: string;
}

export interface Editor {
  readonly port: number;
  /** What a browser opens, connection token included. */
  readonly url: string;
  readonly dataDirectory: string;
  readonly workspace: string;
  /** Settles when the server ends by itself. */
  readonly ended: Promise<number | null>;
  /** Ends the server with its children and removes the temporary folder; may be called twice. */
  dispose(): Promise<void>;
}

/** What keeps the editor silent and the same on every machine: no sign-in, no welcome page, no look-ups. */
export const quietSettings: Readonly<Record<string, unknown>> = {
  'files.autoSave': 'off',
  'chat.disableAIFeatures': true,
  'workbench.startupEditor': 'none',
  'workbench.editor.useModal': 'off',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'update.showReleaseNotes': false,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.openRepositoryInParentFolders': 'never',
  'git.autofetch': false,
  'npm.fetchOnlinePackageInfo': false,
  'typescript.disableAutomaticTypeAcquisition': true,
  'security.workspace.trust.startupPrompt': 'never',
};

const startTimeoutMilliseconds = 120_000;

/** Starts the server and waits until it listens. Throws, with the server's last output, when it does not. */
export async function startEditor(options: EditorOptions): Promise<Editor> {
  const server = await ensureEditorServer();
  const workspace = await realpath(options.workspace);
  const temporary = options.dataDirectory
    ? undefined
    : await realpath(await mkdtemp(path.join(tmpdir(), 'planwright-editor-')));
  const dataDirectory = options.dataDirectory ?? temporary ?? '';
  await prepareDataDirectory(dataDirectory, options);
  const extension = await linkExtension(dataDirectory, options.extensionDirectory ?? projectRoot);

  if (options.language !== undefined) await addLanguage(path.join(dataDirectory, 'data'), options.language);

  const child = spawn(server.node, await serverArguments(dataDirectory, options), {
    cwd: server.root,
    detached: process.platform !== 'win32',
    env: { ...serverEnvironment(process.env), ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const callOffGuard = child.pid === undefined ? undefined : guardProcessGroup(child.pid);
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));

  let disposing: Promise<void> | undefined;
  const dispose = () => (disposing ??= end());
  async function end(): Promise<void> {
    if (child.pid !== undefined) await endProcessTree(child.pid);
    callOffGuard?.();
    if (temporary) await rm(temporary, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }

  try {
    const port = await listeningPort(child, options.logFile);
    const url = editorUrl(port, workspace, extension, options);
    return { port, url, dataDirectory, workspace, ended, dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** The payload is what a desktop editor takes as `--extensionDevelopmentPath` and `--extensionTestsPath`. */
function editorUrl(port: number, workspace: string, extension: string, options: EditorOptions): string {
  const authority = `127.0.0.1:${port}`;
  const remote = (file: string) => `vscode-remote://${authority}${encodeURI(remotePath(file))}`;
  const payload = [
    ['extensionDevelopmentPath', remote(extension)],
    ['skipWelcome', 'true'],
  ];
  if (options.testsPath) payload.push(['extensionTestsPath', remote(options.testsPath)]);
  const query = new URLSearchParams();
  if (options.connectionToken) query.set('tkn', options.connectionToken);
  query.set(workspace.endsWith('.code-workspace') ? 'workspace' : 'folder', remotePath(workspace));
  query.set('payload', JSON.stringify(payload));
  return `http://${authority}/?${query}`;
}

function remotePath(file: string): string {
  const forward = path.resolve(file).replaceAll('\\', '/');
  return forward.startsWith('/') ? forward : `/${forward}`;
}

async function prepareDataDirectory(directory: string, options: EditorOptions): Promise<void> {
  const userFolder = path.join(directory, 'data', 'User');
  await mkdir(userFolder, { recursive: true });
  const settings = JSON.stringify({ ...quietSettings, ...options.settings }, undefined, 2);
  await writeFile(path.join(userFolder, 'settings.json'), settings, { flag: 'wx' }).catch(
    (error: unknown) => {
      // A directory that is kept has the person's own settings by now.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    },
  );
}

/**
 * The editor takes every theme below the extension under development for that extension's, and prefers one of them to what the settings
 * say. The editor itself lies below this repository, with its own themes, so it is given the extension by a link from elsewhere.
 */
async function linkExtension(dataDirectory: string, extension: string): Promise<string> {
  const link = path.join(dataDirectory, 'extension');
  await rm(link, { force: true });
  await symlink(extension, link, 'junction');
  return link;
}

/** A language pack without a text: it is what makes the editor take the language. */
async function addLanguage(folder: string, language: string): Promise<void> {
  const texts = path.join(folder, 'workbenchTexts.json');
  await writeFile(texts, JSON.stringify({ contents: {} }));
  const owner = { extensionIdentifier: { id: 'test.language' }, version: '1.0.0' };
  const pack = { hash: 'empty', label: language, extensions: [owner], translations: { vscode: texts } };
  await writeFile(path.join(folder, 'languagepacks.json'), JSON.stringify({ [language]: pack }));
}

async function serverArguments(dataDirectory: string, options: EditorOptions): Promise<string[]> {
  const args = ['out/server-main.js', '--host', '127.0.0.1', '--port', String(options.port ?? 0)];
  args.push(
    '--accept-server-license-terms',
    '--server-data-dir',
    dataDirectory,
    '--enable-smoke-test-driver',
  );
  args.push('--disable-telemetry', '--disable-experiments', '--disable-update-check');
  args.push('--disable-getting-started-override');
  if (options.trust) args.push('--disable-workspace-trust');
  if (options.language !== undefined) args.push('--locale', options.language);
  if (options.connectionToken) {
    // In a file, not in an argument: arguments are visible to every user of the machine.
    const file = path.join(dataDirectory, 'connection-token');
    await rm(file, { force: true });
    await writeFile(file, options.connectionToken, { mode: 0o600 });
    args.push('--connection-token-file', file);
  } else {
    args.push('--without-connection-token');
  }
  return args;
}

/** Variables of an editor or a test runner around us would change how this editor behaves. */
function serverEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const foreign = /^(VSCODE_|ELECTRON_|VITEST|NODE_OPTIONS$|NODE_ENV$|NODE_V8_COVERAGE$|npm_)/;
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !foreign.test(name)));
}

async function listeningPort(child: ChildProcess, logFile: string | undefined): Promise<number> {
  if (logFile) await mkdir(path.dirname(logFile), { recursive: true });
  const log = logFile ? createWriteStream(logFile) : undefined;
  let recent = '';
  return new Promise<number>((resolve, reject) => {
    const timer = setTimeout(() => fail('did not start in time'), startTimeoutMilliseconds);
    const fail = (what: string) => {
      clearTimeout(timer);
      reject(new Error(`The editor's server ${what}:\n${recent}`));
    };
    const onOutput = (chunk: Buffer) => {
      log?.write(chunk);
      recent = (recent + chunk.toString()).slice(-4_000);
      const port = /agent listening on (\d+)/.exec(recent)?.[1];
      if (!port) return;
      clearTimeout(timer);
      resolve(Number(port));
    };
    child.stdout?.on('data', onOutput);
    child.stderr?.on('data', onOutput);
    child.once('error', (error) => fail(`could not be started (${error.message})`));
    child.once('close', (exitCode) => {
      log?.end();
      fail(`ended with ${exitCode ?? 'a signal'}`);
    });
  });
}
