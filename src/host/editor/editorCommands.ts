// Commands that a person gives from the editor, the explorer or a terminal: they ask at once, or put something into the input.
import { commands, env, l10n, languages, Range, Uri, window, workspace as editor, FileType } from 'vscode';
import type { ContentFilter } from '../../core/tools/toolServices';
import type { CommandId } from '../commandIds';
import { joinPrompt } from '../../protocol/mentionedText';
import type { MentionedText } from '../../protocol/mentionedText';
import { MENTION_COUNT_LIMIT, MENTION_TEXT_LIMIT } from '../../protocol/mentions';
import type { Mention } from '../../protocol/mentions';
import type { Composition } from '../panel/composer';
import { PersonError } from '../sessions/liveSession';
import type { SessionHub } from '../sessions/sessionHub';
import type { EditorWorkspace } from '../workspace/editorWorkspace';
import { Excerpts } from './excerpts';
import { toProblem } from './problems';
import { problemLine } from './problemText';
import { EXPLAIN_SELECTION, FIX_PROBLEM, FIX_SELECTION, TEST_SELECTION } from './selection.prompt';
import { excerptText, fenced } from './selectionText';
import type { Excerpt } from './selectionText';

export interface EditorCommandsOptions {
  readonly hub: SessionHub;
  readonly workspace: EditorWorkspace;
  readonly content: ContentFilter;
  /** Puts text and mentions into the panel's input, and shows the panel. */
  readonly compose: (composition: Composition) => Promise<void>;
  /** True when a run with this model can begin. */
  readonly isUsable: (model: string) => boolean;
  readonly reveal: () => Promise<void>;
}

type Handler = (...args: readonly unknown[]) => Promise<void>;
type EditorCommandId = Extract<
  CommandId,
  | 'planwright.explainSelection'
  | 'planwright.fixSelection'
  | 'planwright.testSelection'
  | 'planwright.fixProblem'
  | 'planwright.addSelection'
  | 'planwright.addFiles'
  | 'planwright.addTerminalSelection'
>;

export function createEditorCommands(
  options: EditorCommandsOptions,
): Readonly<Record<EditorCommandId, Handler>> {
  const { compose } = options;
  const excerpts = new Excerpts(options.workspace, options.content);
  const askAbout = async (request: string): Promise<void> =>
    ask(options, requestAbout(request, await excerpts.ofEditor()));
  return {
    'planwright.explainSelection': () => askAbout(EXPLAIN_SELECTION),
    'planwright.fixSelection': () => askAbout(FIX_SELECTION),
    'planwright.testSelection': () => askAbout(TEST_SELECTION),
    'planwright.fixProblem': async (uri, line) => {
      const place = uri instanceof Uri && typeof line === 'number' ? { uri, line } : placeOfCursor();
      await ask(options, await problemsAt(excerpts, place.uri, place.line));
    },
    'planwright.addSelection': async () => {
      const active = window.activeTextEditor;
      if (active?.selection.isEmpty === true) {
        const { file } = await excerpts.fileOf(active.document.uri);
        await compose({ mentions: [fileMention(file, false)] });
        return;
      }
      const { text, mentioned } = requestAbout('', await excerpts.ofEditor());
      await compose(mentioned === undefined ? { text } : { mentions: [mentioned.mention] });
    },
    'planwright.addFiles': async (clicked, selected) => {
      const uris = urisOf(clicked, selected).slice(0, MENTION_COUNT_LIMIT);
      const mentions = await Promise.all(
        uris.map(async (uri) => {
          const { file, isReadable } = await excerpts.fileOf(uri);
          if (!isReadable) throw new PersonError(l10n.t('{0} is outside the workspace.', file));
          return fileMention(file, await isFolder(uri));
        }),
      );
      await compose({ mentions });
    },
    'planwright.addTerminalSelection': async () => {
      const text = await terminalSelection();
      const label = text.trim().split(/\r?\n/, 1)[0]?.slice(0, 80) ?? '';
      await compose({ mentions: [{ kind: 'terminal', label, text }] });
    },
  };
}

