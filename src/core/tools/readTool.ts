import * as z from 'zod/mini';
import { assertVisible } from '../workspace/guardedRead';
import type { FileSnapshot, ResolvedPath } from '../workspace/workspace';
import { imageTypeOf, isImagePath } from './imageType';
import { missingFileError } from './missingFile';
import { isNotebookPath, parseNotebook, renderNotebook } from './notebook';
import { READ_DESCRIPTION } from './readTool.prompt';
import type { ActionTool, ToolContext, ToolOutput } from './tool';
import { countFittingLines, cutLine, MAX_READ_LINES } from './truncate';

const MAX_IMAGE_BYTES = 5 * 1024 * 1024;

const schema = z.object({
  file_path: z.string(),
  offset: z.optional(z.int().check(z.minimum(0), z.describe('first line, counted from 0; default 0'))),
  limit: z.optional(z.int().check(z.minimum(1), z.describe('lines; default and at most 2000'))),
});

export type ReadInput = z.infer<typeof schema>;

/** `read` (spec section 2.1). */
export function createReadTool(): ActionTool<ReadInput> {
  return {
    name: 'read',
    description: READ_DESCRIPTION,
    lane: 'query',
    schema,
    title: ({ file_path }) => file_path,
    paths: ({ file_path }) => [file_path],
    async execute(input, context) {
      const file = await context.workspace.resolve(input.file_path);
      await assertVisible(file, context.services.content);
      const stat = await context.workspace.stat(file.path);
      if (stat === undefined) {
        throw await missingFileError(file, context.workspace);
      }
      if (stat.kind === 'directory') {
        return failure(`${file.display} is a directory. Use ls to list it, or glob to find files in it.`);
      }
      if (stat.kind !== 'file') {
        return failure(`${file.display} is not a regular file and can't be read.`);
      }
      return isImagePath(file.path) ? readImage(file, stat.size, context) : readText(file, input, context);
    },
  };
}

async function readImage(file: ResolvedPath, size: number, { services }: ToolContext): Promise<ToolOutput> {
  if (size > MAX_IMAGE_BYTES) {
    return failure(
      `${file.display} has ${size} bytes; images of at most ${MAX_IMAGE_BYTES} bytes can be shown. Make a smaller copy first.`,
    );
  }
  const { bytes } = await services.readFile(file);
  const mediaType = bytes === undefined ? undefined : imageTypeOf(bytes);
  if (bytes === undefined || mediaType === undefined) {
    return failure(`${file.display} is named like an image but holds none (png, jpg, gif or webp).`);
  }
  return {
    content: `${file.display}: ${mediaType}, ${size} bytes. The image is attached.`,
    images: [{ type: 'image', mediaType, data: Buffer.from(bytes).toString('base64') }],
    details: { type: 'read', path: file.display, fromLine: 0, toLine: 0, totalLines: 0 },
  };
}

async function readText(
  file: ResolvedPath,
  { offset = 0, limit }: ReadInput,
  { services }: ToolContext,
): Promise<ToolOutput> {
  const snapshot = await services.readFile(file);
  const { text } = snapshot;
  if (text === undefined) {
    return failure(noTextMessage(file, snapshot));
  }
  const notebook = isNotebookPath(file.path) ? parseNotebook(text) : undefined;
  const lines = notebook === undefined ? linesOf(text) : renderNotebook(notebook);
  if (lines.length === 0) {
    return { content: `[${file.display} is empty.]`, details: detailsOf(file, 0, 0, 0) };
  }
  if (offset >= lines.length) {
    return failure(
      `Offset ${offset} is past the end: ${file.display} has ${lines.length} lines. Use an offset from 0 to ${lines.length - 1}.`,
    );
  }
  const wanted = lines.slice(offset, offset + Math.min(limit ?? MAX_READ_LINES, MAX_READ_LINES));
  const numbered = wanted.map((line, index) => {
    const shown = cutLine(line);
    return notebook === undefined ? `${String(offset + index + 1).padStart(6)}\t${shown}` : shown;
  });
  const shown = numbered.slice(0, Math.max(1, countFittingLines(numbered)));
  const end = offset + shown.length;
  const notes = [
    ...(end < lines.length
      ? [`[Lines ${offset + 1}-${end} of ${lines.length}. Use offset=${end} to go on.]`]
      : []),
    ...(snapshot.dirty ? ['[This is the unsaved text in the editor; the file on disk differs.]'] : []),
  ];
  return {
    content: [...shown, ...notes].join('\n'),
    details: detailsOf(file, offset + 1, end, lines.length),
  };
}

function detailsOf(
  file: ResolvedPath,
  fromLine: number,
  toLine: number,
  totalLines: number,
): NonNullable<ToolOutput['details']> {
  return { type: 'read', path: file.display, fromLine, toLine, totalLines };
}

function noTextMessage({ display }: ResolvedPath, { binary, encoding, bytes }: FileSnapshot): string {
  const size = bytes === undefined ? '' : ` (${bytes.length} bytes)`;
  return binary
    ? `${display} is a binary file${size}; only text and images can be read. Inspect it with a command if you must.`
    : `${display} is not valid ${encoding.startsWith('utf16') ? 'UTF-16' : 'UTF-8'}${size}. Convert a copy with a command (such as iconv) to see it; edit can change its ASCII parts as bytes.`;
}

function linesOf(text: string): readonly string[] {
  const lines = text.split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

function failure(content: string): ToolOutput {
  return { content, isError: true };
}
