// Follows the files of one workspace and says what a command changed. Runs in a worker thread, or in the caller's where there is none.
// One request after the other. A change belongs to the command that ends first after it was seen; what is seen when a command begins
// belongs to the one that runs in the background since longest, and to nobody when there is none.
import { randomUUID } from 'node:crypto';
import { join, dirname } from 'node:path';
import { createBlobStore } from '../journal/blobStore';
import { ContentKeeper } from './contentKeeper';
import type { ContentSource } from './contentKeeper';
import type {
  BeginRequest,
  BeginResult,
  EffectLimits,
  EndRequest,
  ObservedChanges,
  WorkspaceEffects,
  WorkspaceEffectsOptions,
} from './effectsPort';
import { imagesOf } from './changeImages';
import type { SourcedChange } from './changeImages';
import { isSameStamp } from './fileStamp';
import type { FileStamp, PathChange } from './fileStamp';
import { childOf, commandsDirOf } from './effectPaths';
import { currentStamp, FolderIndex, isFolder } from './folderIndex';
import { FileRecord } from './fileRecord';
import type { RecordedFile } from './fileRecord';
import { FolderWatch } from './folderWatch';

export const DEFAULT_LIMITS: EffectLimits = {
  copyBytes: 4 * 1024 * 1024,
  allCopiesBytes: 64 * 1024 * 1024,
  copies: 10_000,
  files: 2000,
  bytes: 256 * 1024 * 1024,
  folders: Infinity,
};

/** How long it works without letting others in, in milliseconds. */
const WORK_MS = 5;
/** How often a running command gives a sign of life, in milliseconds. */
const SIGN_OF_LIFE_MS = 500;
/** Files that rule what counts: after a change of one, its folder is listed anew before the next command. */
export const RULE_FILES: ReadonlySet<string> = new Set(['.gitignore', '.gitattributes']);

interface Observation {
  /** By path, the first state before and the last one after. */
  readonly changes: Map<string, SourcedChange>;
}

export function createEffectsService(options: WorkspaceEffectsOptions): WorkspaceEffects {
  return new EffectsService(options);
}

class EffectsService implements WorkspaceEffects {
  readonly #limits: EffectLimits;
  readonly #watch: FolderWatch;
  readonly #index: FolderIndex;
  readonly #keeper: ContentKeeper;
  readonly #blobs;
  readonly #lifetime = new AbortController();
  /** Oldest first. */
  readonly #observations = new Map<string, Observation>();
  /** Files whose content may have no source yet. */
  readonly #unkept = new Set<string>();
  readonly #otherRules = new Set<string>();
  readonly #record: FileRecord;
  /** Files of which the record does not say what they are by now. */
  readonly #unrecorded = new Set<string>();
  #roots: readonly string[] = [];
  #signs: NodeJS.Timeout | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #breathedAt = performance.now();

