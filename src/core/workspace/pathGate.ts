// The one gate through which every path passes that a model or a person wrote. It answers with the real path of the deepest
// existing parent; an absent `folder` says that the path is outside. What is done with outside paths is for the permission rules.
import { fileURLToPath } from 'node:url';
import type { ResolvedPath, WorkspaceFolder } from './workspace';
import { WorkspaceError } from './workspaceError';
import type { PathStyle } from './pathRules';
import { foldPath, isAbsolutePath, normalizePath, pathModule, pathProblem, relativeTo } from './pathRules';

/** What the gate needs to know about the file system. */
export interface PathProbe {
  /** The real path with all links resolved, in the case the file system has; undefined when nothing is there. */
  realPath(path: string): Promise<string | undefined>;
  /** Target of a symbolic link as written in it; undefined when the path is no link or nothing is there. */
  linkTarget(path: string): Promise<string | undefined>;
}

export interface PathGateOptions {
  /** Roots are real paths. */
  readonly folders: readonly WorkspaceFolder[];
  readonly style: PathStyle;
  /** Whether the file system of this folder ignores case. */
  readonly foldsCase: (folder: WorkspaceFolder) => boolean;
  readonly probe: PathProbe;
  /** For `~`; without it such paths are refused. */
  readonly home?: string;
}

export interface PathGate {
  /** Throws `WorkspaceError` `invalid_path` for what can't be a path here. */
  resolve(path: string): Promise<ResolvedPath>;
  /** Words for a path that was resolved before, without looking at the file system. */
  describe(realPath: string): ResolvedPath;
}

const MAX_LINKS = 40;

export function createPathGate({ folders, style, foldsCase, probe, home }: PathGateOptions): PathGate {
  const path = pathModule(style);
  const roots = folders.map((folder) => ({
    folder,
    root: normalizePath(folder.root, style),
    foldCase: foldsCase(folder),
  }));

  function describe(realPath: string): ResolvedPath {
    // The deepest folder wins where one workspace folder lies inside another.
    const owners = roots
      .map((entry) => ({ ...entry, relative: relativeTo(realPath, entry.root, style, entry.foldCase) }))
      .filter((entry) => entry.relative !== undefined)
      .sort((left, right) => right.root.length - left.root.length);
    const owner = owners[0];
    if (owner?.relative === undefined) {
      return { path: realPath, display: realPath };
    }
    const relative = owner.relative === '' ? '.' : owner.relative;
    if (folders.length === 1) {
      return { path: realPath, display: relative, folder: owner.folder };
    }
    const display = owner.relative === '' ? owner.folder.name : `${owner.folder.name}/${relative}`;
    return { path: realPath, display, folder: owner.folder };
  }

  /** Links of the deepest existing parent resolved; also those of a link whose target does not exist yet. */
  async function realPathOf(absolute: string, written: string, linksLeft = MAX_LINKS): Promise<string> {
    const missing: string[] = [];
    for (let current = absolute; ;) {
      const real = await probe.realPath(current);
      if (real !== undefined) {
        return normalizePath(missing.length === 0 ? real : path.join(real, ...missing), style);
      }
      const target = await probe.linkTarget(current);
      const parent = path.dirname(current);
      if (target !== undefined) {
        if (linksLeft === 0) {
          throw invalid(written, 'it leads through too many symbolic links');
        }
        // A link may be relative to the real place of the folder it lies in.
        const realParent = (await probe.realPath(parent)) ?? parent;
        return realPathOf(path.resolve(realParent, target, ...missing), written, linksLeft - 1);
      }
      if (parent === current) {
        return normalizePath(path.join(current, ...missing), style);
      }
      missing.unshift(path.basename(current));
      current = parent;
    }
  }

  async function existing(absolute: string): Promise<boolean> {
    return (await probe.realPath(absolute)) !== undefined;
  }

  /** Absolute path of a relative one: the named folder, else the first folder that has it, else the first folder. */
  async function absoluteOf(relative: string, written: string): Promise<string> {
    const [first, ...others] = roots;
    if (first === undefined) {
      throw invalid(written, 'there is no workspace folder; write an absolute path');
    }
    const inFirst = path.join(first.root, relative);
    if (others.length === 0) {
      return inFirst;
    }
    const [name = '', ...rest] = normalizePath(relative, style).split(path.sep);
    const named = roots.find(
      (entry) => foldPath(entry.folder.name, entry.foldCase) === foldPath(name, entry.foldCase),
    );
    const candidates = [
      ...(named === undefined ? [] : [path.join(named.root, ...rest)]),
      inFirst,
      ...others.map((entry) => path.join(entry.root, relative)),
    ];
    for (const candidate of candidates) {
      if (await existing(candidate)) {
        return candidate;
      }
    }
    return candidates[0] ?? inFirst;
  }

  async function resolve(written: string): Promise<ResolvedPath> {
    const plain = fromHome(fromFileUri(written, style), written, home, style);
    const problem = pathProblem(plain, style);
    if (problem !== undefined) {
      throw invalid(written, problem);
    }
    const absolute = isAbsolutePath(plain, style) ? plain : await absoluteOf(plain, written);
    const real = await realPathOf(normalizePath(absolute, style), written);
    const realProblem = pathProblem(real, style);
    if (realProblem !== undefined) {
      throw invalid(written, realProblem);
    }
    return describe(real);
  }

  return { resolve, describe };
}

function fromFileUri(written: string, style: PathStyle): string {
  if (!/^file:/i.test(written)) {
    return written;
  }
  try {
    return fileURLToPath(written, { windows: style === 'windows' });
  } catch (error) {
    throw invalid(written, 'it is not a file URI of this machine', error);
  }
}

/** `~` and `~/…` are the home folder; `~name` stays an ordinary name. */
function fromHome(plain: string, written: string, home: string | undefined, style: PathStyle): string {
  if (plain !== '~' && !/^~[\\/]/.test(plain)) {
    return plain;
  }
  if (home === undefined) {
    throw invalid(written, 'the home folder is not known here');
  }
  return pathModule(style).join(home, plain.slice(1));
}

function invalid(written: string, problem: string, cause?: unknown): WorkspaceError {
  return new WorkspaceError(
    'invalid_path',
    `Failed to resolve path: ${written}: ${problem}.`,
    written,
    cause,
  );
}
