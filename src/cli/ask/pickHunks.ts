// Walks through a proposed change piece by piece: a hunk where it can be taken by itself, else the whole file.
import type { FileAnswer } from '../../core/permissions/confirmation';
import type { FileDiff } from '../../core/tools/toolDetails';
import { fileDiffLines } from '../output/diffText';
import type { Style } from '../output/style';

export interface PickHunksOptions {
  readonly style: Style;
  readonly print: (text: string) => void;
  /** Asks for one line; undefined when input has ended. */
  readonly readLine: (prompt: string) => Promise<string | undefined>;
}

interface Piece {
  readonly file: FileDiff;
  /** Id of a hunk; absent for a whole file. */
  readonly hunk?: string;
  readonly shown: FileDiff;
}

const CHOICES = '[y]es  [n]o  [a]ll the rest  [d]one, none of the rest  [b]ack ... ';

/** True where there is something to choose from. */
export function canPick(files: readonly FileDiff[] | undefined): boolean {
  return piecesOf(files ?? []).length > 1;
}

/** What was taken of each file; undefined to go back to the question, or when input has ended. */
export async function pickHunks(
  files: readonly FileDiff[],
  { style, print, readLine }: PickHunksOptions,
): Promise<readonly FileAnswer[] | undefined> {
  const pieces = piecesOf(files);
  const taken = new Set<Piece>();
  for (let index = 0; index < pieces.length;) {
    const piece = pieces[index] as Piece;
    print(
      `${fileDiffLines(piece.shown, style)
        .map((line) => `  ${line}`)
        .join('\n')}\n`,
    );
    const typed = await readLine(`Apply ${index + 1} of ${pieces.length}? ${CHOICES}`);
    switch (typed?.trim().toLowerCase()) {
      case 'y':
      case 'yes':
        taken.add(piece);
        index += 1;
        break;
      case 'n':
      case 'no':
        index += 1;
        break;
      case 'a':
      case 'all':
        for (const rest of pieces.slice(index)) taken.add(rest);
        index = pieces.length;
        break;
      case 'd':
      case 'done':
        index = pieces.length;
        break;
      case 'b':
      case 'back':
      case undefined:
        return undefined;
      default:
        print(`${style.dim('Please answer with one of the letters.')}\n`);
    }
  }
  return files.map((file): FileAnswer => {
    const own = pieces.filter((piece) => piece.file === file && taken.has(piece));
    if (file.hunks?.some(({ id }) => id !== undefined) !== true) {
      return { path: file.path, take: own.length > 0 ? 'all' : 'none' };
    }
    if (own.length === 0) return { path: file.path, take: 'none' };
    return { path: file.path, take: 'hunks', hunks: own.flatMap(({ hunk }) => hunk ?? []) };
  });
}

function piecesOf(files: readonly FileDiff[]): readonly Piece[] {
  return files.flatMap((file): readonly Piece[] => {
    const hunks = (file.hunks ?? []).filter(({ id }) => id !== undefined);
    if (hunks.length === 0) return [{ file, shown: file }];
    return hunks.map((hunk) => {
      const added = hunk.lines.filter((line) => line.startsWith('+')).length;
      const removed = hunk.lines.filter((line) => line.startsWith('-')).length;
      return {
        file,
        shown: { ...file, hunks: [hunk], added, removed },
        ...(hunk.id === undefined ? {} : { hunk: hunk.id }),
      };
    });
  });
}
