// SEARCH/REPLACE blocks: the file's name on a line of its own, then the text to find and the text to put there.
import type { FilePatch, Hunk } from './patchModel';
import { PatchSyntaxError } from './patchModel';

const SEARCH = /^<{5,9} SEARCH\s*$/;
const MIDDLE = /^={5,9}\s*$/;
const REPLACE = /^>{5,9} REPLACE\s*$/;

export function isSearchReplace(patch: string): boolean {
  return patch.split(/\r?\n/).some((line) => SEARCH.test(line));
}

/** An empty search part creates the file. A block without a name belongs to the file of the block before. */
export function parseSearchReplace(patch: string, defaultPath?: string): readonly FilePatch[] {
  const lines = patch.split(/\r?\n/);
  const files = new Map<string, { kind: FilePatch['kind']; hunks: Hunk[] }>();
  let path = defaultPath;
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    if (!SEARCH.test(line)) {
      path = defaultPath ?? nameOn(line) ?? path;
      continue;
    }
    const middle = lines.findIndex((candidate, at) => at > index && MIDDLE.test(candidate));
    const end = lines.findIndex((candidate, at) => at > middle && REPLACE.test(candidate));
    if (middle === -1 || end === -1) {
      throw new PatchSyntaxError(
        'Failed to parse patch: a SEARCH block has no ======= or no >>>>>>> REPLACE line.',
      );
    }
    if (path === undefined) {
      throw new PatchSyntaxError(
        'Failed to parse patch: put the file name on the line before <<<<<<< SEARCH, or give file_path.',
      );
    }
    const old = lines.slice(index + 1, middle);
    const fresh = lines.slice(middle + 1, end);
    const isNew = old.every((text) => text.trim() === '');
    const file = files.get(path) ?? { kind: isNew ? ('create' as const) : ('edit' as const), hunks: [] };
    if (isNew && file.hunks.length > 0) {
      throw new PatchSyntaxError(`Failed to parse patch: a block of ${path} has an empty SEARCH part.`);
    }
    file.hunks.push({
      lines: [
        ...(isNew ? [] : old.map((text) => ({ op: '-' as const, text }))),
        ...fresh.map((text) => ({ op: '+' as const, text })),
      ],
    });
    files.set(path, file);
    index = end;
  }
  return [...files].map(([name, { kind, hunks }]) => ({ kind, path: name, hunks }));
}

/** A file name stands alone on its line, perhaps marked as code; a fence or empty line names nothing. */
function nameOn(line: string): string | undefined {
  const text = line
    .trim()
    .replace(/^[`*#]+\s*|[`*:]+$/g, '')
    .trim();
  return text === '' || line.trim().startsWith('```') || /\s{2,}|^[<>=]/.test(text) ? undefined : text;
}
