// How mentions travel inside a prompt: the person's words first, then one block for each mention. The blocks say how long they are, so
// that the view can tell them from the words again whatever they hold; a prompt that does not add up is shown as it is.
import { mentionSchema } from './mentions';
import type { Mention, SentMention } from './mentions';

/** A mention with the text that it stands for. */
export interface MentionedText {
  readonly mention: Mention;
  readonly text: string;
}

export interface SplitPrompt {
  /** What the person wrote. */
  readonly text: string;
  readonly mentions: readonly SentMention[];
}

const OPEN = '\n\n<mentioned_by_the_person>\n';
const CLOSE = '</mentioned_by_the_person>';
const HEAD = /^<(file|folder|symbol|selection|problems|terminal|plan) (\{.*\}) characters="(\d+)">\n/;

/** The prompt that the model gets. */
export function joinPrompt(text: string, mentioned: readonly MentionedText[]): string {
  if (mentioned.length === 0) return text;
  const blocks = mentioned.map(({ mention, text: content }) => {
    const { kind, ...rest } = mention;
    // The text of a terminal stands in the block already.
    const facts = JSON.stringify('text' in rest ? { ...rest, text: undefined } : rest);
    return `<${kind} ${facts} characters="${content.length}">\n${content}\n</${kind}>\n`;
  });
  return `${text}${OPEN}${blocks.join('')}${CLOSE}`;
}

/** Takes a prompt apart again. */
export function splitPrompt(prompt: string): SplitPrompt {
  const whole: SplitPrompt = { text: prompt, mentions: [] };
  if (!prompt.endsWith(CLOSE)) return whole;
  // The words may hold the opening themselves: the first one from which the blocks add up to the end counts.
  for (let at = prompt.indexOf(OPEN); at !== -1; at = prompt.indexOf(OPEN, at + 1)) {
    const mentions = readBlocks(prompt, at + OPEN.length);
    if (mentions !== undefined) return { text: prompt.slice(0, at), mentions };
  }
  return whole;
}

function readBlocks(prompt: string, from: number): readonly SentMention[] | undefined {
  const mentions: SentMention[] = [];
  let at = from;
  while (at < prompt.length - CLOSE.length) {
    const headEnd = prompt.indexOf('\n', at);
    if (headEnd === -1) return undefined;
    const head = HEAD.exec(prompt.slice(at, headEnd + 1));
    const [, kind = '', facts = '', characters = ''] = head ?? [];
    const contentEnd = headEnd + 1 + Number(characters);
    const close = `\n</${kind}>\n`;
    if (head === null || !prompt.startsWith(close, contentEnd)) return undefined;
    const mention = readMention(kind, facts, prompt.slice(headEnd + 1, contentEnd));
    if (mention === undefined) return undefined;
    mentions.push({ mention, length: Number(characters) });
    at = contentEnd + close.length;
  }
  return at === prompt.length - CLOSE.length && mentions.length > 0 ? mentions : undefined;
}

function readMention(kind: string, facts: string, content: string): Mention | undefined {
  try {
    const fields: unknown = JSON.parse(facts);
    if (typeof fields !== 'object' || fields === null) return undefined;
    const isSelectedText = kind === 'terminal' && !('commandId' in fields);
    const parsed = mentionSchema.safeParse({ kind, ...fields, ...(isSelectedText ? { text: content } : {}) });
    return parsed.success ? parsed.data : undefined;
  } catch {
    // Not a block of ours.
    return undefined;
  }
}
