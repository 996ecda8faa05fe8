import { createTwoFilesPatch } from 'diff';
import type { StepFile } from './plan';

/** Above this the search for the shortest difference gets slow; such a file is only named. */
const MAX_EDIT_LENGTH = 2000;

/** Unified diff of what a step changed; empty when nothing. */
export function stepDiff(files: readonly StepFile[]): string {
  return files.map(fileDiff).join('');
}

function fileDiff({ path, before, after }: StepFile): string {
  if (before === after) return '';
  const from = before === null ? '/dev/null' : `a/${path}`;
  const to = after === null ? '/dev/null' : `b/${path}`;
  const patch = createTwoFilesPatch(from, to, before ?? '', after ?? '', undefined, undefined, {
    context: 3,
    maxEditLength: MAX_EDIT_LENGTH,
  });
  if (patch === undefined) return `--- ${from}\n+++ ${to}\n`;
  return patch.slice(patch.indexOf('--- '));
}
