// Who follows which workspace: one watcher for all sessions of a window or process, started by the first command that may write.
import { isAbsolute } from 'node:path';
import type { Workspace } from '../workspace/workspace';
import type { WorkspaceEffects } from './effectsPort';

/** One session's share of the watcher of a workspace. */
export interface SharedEffects {
  /** Starts the watcher where nobody has yet. Rejects where it can't be. */
  started(): Promise<WorkspaceEffects>;
  /** The watcher, while there is one. */
  readonly running: WorkspaceEffects | undefined;
  /** Gives the share back; the last one ends the watcher. */
  release(): Promise<void>;
}

export interface EffectsPool {
  /** @param blobsDir where the contents of this session's changes are kept */
  share(workspace: Workspace, blobsDir: string): SharedEffects;
  /** Somebody else than a command wrote these files just now, such as a person who saved. Costs nothing while nothing is followed. */
  note(paths: readonly string[]): void;
  dispose(): Promise<void>;
}

interface Watcher {
  shares: number;
  starting: Promise<WorkspaceEffects> | undefined;
  running: WorkspaceEffects | undefined;
}

export function createEffectsPool(): EffectsPool {
  const watchers = new Map<Workspace, Map<string, Watcher>>();

  function watcherOf(workspace: Workspace, blobsDir: string): Watcher {
    const ofWorkspace = watchers.get(workspace) ?? new Map<string, Watcher>();
    watchers.set(workspace, ofWorkspace);
    const watcher = ofWorkspace.get(blobsDir) ?? { shares: 0, starting: undefined, running: undefined };
    ofWorkspace.set(blobsDir, watcher);
    return watcher;
  }

  async function end(watcher: Watcher): Promise<void> {
    const running = await watcher.starting?.catch(() => undefined);
    watcher.starting = undefined;
    watcher.running = undefined;
    await running?.dispose();
  }

  return {
    share(workspace, blobsDir) {
      const watcher = watcherOf(workspace, blobsDir);
      watcher.shares += 1;
      let isReleased = false;
      return {
        started() {
          watcher.starting ??= start(blobsDir).then((effects) => (watcher.running = effects));
          return watcher.starting;
        },
        get running() {
          return watcher.running;
        },
        async release() {
          if (isReleased) return;
          isReleased = true;
          watcher.shares -= 1;
          if (watcher.shares > 0) return;
          const ofWorkspace = watchers.get(workspace);
          ofWorkspace?.delete(blobsDir);
          if (ofWorkspace?.size === 0) watchers.delete(workspace);
          await end(watcher);
        },
      };
    },

    note(all) {
      // What has no path on the disk is no business of commands.
      const paths = all.filter((path) => isAbsolute(path));
      if (paths.length === 0) return;
      for (const ofWorkspace of watchers.values()) {
        // One that has failed says so with the next command.
        for (const { running } of ofWorkspace.values()) running?.note(paths).catch(() => undefined);
      }
    },

    async dispose() {
      const all = [...watchers.values()].flatMap((ofWorkspace) => [...ofWorkspace.values()]);
      watchers.clear();
      await Promise.all(all.map(end));
    },
  };
}

/** Nothing of it is loaded before. */
async function start(blobsDir: string): Promise<WorkspaceEffects> {
  const { openWorkspaceEffects } = await import('./effectsClient');
  return openWorkspaceEffects({ blobsDir });
}
