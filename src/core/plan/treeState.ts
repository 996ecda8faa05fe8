// The versions of the files that evidence was taken on.
import { versionOf } from '../workspace/textCodec';
import type { FileVersions, TreeState } from './evidence';
import type { StepFile } from './plan';

/** SHA-256 of a text as it is stored with evidence and as `baseHash` of a difference. */
export function textVersion(text: string): string {
  return versionOf(Buffer.from(text));
}

/** The files as a step left them, or as they were before it. */
export function versionsOf(files: readonly StepFile[], side: 'before' | 'after' = 'after'): FileVersions {
  return new Map(files.map((file) => [file.path, file[side] === null ? null : textVersion(file[side])]));
}

export function treeState(versions: FileVersions): TreeState {
  const files = [...versions]
    .map(([path, version]) => ({ path, version }))
    .sort((left, right) => (left.path < right.path ? -1 : 1));
  return { hash: textVersion(JSON.stringify(files)), files };
}
