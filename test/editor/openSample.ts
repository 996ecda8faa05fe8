// `npm start`: the editor on a copy of the sample project, or on a folder that is named, until it is told to stop.

import { randomBytes } from 'node:crypto';
import { cp, mkdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { toolsDirectory } from '../../scripts/setup/paths.mjs';
import { startEditor } from './launch';
import type { EditorOptions } from './launch';
import { sampleProject } from './sampleWorkspace';

export interface OpenOptions {
  /** A folder or `.code-workspace` file of the person's; default: a fresh copy of the sample project. */
  readonly workspace: string | undefined;
  /** Port on 127.0.0.1; 0 is any free one. */
  readonly port: number;
}

/**
 * A copy of the sample project in its first state. Settings and sessions of earlier starts are kept beside it, so its
 * path is always the same.
 */
export async function freshSample(): Promise<string> {
  const directory = path.join(toolsDirectory, 'start', 'sampleProject');
  await rm(directory, { recursive: true, force: true });
  await mkdir(path.dirname(directory), { recursive: true });
  await cp(sampleProject, directory, { recursive: true });
  return directory;
}

/** Opens the editor and prints its address; resolves to the exit code after SIGINT, SIGTERM or SIGHUP. */
export async function openSample({ workspace, port }: OpenOptions): Promise<number> {
  if (workspace) await stat(workspace); // Throws here, with the path, rather than in the editor.
  const options: EditorOptions = {
    workspace: workspace ?? (await freshSample()),
    // The sample is ours; about a folder of their own the person is asked, as in any editor.
    trust: workspace === undefined,
    dataDirectory: path.join(toolsDirectory, 'start', 'data'),
    settings: { 'security.workspace.trust.startupPrompt': 'once' },
    connectionToken: randomBytes(24).toString('base64url'),
    port,
  };
  const stopped = Promise.withResolvers<string>();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => stopped.resolve(signal));
  }
  const editor = await startEditor(options);
  console.log(`\nThe editor is open on ${editor.workspace}`);
  console.log(`\n  ${editor.url}\n`);
  console.log('Open this address in a browser on this machine. Ctrl-C ends it.');
  const reason = await Promise.race([
    stopped.promise,
    editor.ended.then((exitCode) => `the server ended with ${exitCode ?? 'a signal'}`),
  ]);
  console.log(`Ending (${reason}) ...`);
  await editor.dispose();
  return reason.startsWith('SIG') ? 0 : 1;
}
