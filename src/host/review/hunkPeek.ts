// The old text of a hunk between the lines of its file: a peek into the text as it would be if everything were undone. Nothing is
// registered with the source control view for it, whose welcome page goes away as soon as anybody does that.
import { commands, Location, Position, Range, window } from 'vscode';
import type { Uri } from 'vscode';
import type { ReviewedFile, ReviewHunk } from '../../core/review/review';
import { anchorLine } from './hunkOrder';
import type { HunkPlace } from './hunkOrder';
import { lineCountOf } from './hunkWords';

export interface HunkPeekOptions {
  /** The text of a file with every hunk undone. */
  readonly baselineUri: (path: string) => Uri;
}

export class HunkPeek {
  readonly #options: HunkPeekOptions;
  #peeked: { readonly baseline: string; readonly hunkId: string } | undefined;

  constructor(options: HunkPeekOptions) {
    this.#options = options;
  }

  /** Opens the peek in the active editor, which shows the file. */
  async show({ file, hunk }: HunkPlace): Promise<void> {
    const editor = window.activeTextEditor;
    if (editor === undefined) return;
    const baseline = this.#options.baselineUri(file.path);
    const first = baselineStart(file, hunk);
    const last = Math.max(first, first + lineCountOf(hunk.removed) - 1);
    const old = new Location(baseline, new Range(first, 0, last, Number.MAX_SAFE_INTEGER));
    const line = anchorLine(hunk, editor.document.lineCount);
    this.#peeked = { baseline: baseline.toString(), hunkId: hunk.id };
    await commands.executeCommand(
      'editor.action.peekLocations',
      editor.document.uri,
      new Position(line, 0),
      [old],
      'peek',
    );
  }

  /** The hunk whose old text this is, while it is peeked at. */
  hunkIdOf(uri: Uri): string | undefined {
    return uri.toString() === this.#peeked?.baseline ? this.#peeked.hunkId : undefined;
  }

  /** A decision about the hunk that is peeked at closes the peek. */
  async closeOf(hunkIds: readonly string[]): Promise<void> {
    if (this.#peeked === undefined || !hunkIds.includes(this.#peeked.hunkId)) return;
    this.#peeked = undefined;
    await commands.executeCommand('closeReferenceSearch');
  }
}

/** Line of the baseline, from 0, where the old text of a hunk begins. */
export function baselineStart({ hunks }: ReviewedFile, hunk: ReviewHunk): number {
  let line = hunk.start;
  for (const earlier of hunks) {
    if (earlier.id === hunk.id) break;
    line += lineCountOf(earlier.removed) - (earlier.end - earlier.start);
  }
  return line;
}
