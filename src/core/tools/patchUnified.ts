// Unified diffs, as `diff -u` and git write them: one or several files; create, delete, rename. Line counts in hunk headers are
// checked; a header without numbers (`@@`) is allowed, the place is then found by its context.
import type { FilePatch, Hunk, HunkLine } from './patchModel';
import { PatchSyntaxError } from './patchModel';

const HUNK_HEADER = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/;

/** One file section while it is read. */
interface Section {
  oldPath?: string;
  newPath?: string;
  renameFrom?: string;
  renameTo?: string;
  isNew: boolean;
  isDeleted: boolean;
  hunks: Hunk[];
}

/** Reads the diff. `defaultPath` names the file where the diff itself does not. */
export function parseUnifiedDiff(diff: string, defaultPath?: string): readonly FilePatch[] {
  // What follows the last newline is no line.
  const lines = diff.replace(/\r?\n$/, '').split(/\r?\n/);
  const sections: Section[] = [];
  let current: Section | undefined;
  const open = (): Section => {
    current = { isNew: false, isDeleted: false, hunks: [] };
    sections.push(current);
    return current;
  };
  for (let index = 0; index < lines.length;) {
    const line = lines[index] ?? '';
    if (/^-- ?$/.test(line)) {
      // The signature below a patch as mailed by git.
      break;
    }
    if (line.startsWith('diff --git ')) {
      Object.assign(open(), gitPaths(line));
    } else if (line.startsWith('--- ') && lines[index + 1]?.startsWith('+++ ') === true) {
      const section = current === undefined || current.hunks.length > 0 ? open() : current;
      section.oldPath = headerPath(line);
      section.newPath = headerPath(lines[index + 1] ?? '');
      index += 2;
      continue;
    } else if (line.startsWith('@@')) {
      const { hunk, next } = readHunk(lines, index);
      (current ?? open()).hunks.push(hunk);
      index = next;
      continue;
    } else {
      readGitLine(line, current);
    }
    index += 1;
  }
  if (sections.length === 0) {
    throw new PatchSyntaxError(
      'Failed to parse diff: there is no hunk header (@@ -start,count +start,count @@).',
    );
  }
  return sections.map((section) => toFilePatch(section, sections.length === 1 ? defaultPath : undefined));
}

function readGitLine(line: string, section: Section | undefined): void {
  if (line.startsWith('GIT binary patch') || /^Binary files .* differ$/.test(line)) {
    throw new PatchSyntaxError('Failed to parse diff: binary patches are not supported.');
  }
  if (section === undefined) {
    return;
  }
  if (/^(old|new) mode /.test(line)) {
    throw new PatchSyntaxError(
      'Failed to parse diff: mode changes are not supported; use a command (chmod).',
    );
  }
  if (/^copy (from|to) /.test(line)) {
    throw new PatchSyntaxError('Failed to parse diff: copies are not supported; create the file instead.');
  }
  if (line.startsWith('new file mode')) {
    section.isNew = true;
  } else if (line.startsWith('deleted file mode')) {
    section.isDeleted = true;
  } else if (line.startsWith('rename from ')) {
    section.renameFrom = unquoted(line.slice('rename from '.length));
  } else if (line.startsWith('rename to ')) {
    section.renameTo = unquoted(line.slice('rename to '.length));
  } else if (/^[-+ ]/.test(line) && section.hunks.length > 0) {
    throw new PatchSyntaxError(
      `Failed to parse diff: a line lies outside of every hunk, or a hunk header counts too few lines: ${line}`,
    );
  }
}

function readHunk(lines: readonly string[], start: number): { readonly hunk: Hunk; readonly next: number } {
  const header = lines[start] ?? '';
  const numbers = HUNK_HEADER.exec(header);
  if (numbers === null && /^@@ *-?\d/.test(header)) {
    throw new PatchSyntaxError(`Failed to parse diff: this hunk header is malformed: ${header}`);
  }
  const expected =
    numbers === null ? undefined : { old: Number(numbers[2] ?? 1), new: Number(numbers[4] ?? 1) };
  const body: HunkLine[] = [];
  let trailingEmpty = 0;
  const noNewline = { old: false, new: false };
  const count = { old: 0, new: 0 };
  let index = start + 1;
  for (; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    if (line.startsWith('\\')) {
      const op = body.at(-1)?.op;
      noNewline.old ||= op !== '+';
      noNewline.new ||= op !== '-';
      continue;
    }
    const isFull = expected !== undefined && count.old >= expected.old && count.new >= expected.new;
    if (isFull || isSectionStart(lines, index, expected === undefined)) {
      break;
    }
    const op = line === '' ? ' ' : line[0];
    if (op !== ' ' && op !== '-' && op !== '+') {
      break;
    }
    body.push({ op, text: line.slice(1) });
    trailingEmpty = line === '' ? trailingEmpty + 1 : 0;
    count.old += op === '+' ? 0 : 1;
    count.new += op === '-' ? 0 : 1;
  }
  if (expected === undefined) {
    // Empty lines between sections are no lines of context.
    body.splice(body.length - trailingEmpty);
  } else if (count.old !== expected.old || count.new !== expected.new) {
    throw new PatchSyntaxError(
      `Failed to parse diff: the header ${header} counts ${expected.old} old and ${expected.new} new lines, but the hunk has ` +
        `${count.old} and ${count.new}. Correct the counts, or write a plain @@ header.`,
    );
  }
  if (!body.some(({ op }) => op !== ' ')) {
    throw new PatchSyntaxError(`Failed to parse diff: the hunk ${header} changes nothing.`);
  }
  const hasMark = noNewline.old || noNewline.new;
  const hunk: Hunk = {
    lines: body,
    ...(numbers === null ? anchorOf(header) : { oldStart: Number(numbers[1]) }),
    ...(hasMark ? { noNewline } : {}),
  };
  return { hunk, next: index };
}

