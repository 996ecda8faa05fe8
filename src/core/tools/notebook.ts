// Jupyter notebooks: shown and edited cell by cell. An edit touches only the cell's own place in the file.
import type { JsonSpan } from './jsonSpans';
import { elementSpans, memberSpans, skipSpace } from './jsonSpans';

export interface NotebookCell {
  readonly type: string;
  readonly source: string;
  /** Text of the outputs; media types in brackets for what is no text. */
  readonly output: string;
}

export interface Notebook {
  readonly cells: readonly NotebookCell[];
}

export function isNotebookPath(path: string): boolean {
  return path.toLowerCase().endsWith('.ipynb');
}

/** Undefined when the text is no notebook with a list of cells. */
export function parseNotebook(text: string): Notebook | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    // Not JSON: the caller words the error.
    return undefined;
  }
  if (!isRecord(parsed) || !Array.isArray(parsed.cells)) {
    return undefined;
  }
  return {
    cells: parsed.cells.filter(isRecord).map((cell) => ({
      type: typeof cell.cell_type === 'string' ? cell.cell_type : 'unknown',
      source: joined(cell.source),
      output: Array.isArray(cell.outputs) ? cell.outputs.map(outputText).filter(Boolean).join('\n') : '',
    })),
  };
}

/** The notebook as lines for the model, with the index of each cell. */
export function renderNotebook({ cells }: Notebook): readonly string[] {
  return cells.flatMap(({ type, source, output }, index) => [
    `<cell ${index} ${type}>`,
    ...(source === '' ? [] : source.split('\n')),
    ...(output === '' ? [] : [`<output of cell ${index}>`, ...output.split('\n')]),
  ]);
}

/** The file with another source in one cell; everything else stays as it is, character by character. */
export function withCellSource(text: string, index: number, source: string): string {
  const cell = cellSpans(text)[index];
  const span = cell === undefined ? undefined : memberSpans(text, cell.start).get('source');
  if (span === undefined) {
    throw new RangeError(`Cell ${index} has no source.`);
  }
  const isList = text[span.start] === '[';
  const value = isList
    ? indented(JSON.stringify(sourceLines(source), null, unitOf(text)), indentBefore(text, span))
    : JSON.stringify(source);
  return text.slice(0, span.start) + value + text.slice(span.end);
}

/** The file with a new cell before cell `index`, or at the end when `index` is the number of cells. */
export function withNewCell(
  text: string,
  index: number,
  type: 'code' | 'markdown',
  source: string,
  id: string,
): string {
  const spans = cellSpans(text);
  const needsId = spans.some((span) => memberSpans(text, span.start).has('id'));
  const cell = {
    cell_type: type,
    ...(type === 'code' ? { execution_count: null } : {}),
    ...(needsId ? { id } : {}),
    metadata: {},
    ...(type === 'code' ? { outputs: [] } : {}),
    source: sourceLines(source),
  };
  const [first] = spans;
  if (first === undefined) {
    const list = memberSpans(text, skipSpace(text, 0)).get('cells');
    return list === undefined
      ? text
      : `${text.slice(0, list.start)}[${JSON.stringify(cell)}]${text.slice(list.end)}`;
  }
  const indent = indentBefore(text, first);
  const unit = unitOf(text);
  const written = indented(JSON.stringify(cell, null, unit), indent);
  const separator = unit === '' ? ',' : `,\n${indent}`;
  const next = spans[index];
  if (next !== undefined) {
    return text.slice(0, next.start) + written + separator + text.slice(next.start);
  }
  const end = spans.at(-1)?.end ?? first.end;
  return text.slice(0, end) + separator + written + text.slice(end);
}

/** The file without one cell. */
export function withoutCell(text: string, index: number): string {
  const spans = cellSpans(text);
  const [cell, previous, next] = [spans[index], spans[index - 1], spans[index + 1]];
  if (cell === undefined) {
    throw new RangeError(`There is no cell ${index}.`);
  }
  if (next !== undefined) {
    return text.slice(0, cell.start) + text.slice(next.start);
  }
  return previous === undefined
    ? text.slice(0, cell.start) + text.slice(cell.end)
    : text.slice(0, previous.end) + text.slice(cell.end);
}

function cellSpans(text: string): readonly JsonSpan[] {
  const list = memberSpans(text, skipSpace(text, 0)).get('cells');
  return list === undefined ? [] : elementSpans(text, list.start);
}

/** Lines as Jupyter stores them: each with its newline, the last without when it has none. */
function sourceLines(source: string): readonly string[] {
  return source.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** White space at the start of the line on which the value stands. */
function indentBefore(text: string, { start }: JsonSpan): string {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  return /^[ \t]*/.exec(text.slice(lineStart, start))?.[0] ?? '';
}

/** One step of indentation in this file; empty when it is written in one line. */
function unitOf(text: string): string {
  return /^\{\r?\n([ \t]+)/.exec(text)?.[1] ?? '';
}

function indented(json: string, indent: string): string {
  return json.replace(/\n/g, `\n${indent}`);
}

function outputText(output: unknown): string {
  if (!isRecord(output)) {
    return '';
  }
  if (output.text !== undefined) {
    return joined(output.text).trimEnd();
  }
  if (Array.isArray(output.traceback)) {
    return withoutColours(output.traceback.map(String).join('\n')).trimEnd();
  }
  if (!isRecord(output.data)) {
    return '';
  }
  const plain = output.data['text/plain'];
  const media = Object.keys(output.data).filter((type) => type !== 'text/plain' && type !== 'text/html');
  return [plain === undefined ? '' : joined(plain).trimEnd(), ...media.map((type) => `[${type}]`)]
    .filter(Boolean)
    .join('\n');
}

function withoutColours(text: string): string {
  // eslint-disable-next-line no-control-regex -- escape sequences start with a control character
  return text.replace(/\u001b\[[0-9;]*m/g, '');
}

function joined(value: unknown): string {
  return Array.isArray(value) ? value.map(String).join('') : typeof value === 'string' ? value : '';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
