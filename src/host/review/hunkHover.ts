// The old text of a hunk, who made it, and what can be done, on hover and for the editor's own "show hover" key.
import { env, Hover, l10n, languages, MarkdownString, Range } from 'vscode';
import type { Disposable, HoverProvider, Position, TextDocument } from 'vscode';
import type { CommandId } from '../commandIds';
import type { DocumentHunk, ReviewedDocuments } from './documentHunks';
import { anchorLine, atLine } from './hunkOrder';
import { cutText, lineCountOf, sizeWords } from './hunkWords';
import { keyName } from './keyNames';
import type { KeyedCommand } from './keyNames';
import type { LabelOf } from './sourceLabels';

const LIMITS = { lines: 40, columns: 300 };
const COMMANDS: readonly CommandId[] = [
  'planwright.keepHunk',
  'planwright.undoHunk',
  'planwright.peekHunk',
  'planwright.undoHunkWithReason',
];

export interface HunkHoverOptions {
  readonly documents: ReviewedDocuments;
  readonly labelOf: LabelOf;
}

export class HunkHover implements HoverProvider, Disposable {
  readonly #options: HunkHoverOptions;
  readonly #registration: Disposable;

  constructor(options: HunkHoverOptions) {
    this.#options = options;
    this.#registration = languages.registerHoverProvider('*', this);
  }

  provideHover(document: TextDocument, position: Position): Hover | undefined {
    const hunks = this.#options.documents.hunksOf(document);
    const found = atLine(hunks, position.line, document.lineCount);
    if (found === undefined) return undefined;
    const first = anchorLine(found, document.lineCount);
    const last = Math.max(first, Math.min(found.end, document.lineCount) - 1);
    const range = document.validateRange(new Range(first, 0, last, Number.MAX_SAFE_INTEGER));
    return new Hover(this.#markdown(found, document.languageId), range);
  }

  dispose(): void {
    this.#registration.dispose();
  }

  #markdown({ hunk, removed }: DocumentHunk, language: string): MarkdownString {
    const text = new MarkdownString();
    text.isTrusted = { enabledCommands: COMMANDS };
    text.appendMarkdown('**');
    text.appendText(l10n.t('Proposed: {0}', sizeWords(hunk)));
    text.appendMarkdown('**  \n');
    const time = hunk.sources.at(-1)?.time;
    const facts = [
      l10n.t('by {0}', this.#options.labelOf(hunk.sources)),
      time === undefined ? '' : new Date(time).toLocaleString(env.language),
      hunk.isEdited ? l10n.t('edited by you') : '',
      hunk.isBaseChanged ? l10n.t('something else changed this place since') : '',
    ];
    text.appendText(facts.filter((fact) => fact !== '').join(' · '));
    if (removed !== '') {
      const old = cutText(removed, LIMITS);
      text.appendCodeblock(old.text, language);
      if (old.moreLines > 0) text.appendText(l10n.t('and {0} more lines', old.moreLines));
    }
    const target = encodeURIComponent(JSON.stringify([{ hunkId: hunk.id }]));
    const link = (label: string, command: CommandId, key?: KeyedCommand): string => {
      const title = key === undefined ? label : `${label} (${keyName(key, isMac())})`;
      return `[${label}](command:${command}?${target} "${title}")`;
    };
    const links = [
      link(l10n.t('Keep'), 'planwright.keepHunk', 'planwright.keepHunk'),
      link(l10n.t('Undo'), 'planwright.undoHunk', 'planwright.undoHunk'),
      link(l10n.t('Undo with Reason…'), 'planwright.undoHunkWithReason'),
      ...(lineCountOf(removed) > 0
        ? [link(l10n.t('Show Old Text'), 'planwright.peekHunk', 'planwright.peekHunk')]
        : []),
    ];
    text.appendMarkdown(`\n\n${links.join(' · ')}`);
    return text;
  }
}

/** Undefined where the extension runs on another machine than the keyboard. */
function isMac(): boolean | undefined {
  return env.remoteName === undefined ? process.platform === 'darwin' : undefined;
}