/** True where the next file begins. Inside a counted hunk `--- ` may be a removed line; there the counts decide. */
function isSectionStart(lines: readonly string[], index: number, isUncounted: boolean): boolean {
  const line = lines[index] ?? '';
  if (line.startsWith('@@') || line.startsWith('diff --git ')) {
    return true;
  }
  return isUncounted && line.startsWith('--- ') && lines[index + 1]?.startsWith('+++ ') === true;
}

function anchorOf(header: string): { readonly anchors?: readonly string[] } {
  const anchor = header.replace(/^@@/, '').replace(/@@$/, '').trim();
  return anchor === '' || anchor === '...' ? {} : { anchors: [anchor] };
}

function toFilePatch(section: Section, defaultPath: string | undefined): FilePatch {
  const { hunks, renameFrom, renameTo } = section;
  const isNew = section.isNew || section.oldPath === '/dev/null';
  const isDeleted = section.isDeleted || section.newPath === '/dev/null';
  const paths = [renameFrom ?? section.oldPath, renameTo ?? section.newPath].map((path) =>
    path === '/dev/null' ? undefined : path,
  );
  const [oldPath, newPath] = renameFrom === undefined ? withoutPrefixes(paths[0], paths[1]) : paths;
  const path = defaultPath ?? (isNew ? newPath : (oldPath ?? newPath));
  if (path === undefined) {
    throw new PatchSyntaxError(
      'Failed to parse diff: no file is named. Add --- and +++ lines, or give file_path.',
    );
  }
  if (isNew) {
    return { kind: 'create', path, hunks };
  }
  if (isDeleted) {
    return { kind: 'delete', path, hunks };
  }
  const isRename = defaultPath === undefined && newPath !== undefined && newPath !== path;
  if (hunks.length === 0 && !isRename) {
    throw new PatchSyntaxError(
      `Failed to parse diff: ${path} has no hunk (@@ -start,count +start,count @@).`,
    );
  }
  return { kind: 'edit', path, hunks, ...(isRename ? { renameTo: newPath } : {}) };
}

/** Takes `a/` and `b/` away where both sides have them, as git writes them. */
function withoutPrefixes(
  oldPath: string | undefined,
  newPath: string | undefined,
): readonly (string | undefined)[] {
  const isGit = (oldPath ?? 'a/').startsWith('a/') && (newPath ?? 'b/').startsWith('b/');
  return isGit ? [oldPath?.slice(2), newPath?.slice(2)] : [oldPath, newPath];
}

/** `--- path<tab>time`. */
function headerPath(line: string): string {
  return unquoted((line.slice(4).split('\t')[0] ?? '').trimEnd());
}

/** Paths of a `diff --git` line, needed where neither `---` nor `rename` lines follow (an empty file). */
function gitPaths(line: string): Partial<Section> {
  const match = /^diff --git (?:"(a\/.*)"|(a\/.*)) (?:"(b\/.*)"|(b\/.*))$/.exec(line);
  if (match === null) {
    return {};
  }
  const oldPath = match[2] ?? unquoted(`"${match[1] ?? ''}"`);
  const newPath = match[4] ?? unquoted(`"${match[3] ?? ''}"`);
  return { oldPath, newPath };
}

/** Undoes git's quoting of unusual names: C escapes, bytes in octal. */
function unquoted(path: string): string {
  if (!path.startsWith('"') || !path.endsWith('"') || path.length < 2) {
    return path;
  }
  const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '"': '"', '\\': '\\' };
  const bytes = Buffer.from(path.slice(1, -1), 'utf8')
    .toString('latin1')
    .replace(/\\([0-7]{3}|.)/g, (_, code: string) =>
      code.length === 3 ? String.fromCharCode(parseInt(code, 8)) : (escapes[code] ?? code),
    );
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
