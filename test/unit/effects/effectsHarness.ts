// A workspace whose files are followed while real commands run, with a journal to undo from.
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { displayOf } from '../../../src/core/effects/effectPaths';
import type { EffectLimits, ObservedChange, ObservedChanges } from '../../../src/core/effects/effectsPort';
import type { WorkspaceEffects } from '../../../src/core/effects/effectsPort';
import { createEffectsService } from '../../../src/core/effects/effectsService';
import { restoreFiles } from '../../../src/core/journal/restore';
import type { RestoreResult } from '../../../src/core/journal/restore';
import { openJournal } from '../journal/journalHarness';
import type { JournalHarness } from '../journal/journalHarness';

export interface EffectsHarness extends JournalHarness {
  readonly effects: WorkspaceEffects;
  readonly blobsDir: string;
  /** Runs a command line in the root, follows it and records what it changed; `checkpoint` is the run to restore to. */
  run(command: string, checkpoint?: string): Promise<ObservedChanges>;
  record(observed: ObservedChanges): Promise<void>;
  restore(checkpoint?: string): Promise<RestoreResult>;
  /** One line for each change, as `edit a.txt`. */
  words(observed: ObservedChanges): readonly string[];
}

export interface EffectsHarnessOptions {
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** Makes it a repository in which everything is committed. */
  readonly git?: boolean;
  /** Called with the root before anything is followed. */
  readonly prepare?: (root: string) => void;
  readonly limits?: Partial<EffectLimits>;
}

export function openEffects({ files, git, prepare, limits }: EffectsHarnessOptions = {}): EffectsHarness {
  const opened = openJournal({ ...(files === undefined ? {} : { files }) });
  const { root, journal, workspace, blobs } = opened;
  if (git === true) {
    shell(root, 'git init -q && git add -A && git commit -qm one');
    makeOld(root);
  }
  prepare?.(root);
  const blobsDir = join(dirname(opened.journalPath), 'blobs');
  const effects = createEffectsService({ blobsDir, ...(limits === undefined ? {} : { limits }) });
  onTestFinished(() => effects.dispose());
  let calls = 0;
  const record = async ({ changes }: ObservedChanges): Promise<void> => {
    const placeOf = (path: string) => ({ path, display: displayOf(path, workspace.folders) });
    for (const { path, to, ...change } of changes) {
      await journal.observed({
        ...change,
        file: placeOf(path),
        ...(to === undefined ? {} : { to: placeOf(to) }),
        origin: { kind: 'run', runId: 'run' },
      });
    }
  };
  return {
    ...opened,
    effects,
    blobsDir,
    record,
    async run(command, checkpoint = 'run') {
      const id = `call-${(calls += 1)}`;
      journal.checkpoint(checkpoint, 'run');
      await effects.begin({ id, roots: [root] });
      shell(root, command);
      const observed = await effects.end({ id, goesOn: false });
      await record(observed);
      return observed;
    },
    async restore(checkpointId = 'run') {
      let ids = 0;
      return restoreFiles({
        workspace,
        journal,
        blobs,
        state: await journal.read(),
        checkpointId,
        newId: () => `restore-${checkpointId}-${(ids += 1)}`,
        signal: new AbortController().signal,
      });
    },
    words: ({ changes }) => changes.map((change) => inWords(change, opened)),
  };
}

/** Runs a command line; its identity for git is its own. */
export function shell(root: string, command: string): void {
  const identity = {
    GIT_AUTHOR_NAME: 't',
    GIT_AUTHOR_EMAIL: 't@t',
    GIT_COMMITTER_NAME: 't',
    GIT_COMMITTER_EMAIL: 't@t',
  };
  execFileSync('bash', ['-c', command], {
    cwd: root,
    env: { ...process.env, ...identity, GIT_CONFIG_GLOBAL: '/dev/null' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** Files of the past, so that git's index is younger than all of them. */
export function makeOld(root: string): void {
  shell(
    root,
    `find . -path ./.git -prune -o -type f -exec touch -d '1 hour ago' {} + && git update-index -q --refresh`,
  );
}

function inWords({ kind, path, to, before, after }: ObservedChange, { workspace }: JournalHarness): string {
  const name = (at: string): string => displayOf(at, workspace.folders);
  const missing = before?.missing ?? after?.missing;
  return [
    kind,
    name(path),
    ...(to === undefined ? [] : [name(to)]),
    ...(missing === undefined ? [] : [`(${missing})`]),
  ].join(' ');
}
