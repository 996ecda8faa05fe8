// The `*** Begin Patch` form: sections that add, delete or update a file, hunks found by context and `@@` anchors.
import type { FilePatch, Hunk, HunkLine } from './patchModel';
import { PatchSyntaxError } from './patchModel';

export function isEnvelope(patch: string): boolean {
  return /^\s*\*\*\* Begin Patch\s*$/m.test(patch);
}

/** A patch without its last line may have been cut off, so it is refused. */
export function parseEnvelope(patch: string): readonly FilePatch[] {
  const all = patch.split(/\r?\n/);
  const begin = all.findIndex((line) => line.trim() === '*** Begin Patch');
  const end = all.findLastIndex((line) => line.trim() === '*** End Patch');
  if (end <= begin) {
    throw new PatchSyntaxError(
      'Failed to parse patch: there is no *** End Patch line; the patch may be cut off.',
    );
  }
  const lines = all.slice(begin + 1, end);
  const starts = lines.flatMap((line, index) =>
    /^\*\*\* (Add|Delete|Update) File: /.test(line) ? [index] : [],
  );
  const lead = lines.slice(0, starts[0] ?? lines.length).find((line) => line.trim() !== '');
  if (lead !== undefined) {
    throw new PatchSyntaxError(
      `Failed to parse patch: expected *** Add, Delete or Update File, found: ${lead}`,
    );
  }
  if (starts.length === 0) {
    throw new PatchSyntaxError('Failed to parse patch: it names no file.');
  }
  return starts.map((start, index) => parseSection(lines.slice(start, starts[index + 1])));
}

function parseSection([header = '', ...body]: readonly string[]): FilePatch {
  const path = header.slice(header.indexOf(': ') + 2).trim();
  if (header.startsWith('*** Add')) {
    return { kind: 'create', path, hunks: [{ lines: addedLines(body, path) }] };
  }
  if (header.startsWith('*** Delete')) {
    return { kind: 'delete', path, hunks: [] };
  }
  const [first = ''] = body;
  const move = first.startsWith('*** Move to: ') ? first.slice('*** Move to: '.length).trim() : undefined;
  const hunks = parseHunks(move === undefined ? body : body.slice(1), path);
  if (hunks.length === 0 && move === undefined) {
    throw new PatchSyntaxError(`Failed to parse patch: the update of ${path} has no lines.`);
  }
  return { kind: 'edit', path, hunks, ...(move === undefined ? {} : { renameTo: move }) };
}

function addedLines(body: readonly string[], path: string): readonly HunkLine[] {
  const lines = body.at(-1) === '' ? body.slice(0, -1) : body;
  return lines.map((line) => {
    if (!line.startsWith('+')) {
      throw new PatchSyntaxError(
        `Failed to parse patch: in the new file ${path} every line starts with +, but found: ${line}`,
      );
    }
    return { op: '+', text: line.slice(1) };
  });
}

function parseHunks(body: readonly string[], path: string): readonly Hunk[] {
  const hunks: Hunk[] = [];
  let anchors: string[] = [];
  let lines: HunkLine[] = [];
  const close = (atEnd: boolean): void => {
    if (lines.length > 0) {
      hunks.push({ lines, ...(anchors.length > 0 ? { anchors } : {}), ...(atEnd ? { atEnd } : {}) });
      anchors = [];
      lines = [];
    }
  };
  const content = body.at(-1) === '' ? body.slice(0, -1) : body;
  for (const line of content) {
    const [op] = line;
    if (line.startsWith('@@')) {
      close(false);
      const anchor = line.slice(2).trim();
      anchors.push(...(anchor === '' ? [] : [anchor]));
    } else if (line.trim() === '*** End of File') {
      close(true);
    } else if (line === '') {
      lines.push({ op: ' ', text: '' });
    } else if (op === ' ' || op === '-' || op === '+') {
      lines.push({ op, text: line.slice(1) });
    } else {
      throw new PatchSyntaxError(
        `Failed to parse patch: in ${path} a line starts with space, - or +, but found: ${line}`,
      );
    }
  }
  close(false);
  if (hunks.some((hunk) => hunk.lines.every(({ op }) => op === ' '))) {
    throw new PatchSyntaxError(`Failed to parse patch: a hunk of ${path} changes nothing.`);
  }
  return hunks;
}
