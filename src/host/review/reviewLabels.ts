// The words of the list of proposed changes, for eyes and for screen readers.
import type { ReviewHunk, ReviewSource } from '../../core/review/review';
import {
  fullSinceWords,
  hunkNotes,
  kindWords,
  opaqueWords,
  sinceWords,
} from '../../protocol/words/changeWords';
import { refusalWords } from '../../protocol/words/refusalWords';
import type { DeletedFileRow, FileRow, FolderRow, HunkRow } from './reviewTree';
import { filesUnder } from './reviewTree';
import { t } from '../l10n';
import { lineCountOf } from './hunkWords';
import type { LabelOf } from './sourceLabels';

export interface RowWords {
  readonly label: string;
  readonly description: string;
  /** What a screen reader says. */
  readonly spoken: string;
}

const MINUS = '−';
/** Characters of a hunk's line. */
const LINE_LENGTH = 80;

export function folderWords({ name, children }: FolderRow): RowWords {
  const files = children.flatMap(filesUnder).length;
  const count = files === 1 ? t('1 file') : t('{0} files', files);
  return { label: name, description: '', spoken: t('Folder {0}, {1}', name, count) };
}

export function fileWords(row: FileRow, labelOf: LabelOf): RowWords {
  const { file, name, folder, addedLines, removedLines } = row;
  const kinds = [kindWords(file, file.renamedFrom?.display ?? '', t), opaqueWords(file, t)];
  const maker = makerWords(row.isPartial ? sourcesOf(row) : file.sources, labelOf);
  const counts = file.hunks.length === 0 ? '' : countWords(addedLines, removedLines);
  const changes = changeCount(row.children.length);
  const spokenCounts =
    file.hunks.length === 0 ? '' : t('{0} lines added, {1} removed', addedLines, removedLines);
  return {
    label: name,
    description: [folder, counts, ...kinds, sinceWords(file, t), maker]
      .filter((part) => part !== '')
      .join(' · '),
    spoken: [
      file.display,
      ...kinds,
      file.hunks.length === 0 ? '' : changes,
      spokenCounts,
      fullSinceWords(file, t),
      maker,
      file.notUndoable === undefined ? '' : refusalWords(file.notUndoable, t),
    ]
      .filter((part) => part !== undefined && part !== '')
      .join(', '),
  };
}

export function hunkWords({ hunk, file }: HunkRow, labelOf: LabelOf): RowWords {
  const isRemoval = hunk.start === hunk.end;
  const text = firstLine(isRemoval ? hunk.removed : hunk.added);
  const line = lineRange(hunk);
  const shown = text === '' ? t('(blank)') : text;
  const maker = makerWords(hunk.sources, labelOf);
  const notes = hunkNotes(hunk, t);
  // The row of the file says it already where all of it has one maker.
  const shownMaker = maker === makerWords(file.sources, labelOf) ? '' : maker;
  const joined = (parts: readonly string[], separator: string): string =>
    parts.filter((part) => part !== '').join(separator);
  const place = hunk.end - hunk.start > 1 ? t('lines {0}', line) : t('line {0}', line);
  const [added, removed] = [hunk.end - hunk.start, lineCountOf(hunk.removed)];
  const spoken = [
    `${file.display}, ${place}`,
    t('{0} lines added, {1} removed', added, removed),
    shown,
    ...notes,
    maker,
  ];
  return {
    label: `${line}  ${isRemoval ? `${MINUS} ` : ''}${shown}`,
    description: joined([...notes, shownMaker], ' · '),
    spoken: joined(spoken, ', '),
  };
}

/** @param now milliseconds since the epoch */
export function deletedWords({ deleted }: DeletedFileRow, now: number): RowWords {
  const when = age(now - deleted.time);
  const name = deleted.display.split(/[\\/]/).at(-1) ?? deleted.display;
  const folder = deleted.display.slice(0, -name.length).replace(/[\\/]$/, '');
  return {
    label: name,
    description: [folder, when].filter((part) => part !== '').join(' · '),
    spoken: t('Deleted file {0}, deleted {1}', deleted.display, when),
  };
}

/** What made a change, such as `by step 2`; empty when nothing is known. */
function makerWords(sources: readonly ReviewSource[], labelOf: LabelOf): string {
  return sources.length === 0 ? '' : t('by {0}', labelOf(sources));
}

/** Such as `12 changes in 4 files`. */
export function totalWords(files: readonly FileRow[]): string {
  const changes = files.reduce((sum, { children }) => sum + Math.max(1, children.length), 0);
  if (files.length === 1) return t('{0} in 1 file', changeCount(changes));
  return t('{0} in {1} files', changeCount(changes), files.length);
}

/** As people count: `41`, or `41–44`. */
export function lineRange({ start, end }: Pick<ReviewHunk, 'start' | 'end'>): string {
  return end - start > 1 ? `${start + 1}–${end}` : String(start + 1);
}

function countWords(added: number, removed: number): string {
  return [added > 0 ? `+${added}` : '', removed > 0 ? `${MINUS}${removed}` : '']
    .filter((part) => part !== '')
    .join(' ');
}

function changeCount(count: number): string {
  return count === 1 ? t('1 change') : t('{0} changes', count);
}

function sourcesOf({ children }: FileRow): readonly ReviewSource[] {
  return children.flatMap(({ hunk }) => hunk.sources);
}

function firstLine(text: string): string {
  const line = text.split('\n').find((candidate) => candidate.trim() !== '') ?? '';
  const words = line
    .slice(0, 4 * LINE_LENGTH)
    .replaceAll(/\s+/g, ' ')
    .trim();
  // Cut at whole characters.
  const characters = [...words];
  return characters.length <= LINE_LENGTH ? words : `${characters.slice(0, LINE_LENGTH - 1).join('')}…`;
}

function age(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / 60_000);
  if (minutes < 1) return t('just now');
  if (minutes < 60) return t('{0} min ago', minutes);
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return t('{0} h ago', hours);
  const days = Math.floor(hours / 24);
  return days === 1 ? t('1 day ago') : t('{0} days ago', days);
}
