import * as z from 'zod/mini';
import { assertVisible } from '../workspace/guardedRead';
import type { FileContent, FileSnapshot } from '../workspace/workspace';
import { reportChanges } from './changeReport';
import { openForChange } from './openForChange';
import type { Proposal, ToolContext, ToolOutput, WritingTool } from './tool';
import { WRITE_DESCRIPTION } from './writeTool.prompt';

const schema = z.object({ file_path: z.string(), content: z.string() });

export type WriteInput = z.infer<typeof schema>;

/** `write` (spec section 2.2). */
export function createWriteTool(): WritingTool<WriteInput> {
  return {
    name: 'write',
    description: WRITE_DESCRIPTION,
    lane: 'execute',
    schema,
    title: ({ file_path }) => file_path,
    paths: ({ file_path }) => [file_path],
    propose,
    report: (_input, { notes }, applied) => reportChanges(notes, applied),
  };
}

async function propose(
  { file_path, content }: WriteInput,
  context: ToolContext,
): Promise<Proposal | ToolOutput> {
  const file = await context.workspace.resolve(file_path);
  await assertVisible(file, context.services.content);
  if ((await context.workspace.stat(file.path)) === undefined) {
    const note = `Created ${file.display} (${sizeOf(content)}).`;
    return { changes: [{ kind: 'create', file, after: { text: content } }], notes: [note] };
  }
  const { snapshot, wasRead } = await openForChange(file, context);
  if (!wasRead) {
    return {
      content: `${file.display} exists and you have not read it in this session. Read it first, or use edit.`,
      isError: true,
    };
  }
  const { after, note } = contentFor(snapshot, content);
  if ('text' in after && after.text === snapshot.text) {
    return { content: `${file.display} already has exactly this content.` };
  }
  const notes = [`Wrote ${file.display} (${sizeOf(content)}).`, ...(note === undefined ? [] : [note])];
  return { changes: [{ kind: 'edit', file, before: snapshot, after }], notes };
}

/** The content in the line endings that the file has. */
export function contentFor(
  { text, lineEnding }: FileSnapshot,
  content: string,
): { readonly after: FileContent; readonly note?: string } {
  if (text === undefined) {
    return {
      after: { bytes: Buffer.from(content, 'utf8') },
      note: 'It was no readable text before; it is UTF-8 now.',
    };
  }
  if (lineEnding === 'mixed') {
    return {
      after: { bytes: Buffer.from(content, 'utf8') },
      note: 'It had mixed line endings; now it has those you wrote.',
    };
  }
  if (lineEnding === 'crlf' && content.includes('\n')) {
    return { after: { text: content.replace(/\r?\n/g, '\r\n') }, note: 'Its CRLF line endings were kept.' };
  }
  return { after: { text: lineEnding === 'lf' ? content.replace(/\r\n/g, '\n') : content } };
}

function sizeOf(content: string): string {
  const lines = content.split('\n').length - (content.endsWith('\n') || content === '' ? 1 : 0);
  return `${lines} ${lines === 1 ? 'line' : 'lines'}, ${Buffer.byteLength(content)} bytes`;
}
