// What a tool call is called for people: its icon and the words around its title. Pure.
import type { ConfirmationDetails } from '../../src/protocol/coreTypes';
import type { ToolItem, ToolState } from '../../src/protocol/viewState';

interface ToolWords {
  readonly icon: string;
  /** Shown before the title; empty where icon and title say enough. */
  readonly verb: string;
  /** Read to people who don't see the icon. */
  readonly spoken: string;
}

const WORDS: ReadonlyMap<string, ToolWords> = new Map([
  ['read', { icon: 'file', verb: 'Read', spoken: 'Read' }],
  ['grep', { icon: 'search', verb: 'Searched', spoken: 'Searched' }],
  ['glob', { icon: 'search', verb: 'Looked for', spoken: 'Looked for' }],
  ['ls', { icon: 'folder', verb: 'Listed', spoken: 'Listed' }],
  ['write', { icon: 'new-file', verb: '', spoken: 'Wrote' }],
  ['edit', { icon: 'edit', verb: '', spoken: 'Edited' }],
  ['patch', { icon: 'edit', verb: '', spoken: 'Patched' }],
  ['delete', { icon: 'trash', verb: 'Delete', spoken: 'Deleted' }],
  ['bash', { icon: 'terminal', verb: '', spoken: 'Ran' }],
]);

/** Words for a tool; one that is not known goes by its name. */
export function toolWords(toolName: string): ToolWords {
  return WORDS.get(toolName) ?? { icon: 'tools', verb: toolName, spoken: toolName };
}

/** What a question asks to do, such as `Edit CHANGELOG.md`; a command is shown by itself. */
export function questionTitle(toolName: string, details: ConfirmationDetails): string {
  if (details.command !== undefined) return 'Run a command';
  const isNew = details.files?.length === 1 && details.files[0]?.kind === 'create';
  const verb = isNew ? 'Create' : (QUESTION_VERBS.get(toolName) ?? `Use ${toolName}:`);
  return `${verb} ${details.title}`;
}

const QUESTION_VERBS: ReadonlyMap<string, string> = new Map([
  ['read', 'Read'],
  ['grep', 'Search for'],
  ['glob', 'Look for'],
  ['ls', 'List'],
  ['write', 'Write'],
  ['edit', 'Edit'],
  ['patch', 'Edit'],
  ['delete', 'Delete'],
]);

/** State in a word, for the accessible name and the tooltip. */
export function stateWord(state: ToolState): string {
  const words: Record<ToolState, string> = {
    writing: 'being written',
    checking: 'being checked',
    waiting: 'waiting for you',
    running: 'running',
    done: 'done',
    failed: 'failed',
    denied: 'denied',
    cancelled: 'cancelled',
    uncertain: 'cut off, result unknown',
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
