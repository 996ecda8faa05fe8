// Hunks and files under review for tests, with only what a test is about written out.
import type { ReviewedFile, ReviewHunk, ReviewSource } from '../../../../src/core/review/review';

export function source(overrides: Partial<ReviewSource> = {}): ReviewSource {
  return { sessionId: 'session', changeId: 'change', runId: 'run', time: 0, ...overrides };
}

export function hunk(
  id: string,
  start: number,
  end: number,
  overrides: Partial<ReviewHunk> = {},
): ReviewHunk {
  const added = Array.from({ length: end - start }, (_value, index) => `new ${start + index}\n`).join('');
  return {
    id,
    start,
    end,
    removed: `old ${start}\n`,
    added,
    sources: [source()],
    isEdited: false,
    isBaseChanged: false,
    ...overrides,
  };
}

export function file(display: string, hunks: readonly ReviewHunk[]): ReviewedFile {
  return {
    path: `/project/${display}`,
    display,
    kind: 'edited',
    hunks,
    sources: [source()],
    addedLines: 0,
    removedLines: 0,
  };
}