  constructor(options: WorkspaceEffectsOptions) {
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
    const breathe = (): Promise<void> => this.#breathe();
    this.#blobs = createBlobStore({ dir: options.blobsDir });
    this.#watch = new FolderWatch({
      dir: join(dirname(options.blobsDir), 'watch'),
      maxFolders: this.#limits.folders,
    });
    this.#index = new FolderIndex({
      breathe,
      onFolder: (path) => this.#watch.add(path),
      onFolderGone: (path) => this.#watch.remove(path),
    });
    this.#keeper = new ContentKeeper({
      index: this.#index,
      blobs: this.#blobs,
      limits: this.#limits,
      breathe,
      onKnown: (path) => this.#unrecorded.add(path),
    });
    this.#record = new FileRecord({ dir: commandsDirOf(options.blobsDir), id: randomUUID(), breathe });
  }

  begin(request: BeginRequest): Promise<BeginResult> {
    return this.#inTurn(() => this.#begin(request));
  }

  end(request: EndRequest): Promise<ObservedChanges> {
    return this.#inTurn(() => this.#end(request));
  }

  note(paths: readonly string[]): Promise<void> {
    return this.#inTurn(async () => {
      for (const path of paths) {
        if (this.#index.isFolder(path) || isFolder(path)) {
          for (const change of await this.#index.relist([dirname(path)])) this.#see(change.path);
          continue;
        }
        this.#index.refresh(path, currentStamp(path));
        this.#unkept.add(path);
        this.#unrecorded.add(path);
      }
      if (this.#observations.size === 0) return;
      // What they are now may be what a running command changes next.
      await this.#keepContents();
      if (this.#signs !== undefined) await this.#writeRecord().catch(() => this.#record.invalidate());
    });
  }

  async dispose(): Promise<void> {
    this.#lifetime.abort();
    await this.#last;
    clearInterval(this.#signs);
    this.#watch.dispose();
    this.#record.remove();
  }

  async #begin({ id, roots, command }: BeginRequest): Promise<BeginResult> {
    const [background] = this.#observations.values();
    await this.#catchUp(background);
    await this.#refreshRules(roots);
    await this.#keepContents();
    this.#observations.set(id, { changes: new Map() });
    const { failure } = this.#watch;
    const mark = command === undefined ? undefined : await this.#mark(command);
    return {
      ...(failure === undefined ? {} : { unwatched: failure }),
      ...(mark === undefined ? {} : { mark }),
    };
  }

  /** Undefined where it can't be written: the command runs all the same, only a crash would lose what it changed. */
  async #mark(command: NonNullable<BeginRequest['command']>): Promise<string | undefined> {
    try {
      await this.#writeRecord();
      const mark = this.#record.mark({ ...command, time: Date.now() });
      this.#signs ??= setInterval(() => this.#giveSign(), SIGN_OF_LIFE_MS).unref();
      return mark;
    } catch {
      this.#lifetime.signal.throwIfAborted();
      this.#record.invalidate();
      return undefined;
    }
  }

  #giveSign(): void {
    try {
      this.#record.touch(Date.now());
    } catch {
      // Somebody has removed it: it is written anew with the next command.
      this.#record.invalidate();
    }
  }

  async #writeRecord(): Promise<void> {
    const pending = new Map<string, SourcedChange>();
    for (const { changes } of this.#observations.values()) {
      for (const [path, change] of changes) if (!pending.has(path)) pending.set(path, change);
    }
    const { repositories } = this.#index;
    const fileOf = (path: string, stamp: FileStamp): RecordedFile => {
      const source = this.#keeper.knownSource(path, stamp);
      return source === undefined ? { stamp } : { stamp, source };
    };
    if (!this.#record.isWhole) {
      const index = this.#index;
      await this.#record.write({
        roots: this.#roots,
        repositories,
        *folders() {
          for (const [folder, files] of index.listing()) {
            yield [
              folder,
              [...files].map(([name, stamp]) => [name, fileOf(childOf(folder, name), stamp)] as const),
            ] as const;
          }
        },
      });
      this.#unrecorded.clear();
    }
    const entries = [...new Set([...this.#unrecorded, ...pending.keys()])].map((path) => {
      // What a command has changed and nobody has recorded yet is still what it was.
      const change = pending.get(path);
      const stamp = change === undefined ? this.#index.stampOf(path) : change.before;
      if (stamp === undefined) return [path, undefined] as const;
      const source = change?.source;
      return [path, source === undefined ? fileOf(path, stamp) : { stamp, source }] as const;
    });
    this.#record.append(entries, repositories);
    this.#unrecorded.clear();
  }

  async #end({ id, goesOn }: EndRequest): Promise<ObservedChanges> {
    const observation = this.#observations.get(id);
    if (observation === undefined) return { changes: [], modes: [], beyond: [], leftOut: 0 };
    await this.#catchUp(observation);
    if (!goesOn) this.#observations.delete(id);
    if (this.#observations.size === 0) {
      clearInterval(this.#signs);
      this.#signs = undefined;
    }
    for (const path of observation.changes.keys()) this.#unrecorded.add(path);
    const changes = [...observation.changes.values()].filter(
      ({ before, after }) => !isSameStamp(before, after),
    );
    observation.changes.clear();
    const observed = await imagesOf(changes, {
      blobs: this.#blobs,
      limits: this.#limits,
      signal: this.#lifetime.signal,
      breathe: () => this.#breathe(),
      learn: (path, stamp, blob) => this.#keeper.learn(path, stamp, blob),
    });
    // A command that goes on may change them again.
    if (this.#observations.size > 0) await this.#keepContents();
    return { ...observed, leftOut: this.#index.leftOut };
  }

  /** Brings the index up to now; what is new becomes part of the observation, or of none. */
  async #catchUp(observation: Observation | undefined): Promise<void> {
    const touched = await this.#watch.drain();
    const folders = touched === 'all' ? [...this.#index.folders] : touched;
    for (const change of await this.#index.relist(folders)) {
      this.#see(change.path);
      const name = change.path.slice(
        Math.max(change.path.lastIndexOf('/'), change.path.lastIndexOf('\\')) + 1,
      );
      if (RULE_FILES.has(name)) this.#otherRules.add(dirname(change.path));
      if (observation !== undefined) this.#observe(observation, change);
    }
  }

  #observe({ changes }: Observation, { path, before, after }: PathChange): void {
    const known = changes.get(path);
    const first =
      known === undefined
        ? { ...(before === undefined ? {} : { before, source: this.#sourceOf(path, before) }) }
        : { ...(known.before === undefined ? {} : { before: known.before, source: known.source }) };
    changes.set(path, { path, ...first, ...(after === undefined ? {} : { after }) });
  }

  #see(path: string): void {
    this.#unkept.add(path);
    this.#unrecorded.add(path);
  }

  #sourceOf(path: string, stamp: FileStamp): ContentSource {
    return this.#keeper.sourceOf(path, stamp);
  }

  async #refreshRules(roots: readonly string[]): Promise<void> {
    const folders = new Set(this.#index.folders);
    for (const root of roots) {
      if (folders.has(root) && this.#index.hasOtherRepository(root)) this.#otherRules.add(root);
    }
    await this.#index.setRoots(roots);
    const others = [...this.#otherRules].sort();
    this.#otherRules.clear();
    const adopted: string[] = [];
    for (const folder of others) {
      if (adopted.some((above) => folder === above || folder.startsWith(join(above, '/')))) continue;
      adopted.push(folder);
      await this.#index.adopt(folder);
    }
    let isOther = adopted.length > 0 || roots.some((root) => !folders.has(root));
    if (isOther || roots.length !== this.#roots.length) this.#record.invalidate();
    this.#roots = roots;
    for (const repository of this.#index.repositories) isOther = repository.refresh() || isOther;
    if (isOther) for (const [path] of this.#index.files()) this.#unkept.add(path);
  }

  async #keepContents(): Promise<void> {
    const files: [string, FileStamp][] = [];
    for (const path of this.#unkept) {
      const stamp = this.#index.stampOf(path);
      if (stamp === undefined) this.#keeper.forget(path);
      else files.push([path, stamp]);
    }
    this.#unkept.clear();
    await this.#keeper.keep(files);
  }

  async #breathe(): Promise<void> {
    if (performance.now() - this.#breathedAt < WORK_MS) return;
    await new Promise((resolve) => setImmediate(resolve));
    this.#lifetime.signal.throwIfAborted();
    this.#breathedAt = performance.now();
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(() => {
      this.#lifetime.signal.throwIfAborted();
      this.#breathedAt = performance.now();
      return work();
    });
    // The next one does not care how this one went.
    this.#last = result.catch(() => undefined);
    return result;
  }
}
