// Builds what the tools of one session use: files, search, commands, outputs. Nothing here starts a process or touches the disk by itself.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createLocalCommandRunner } from '../process/localCommandRunner';
import type { RunnerSandbox } from '../process/localCommandRunner';
import type { CommandRunner } from '../process/commandRunner';
import type { AllowedDomains } from '../sandbox/allowedDomains';
import { containerShell, createContainerSandbox } from '../sandbox/containerSandbox';
import { DEFAULT_SANDBOX_MODE } from '../sandbox/sandboxMode';
import type { SessionSetup } from './session';
import { createSearchBackend } from '../search/createSearchBackend';
import type {
  ContentFilter,
  OutputFiles,
  ReadLedger,
  SearchBackend,
  ToolServices,
} from '../tools/toolServices';
import { createContentFilter } from '../workspace/contentFilter';
import { createSandboxTool } from '../tools/sandboxTool';
import type { SandboxTool } from '../tools/sandboxTool';
import { createGuardedRead } from '../workspace/guardedRead';
import { createReadLedger } from '../workspace/readLedger';
import type { ResolvedPath, Workspace } from '../workspace/workspace';

/** The tool `sandbox`, where it is wanted and the workspace is on the disk. */
export function sandboxToolOf({ options, workspace }: SessionSetup): SandboxTool | undefined {
  const { sandboxTool = false } = options;
  const root = workspace.folders[0]?.root;
  if (sandboxTool === false || root === undefined || !(workspace.isOnDisk ?? workspace.isLocal))
    return undefined;
  return createSandboxTool(
    sandboxTool === true ? (config) => createContainerSandbox({ config, workspace: root }) : sandboxTool,
  );
}

export interface SessionServicesOptions {
  readonly workspace: Workspace;
  /** Private folder for long outputs; made on first use. */
  readonly outputDir: string;
  /** A rule of the user keeps this file from being read, by whatever tool. */
  readonly isReadDenied: (file: ResolvedPath) => boolean;
  readonly search?: SearchBackend;
  readonly commands?: CommandRunner;
  /** For the default of `commands`. Default none. */
  readonly sandbox?: RunnerSandbox;
}

/** What the commands of a session are started in, by its options. */
export function runnerSandbox(
  { options, sandbox, workspace }: SessionSetup,
  domains: AllowedDomains,
): RunnerSandbox {
  const writable = (): readonly string[] => workspace.folders.map(({ root }) => root);
  const { sandbox: chosen = DEFAULT_SANDBOX_MODE } = options;
  if (typeof chosen === 'string') return { mode: () => chosen, system: sandbox, writable, domains };
  const container = createContainerSandbox({ config: chosen, workspace: workspace.folders[0]?.root ?? '.' });
  return {
    mode: () => 'required',
    system: container,
    writable,
    isContainer: true,
    onDispose: () => container.shutdown(),
  };
}

/** Services of one session. Commands are offered where the workspace is on the disk. */
export function createSessionServices(options: SessionServicesOptions): ToolServices {
  const { workspace, outputDir } = options;
  const reads = createReadLedger();
  const ignoreFile = createContentFilter(workspace);
  const content: ContentFilter = {
    isHidden: async (file) => options.isReadDenied(file) || (await ignoreFile.isHidden(file)),
  };
  const commands =
    (workspace.isOnDisk ?? workspace.isLocal)
      ? (options.commands ??
        createLocalCommandRunner({
          outputDir,
          ...(options.sandbox === undefined ? {} : { sandbox: options.sandbox }),
          ...(options.sandbox?.isContainer === true ? { shell: containerShell } : {}),
        }))
      : undefined;
  return {
    reads,
    content,
    search: options.search ?? createSearchBackend({ workspace }),
    ...(commands === undefined ? {} : { commands }),
    outputs: createOutputFiles(outputDir),
    readFile: createGuardedRead(workspace, reads, content),
  };
}

/** The same services for whoever remembers for itself what it has read. */
export function withReads(services: ToolServices, workspace: Workspace, reads: ReadLedger): ToolServices {
  return { ...services, reads, readFile: createGuardedRead(workspace, reads, services.content) };
}

function createOutputFiles(folder: string): OutputFiles {
  return {
    async write(callId, extension, content) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const file = join(folder, `${callId.replaceAll(/[^A-Za-z0-9_-]/g, '_')}.${extension}`);
      await writeFile(file, content, { mode: 0o600 });
      return file;
    },
  };
}
