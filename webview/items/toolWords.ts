// What a tool call is called for people: its icon and the words around its title. Pure.
import type { ConfirmationDetails } from '../../src/protocol/coreTypes';
import type { ToolItem, ToolState } from '../../src/protocol/viewState';
import { t } from '../l10n';

interface ToolWords {
  readonly icon: string;
  /** Shown before the title; empty where icon and title say enough. */
  readonly verb: string;
  /** Read to people who don't see the icon. */
  readonly spoken: string;
}

/** Words for a tool; one that is not known goes by its name. */
export function toolWords(toolName: string): ToolWords {
  switch (toolName) {
    case 'read': {
      const words = t({ message: 'Read', comment: 'What was done, before the name of a file' });
      return { icon: 'file', verb: words, spoken: words };
    }
    case 'grep':
      return { icon: 'search', verb: t('Searched'), spoken: t('Searched') };
    case 'glob':
      return { icon: 'search', verb: t('Looked for'), spoken: t('Looked for') };
    case 'ls':
      return { icon: 'folder', verb: t('Listed'), spoken: t('Listed') };
    case 'write':
      return { icon: 'new-file', verb: '', spoken: t('Wrote') };
    case 'edit':
      return { icon: 'edit', verb: '', spoken: t('Edited') };
    case 'patch':
      return { icon: 'edit', verb: '', spoken: t('Patched') };
    case 'delete':
      return { icon: 'trash', verb: t('Delete'), spoken: t('Deleted') };
    case 'bash':
      return { icon: 'terminal', verb: '', spoken: t('Ran') };
    default:
      return { icon: 'tools', verb: toolName, spoken: toolName };
  }
}

/** What a question asks to do, such as `Edit CHANGELOG.md`; a command is shown by itself. */
export function questionTitle(toolName: string, details: ConfirmationDetails): string {
  const { title } = details;
  if (details.command !== undefined) return t('Run a command');
  if (details.files?.length === 1 && details.files[0]?.kind === 'create') return t('Create {0}', title);
  switch (toolName) {
    case 'read':
      return t('Read {0}', title);
    case 'grep':
      return t('Search for {0}', title);
    case 'glob':
      return t('Look for {0}', title);
    case 'ls':
      return t('List {0}', title);
    case 'write':
      return t('Write {0}', title);
    case 'edit':
    case 'patch':
      return t('Edit {0}', title);
    case 'delete':
      return t('Delete {0}', title);
    default:
      return t('Use {0}: {1}', toolName, title);
  }
}

/** State in a word, for the accessible name and the tooltip. */
export function stateWord(state: ToolState): string {
  const words: Record<ToolState, string> = {
    writing: t('being written'),
    checking: t('being checked'),
    waiting: t('waiting for you'),
    running: t('running'),
    done: t('done'),
    failed: t('failed'),
    denied: t('denied'),
    cancelled: t('cancelled'),
    uncertain: t('cut off, result unknown'),
  };
  return words[state];
}

/** The one line that names the call. */
export function toolTitle(tool: ToolItem): string {
  if (tool.title !== '') return tool.title;
  return tool.state === 'writing' ? '…' : '';
}

/** First line that says something, for the row of a failed call. */
export function firstLine(text: string): string {
  return (
    text
      .split('\n')
      .find((line) => line.trim() !== '')
      ?.trim() ?? ''
  );
}