/** What to send: words, and a piece of a file that goes along as a mention. */
export interface Request {
  readonly text: string;
  readonly mentioned?: MentionedText;
}

/** A file that the model can read is mentioned; of any other the text itself is written out. */
function requestAbout(text: string, excerpt: Excerpt): Request {
  const { file, fromLine, toLine, isReadable } = excerpt;
  if (!isReadable) return { text: `${text}\n\n${excerptText(excerpt)}`.trimStart() };
  const name = file.slice(file.lastIndexOf('/') + 1);
  const label = fromLine === toLine ? `${name}:${fromLine}` : `${name}:${fromLine}–${toLine}`;
  const mention: Mention = { kind: 'selection', label, path: file, fromLine, toLine };
  return { text, mentioned: { mention, text: excerptText(excerpt) } };
}

function fileMention(file: string, isDirectory: boolean): Mention {
  const label = file.slice(file.lastIndexOf('/') + 1) || file;
  return { kind: isDirectory ? 'folder' : 'file', label, path: file };
}

/** Sends a prompt to the session on the screen. Where no model is set up yet, it waits in the input. */
export async function ask(
  { hub, compose, isUsable, reveal }: Pick<EditorCommandsOptions, 'hub' | 'compose' | 'isUsable' | 'reveal'>,
  { text, mentioned }: Request,
): Promise<void> {
  const session = await hub.ensureCurrent();
  if (isUsable(session.api.model) && session.access === 'owner') {
    await reveal();
    await session.submit(joinPrompt(text, mentioned === undefined ? [] : [mentioned]));
  } else {
    await compose(mentioned === undefined ? { text } : { text, mentions: [mentioned.mention] });
  }
}

function placeOfCursor(): { readonly uri: Uri; readonly line: number } {
  const active = window.activeTextEditor;
  if (active === undefined) throw new PersonError(l10n.t('Open a file with a problem first.'));
  return { uri: active.document.uri, line: active.selection.active.line };
}

/** The problems that touch a line (0-based), with the lines around them. */
async function problemsAt(excerpts: Excerpts, uri: Uri, line: number): Promise<Request> {
  const document = await editor.openTextDocument(uri);
  const at = languages
    .getDiagnostics(uri)
    .filter(({ range }) => range.start.line <= line && line <= range.end.line);
  if (at.length === 0) throw new PersonError(l10n.t('There is no problem at this line.'));
  const first = Math.max(0, Math.min(...at.map(({ range }) => range.start.line)) - 3);
  const last = Math.min(document.lineCount - 1, Math.max(...at.map(({ range }) => range.end.line)) + 3);
  const around = document.validateRange(new Range(first, 0, last, Number.MAX_SAFE_INTEGER));
  const problems = at.map((diagnostic) => problemLine(toProblem(diagnostic)));
  return requestAbout(
    `${FIX_PROBLEM}\n\n${fenced(problems.join('\n'))}`,
    await excerpts.ofRange(document, around),
  );
}

/** What was clicked, and what was selected with it. */
function urisOf(clicked: unknown, selected: unknown): readonly Uri[] {
  const all: readonly unknown[] = Array.isArray(selected) && selected.length > 0 ? selected : [clicked];
  const uris = all.filter((item) => item instanceof Uri);
  const active = window.activeTextEditor?.document.uri;
  if (uris.length === 0 && active !== undefined) return [active];
  if (uris.length === 0) throw new PersonError(l10n.t('Choose files in the explorer, or open one.'));
  return uris;
}

async function isFolder(uri: Uri): Promise<boolean> {
  return ((await editor.fs.stat(uri)).type & FileType.Directory) !== 0;
}

/** The editor has no other way to read it than through the clipboard, which gets its text back. */
async function terminalSelection(): Promise<string> {
  const before = await env.clipboard.readText();
  await env.clipboard.writeText('');
  try {
    await commands.executeCommand('workbench.action.terminal.copySelection');
    const text = await env.clipboard.readText();
    if (text.trim() === '') throw new PersonError(l10n.t('Select something in the terminal first.'));
    return text.slice(-MENTION_TEXT_LIMIT);
  } finally {
    await env.clipboard.writeText(before);
  }
}
