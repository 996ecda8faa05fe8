// `planwright trust`: which files of the folder may instruct the agent. What is trusted is shown before, as a whole or as a difference.
import { createTwoFilesPatch } from 'diff';
import { listContents } from '../core/session/workspaceContents';
import { createContentGate } from '../core/trust/contentGate';
import { readContent } from '../core/trust/readContent';
import type { TrustRecord, TrustStore } from '../core/trust/trustStore';
import { contentHash, nameInFolder } from '../core/trust/workspaceContent';
import type { WorkspaceContent } from '../core/trust/workspaceContent';
import type { Workspace } from '../core/workspace/workspace';
import { WorkspaceError } from '../core/workspace/workspaceError';
import type { TrustCommandOptions } from './arguments';
import { EXIT_DONE, EXIT_FAILED } from './exitCode';
import { printable } from './output/printable';
import { UsageError } from './usageError';

export interface TrustCommand {
  readonly options: TrustCommandOptions;
  readonly workspace: Workspace;
  readonly store: TrustStore;
  /** Files as typed, as absolute paths. */
  readonly resolveFile: (file: string) => string;
  readonly print: (line: string) => void;
  /** Whether a person trusts what was printed. Absent: nobody can be asked, and the command is their word. */
  readonly confirm?: (question: string) => Promise<boolean>;
}

/** Returns the exit code: 1 when a person said no. Throws `UsageError` for files that can't be trusted. */
export async function runTrustCommand(command: TrustCommand): Promise<number> {
  switch (command.options.action) {
    case 'list':
      return list(command);
    case 'add':
      return add(command);
    case 'remove':
      return remove(command);
  }
}

async function list({ workspace, store, print }: TrustCommand): Promise<number> {
  const rows = await listContents(workspace, createContentGate(store), store);
  for (const { content, state } of rows)
    print(`${state.padEnd(8)}  ${content.kind.padEnd(12)}  ${printable(content.name)}`);
  if (rows.length === 0) print('Nothing in this folder would instruct the agent.');
  else if (rows.some(({ state }) => state === 'new' || state === 'changed'))
    print('What is new or changed is not used. To show and trust it: planwright trust add FILE');
  return EXIT_DONE;
}

async function add({
  options,
  workspace,
  store,
  resolveFile,
  print,
  confirm,
}: TrustCommand): Promise<number> {
  let code = EXIT_DONE;
  for (const file of options.files) {
    const content = await contentOf(workspace, resolveFile(file), file);
    const record = await store.find(content);
    if (record?.decision === 'trusted' && record.hash === contentHash(content.content)) {
      print(`${printable(content.name)} is trusted already.`);
      continue;
    }
    const shown =
      record?.decision === 'trusted'
        ? createTwoFilesPatch(content.name, content.name, record.content, content.content, 'trusted', 'now')
        : content.content;
    print(printable(shown));
    const name = `${printable(content.name)} (${content.kind})`;
    if (confirm !== undefined && !(await confirm(`Trust ${name} as shown? [y/N] `))) {
      code = EXIT_FAILED;
      continue;
    }
    await store.decide(content, 'trusted');
    print(`Trusted: ${name}. A change asks again.`);
  }
  return code;
}

async function remove({ options, workspace, store, resolveFile, print }: TrustCommand): Promise<number> {
  const records = await recordsOf(workspace, store);
  for (const file of options.files) {
    const { folder, path } = await workspace.resolve(resolveFile(file));
    const wanted = folder === undefined ? file : nameInFolder(folder.root, path);
    const found = records.filter(({ name }) => name === wanted);
    if (found.length === 0)
      throw new UsageError(`Nothing was decided about ${file}. "planwright trust list" shows what was.`);
    for (const record of found) {
      await store.forget(record);
      print(`Not trusted any more: ${printable(record.name)}`);
    }
  }
  return EXIT_DONE;
}

async function recordsOf(workspace: Workspace, store: TrustStore): Promise<readonly TrustRecord[]> {
  const roots = new Set(workspace.folders.map(({ root }) => root));
  return (await store.list()).filter(({ root }) => roots.has(root));
}

async function contentOf(workspace: Workspace, path: string, file: string): Promise<WorkspaceContent> {
  try {
    const content = await readContent(workspace, await workspace.resolve(path));
    if (content !== undefined) return content;
  } catch (error) {
    if (error instanceof WorkspaceError) throw new UsageError(error.message, { cause: error });
    throw error;
  }
  throw new UsageError(`${file} is nothing of this folder that would instruct the agent.`);
}
