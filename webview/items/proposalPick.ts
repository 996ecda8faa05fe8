// What a person has picked of a proposed change so far. Pure; everything is picked until it is not.
import type { FileAnswer, FileDiff } from '../../src/protocol/coreTypes';

/** A piece that can be taken or left: a hunk, or a whole file where it has none that can be. */
export interface Piece {
  readonly key: string;
  readonly path: string;
  /** Absent for a whole file. */
  readonly hunkId?: string;
}

export function piecesOf(files: readonly FileDiff[]): readonly Piece[] {
  return files.flatMap((file): readonly Piece[] => {
    const ids = hunkIds(file);
    if (ids.length === 0) return [{ key: fileKey(file), path: file.path }];
    return ids.map((hunkId) => ({ key: hunkKey(file, hunkId), path: file.path, hunkId }));
  });
}

/** @param left keys of what is not picked */
export function answersOf(files: readonly FileDiff[], left: ReadonlySet<string>): readonly FileAnswer[] {
  return files.map((file): FileAnswer => {
    const ids = hunkIds(file);
    if (ids.length === 0) return { path: file.path, take: left.has(fileKey(file)) ? 'none' : 'all' };
    const taken = ids.filter((id) => !left.has(hunkKey(file, id)));
    if (taken.length === ids.length) return { path: file.path, take: 'all' };
    if (taken.length === 0) return { path: file.path, take: 'none' };
    return { path: file.path, take: 'hunks', hunks: taken };
  });
}

/** How much of one file is picked. */
export function stateOf(file: FileDiff, left: ReadonlySet<string>): 'all' | 'some' | 'none' {
  const pieces = piecesOf([file]);
  const picked = pieces.filter(({ key }) => !left.has(key)).length;
  return picked === 0 ? 'none' : picked === pieces.length ? 'all' : 'some';
}

/** The keys that are left out after this one, or this file, was turned over. */
export function toggled(left: ReadonlySet<string>, keys: readonly string[]): ReadonlySet<string> {
  const isPicked = keys.some((key) => !left.has(key));
  return new Set(isPicked ? [...left, ...keys] : [...left].filter((key) => !keys.includes(key)));
}

export function hunkKey(file: FileDiff, hunkId: string): string {
  return `${file.path}\n${hunkId}`;
}

function fileKey(file: FileDiff): string {
  return file.path;
}

function hunkIds({ hunks = [] }: FileDiff): readonly string[] {
  return hunks.flatMap(({ id }) => id ?? []);
}
