// What fills the context, estimated from what the view knows. Pure.
import type { SentMention } from './mentions';
import type { SessionView } from './viewState';

/** About so many characters make a token. */
const TOKEN_CHARACTERS = 4;

export interface ContextParts {
  /** Tokens of the system prompt, the rules files and the tools: what is left of the whole. */
  readonly instructions: number;
  /** Tokens of what went along with prompts. */
  readonly mentions: number;
  /** Tokens of prompts and answers. */
  readonly conversation: number;
  /** Tokens of calls and their results. */
  readonly tools: number;
  /** Everything that went along, in order. */
  readonly mentioned: readonly SentMention[];
}

/** The parts of `session.contextTokens`; undefined before the first turn. They add up to it. */
export function contextParts(session: SessionView): ContextParts | undefined {
  const whole = session.contextTokens;
  if (whole === undefined) return undefined;
  const characters = { mentions: 0, conversation: 0, tools: 0 };
  const mentioned: SentMention[] = [];
  for (const item of session.runs.flatMap((run) => run.items)) {
    if (item.kind === 'prompt') {
      characters.conversation += item.text.length;
      for (const sent of item.mentions ?? []) {
        characters.mentions += sent.length;
        mentioned.push(sent);
      }
    } else if (item.kind === 'answer') {
      characters.conversation += item.text.length;
    } else if (item.kind === 'tool') {
      characters.tools += item.argumentsLength + (item.resultLength ?? 0);
    }
  }
  const sum = (characters.mentions + characters.conversation + characters.tools) / TOKEN_CHARACTERS;
  // Where the estimate is above what the provider counted, the parts share what was counted.
  const scale = sum > whole ? whole / sum : 1;
  const tokens = (count: number): number => Math.round((count / TOKEN_CHARACTERS) * scale);
  const parts = {
    mentions: tokens(characters.mentions),
    conversation: tokens(characters.conversation),
    tools: tokens(characters.tools),
  };
  const instructions = Math.max(0, whole - parts.mentions - parts.conversation - parts.tools);
  return { instructions, ...parts, mentioned };
}
