// Looks at the files that evidence covers when they change, whoever changes them. Nothing is watched while there is no evidence, and no
// other file is read.
import type { FileVersions } from '../plan/evidence';
import type { GoalTrail } from '../plan/goalTrail';
import type { Plan } from '../plan/plan';
import type { WatchFiles } from '../workspace/watchFiles';
import type { Workspace } from '../workspace/workspace';
import { WorkspaceError } from '../workspace/workspaceError';
import { fileVersion } from './fileVersion';
import type { Runtime } from './sessionOptions';

export interface EvidenceWatch {
  /** What there is evidence for now. Cheap where that is the same as before. */
  follow(plan: Plan | undefined, tree: GoalTrail['tree']): void;
  dispose(): void;
}

export interface EvidenceWatchOptions {
  readonly workspace: Pick<Workspace, 'resolve' | 'stat' | 'read'>;
  readonly watch: WatchFiles;
  readonly sleep: Runtime['sleep'];
  /** Told how changed files are now; paths as shown. */
  readonly onLook: (versions: FileVersions) => void;
  /** Must not throw. */
  readonly onError: (error: unknown) => void;
}

/** Milliseconds in which changes are gathered: nobody looks at a file with every key press. */
const GATHER_MS = 300;

export function createEvidenceWatch(options: EvidenceWatchOptions): EvidenceWatch {
  const { workspace, watch, sleep, onLook, onError } = options;
  const over = new AbortController();
  let plan: Plan | undefined;
  let tree: GoalTrail['tree'];
  let covered = '[]';
  let watching: { dispose(): void } | undefined;
  let changed = new Set<string>();
  let gathering: Promise<void> | undefined;

  const look = async (): Promise<void> => {
    await sleep(GATHER_MS, over.signal);
    if (over.signal.aborted) return;
    const paths = changed;
    changed = new Set();
    // What changes while these are read is gathered anew.
    gathering = undefined;
    const versions = new Map<string, string | null>();
    for (const path of paths) {
      const version = await fileVersion(workspace, path);
      if (version !== undefined) versions.set(path, version);
    }
    if (!over.signal.aborted && versions.size > 0) onLook(versions);
  };

  const failed = (error: unknown): void => {
    if (!over.signal.aborted) onError(error);
  };

  const begin = async (key: string, paths: readonly string[]): Promise<void> => {
    const shown = new Map<string, string>();
    for (const path of paths) {
      try {
        shown.set((await workspace.resolve(path)).path, path);
      } catch (error) {
        if (!(error instanceof WorkspaceError)) throw error;
      }
    }
    // Meanwhile there may be evidence for other files.
    if (key !== covered || over.signal.aborted || shown.size === 0) return;
    watching = watch([...shown.keys()], (resolved) => {
      const path = shown.get(resolved);
      if (path === undefined || over.signal.aborted) return;
      changed.add(path);
      if (gathering !== undefined) return;
      gathering = look();
      gathering.catch(failed);
    });
  };

  return {
    follow(nextPlan, nextTree) {
      if (plan === nextPlan && tree === nextTree) return;
      plan = nextPlan;
      tree = nextTree;
      const paths = coveredFiles(plan, tree);
      const key = JSON.stringify(paths);
      if (key === covered || over.signal.aborted) return;
      covered = key;
      watching?.dispose();
      watching = undefined;
      begin(key, paths).catch(failed);
    },
    dispose() {
      over.abort();
      watching?.dispose();
      watching = undefined;
    },
  };
}

/** As shown, each once, sorted. */
function coveredFiles(plan: Plan | undefined, tree: GoalTrail['tree']): readonly string[] {
  const done = plan?.steps.filter(({ status }) => status === 'done') ?? [];
  const trees = [...done.map(({ result }) => result?.evidence?.tree), tree];
  return [...new Set(trees.flatMap((one) => one?.files.map(({ path }) => path) ?? []))].sort();
}
