import { isEnvelope, parseEnvelope } from './patchEnvelope';
import type { FilePatch } from './patchModel';
import { isSearchReplace, parseSearchReplace } from './patchSearchReplace';
import { parseUnifiedDiff } from './patchUnified';

/** Reads a patch in any of its forms. Throws `PatchSyntaxError`. */
export function parsePatch(patch: string, filePath?: string): readonly FilePatch[] {
  const text = withoutFence(patch);
  if (isEnvelope(text)) {
    return parseEnvelope(text);
  }
  return isSearchReplace(text) ? parseSearchReplace(text, filePath) : parseUnifiedDiff(text, filePath);
}

/** Models like to wrap a patch in a code fence. */
function withoutFence(patch: string): string {
  return /^\s*```[^\n]*\n([\s\S]*?)\n?```\s*$/.exec(patch)?.[1] ?? patch;
}
