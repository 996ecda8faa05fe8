// How the changes of a command are said: to the model in one line, to people as a list.
import type { FileImage } from '../journal/journalLine';
import { missingReason } from '../journal/restore';
import type { ChangedFile, ToolDetails } from '../tools/toolDetails';
import type { WorkspaceFolder } from '../workspace/workspace';
import { displayOf } from './effectPaths';
import type { ObservedChange, ObservedChanges } from './effectsPort';
import type { NoticeCause } from '../words/noticeCause';

type CommandDetails = ToolDetails & { readonly type: 'command' };
type Folders = readonly WorkspaceFolder[];

const NAMED_TO_MODEL = 10;
const LISTED = 200;

/**
 * One line for the model; empty when nothing changed, and when the command itself names every file that did (`rm a.ts`): that line
 * would say nothing new.
 */
export function changeNote(observed: ObservedChanges, folders: Folders, line: string): string {
  const files = allFiles(observed, folders);
  const count = files.length + observed.beyond.length;
  if (count === 0 || (observed.beyond.length === 0 && files.every((file) => isNamed(file, line)))) return '';
  const named = files.slice(0, NAMED_TO_MODEL).map(inWords).join(', ');
  const more = count - Math.min(files.length, NAMED_TO_MODEL);
  const noun = count === 1 ? 'file' : 'files';
  return `[Changed ${count} ${noun}: ${named}${more > 0 ? ` and ${more} more` : ''}]`;
}

/** What the details of a command say about files; nothing where none changed. */
export function changedFiles(
  observed: ObservedChanges,
  folders: Folders,
): Pick<CommandDetails, 'changedFiles' | 'moreChangedFiles' | 'notFollowed'> {
  const files = allFiles(observed, folders);
  const listed = files.slice(0, LISTED);
  const more = files.length - listed.length + observed.beyond.length;
  return {
    ...(listed.length === 0 ? {} : { changedFiles: listed }),
    ...(more === 0 ? {} : { moreChangedFiles: more }),
    ...(observed.leftOut === 0 ? {} : { notFollowed: observed.leftOut }),
  };
}

/** For a person, when a command changed more than is recorded. */
export function beyondNotice({ beyond }: ObservedChanges, folders: Folders): NoticeCause | undefined {
  if (beyond.length === 0) return undefined;
  const files = beyond.slice(0, 3).map((path) => displayOf(path, folders));
  return { code: 'too_many_changes', files, more: beyond.length - files.length };
}

function allFiles({ changes, modes }: ObservedChanges, folders: Folders): readonly ChangedFile[] {
  return [
    ...changes.map((change) => changedFile(change, folders)),
    ...modes.map((path): ChangedFile => {
      return {
        path: displayOf(path, folders),
        kind: 'permissions',
        notUndoable: 'only contents are recorded',
      };
    }),
  ];
}

function changedFile({ kind, path, to, before, after }: ObservedChange, folders: Folders): ChangedFile {
  const reason = kind === 'create' ? reasonOf(after, 'link') : reasonOf(before);
  return {
    path: displayOf(path, folders),
    kind,
    ...(to === undefined ? {} : { renamedTo: displayOf(to, folders) }),
    ...(reason === undefined ? {} : { notUndoable: reason }),
  };
}

function reasonOf(image: FileImage | undefined, only?: FileImage['missing']): string | undefined {
  const missing = image?.missing;
  if (missing === undefined || (only !== undefined && missing !== only)) return undefined;
  return missingReason(missing);
}

function inWords({ path, kind, renamedTo }: ChangedFile): string {
  switch (kind) {
    case 'create':
      return `new ${path}`;
    case 'edit':
      return path;
    case 'delete':
      return `deleted ${path}`;
    case 'rename':
      return `${path} -> ${renamedTo ?? ''}`;
    case 'permissions':
      return `permissions of ${path}`;
  }
}

/** By its path or its name, as a word of the line. */
function isNamed({ path, renamedTo }: ChangedFile, line: string): boolean {
  const words = new Set(line.split(/[\s'"=<>|;&()]+/).map((word) => word.replace(/^\.\//, '')));
  const hasName = (at: string): boolean => words.has(at) || words.has(at.slice(at.lastIndexOf('/') + 1));
  return hasName(path) && (renamedTo === undefined || hasName(renamedTo));
}
