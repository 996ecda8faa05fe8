// What a model id tells about the request it takes. The rules go by version, so that a new model of a known line works before the catalogue
// lists it.

/** How a Claude model thinks: `none`, with a token `budget`, or `adaptive` by effort. */
export interface ClaudeTraits {
  readonly thinking: 'none' | 'budget' | 'adaptive';
  /** What happens when a request says nothing about thinking. */
  readonly thinksByItself: boolean;
  /** False where the model always thinks. */
  readonly canTurnOff: boolean;
  /** Whether a temperature is accepted. */
  readonly temperature: boolean;
}

/** Names that are not of a known Claude line are taken as plain models without thinking, as served by compatible servers. */
export function claudeTraits(id: string): ClaudeTraits {
  const version = claudeVersion(id);
  if (version === undefined || version < 3.7) {
    return { thinking: 'none', thinksByItself: false, canTurnOff: true, temperature: true };
  }
  if (version < 4.6)
    return { thinking: 'budget', thinksByItself: false, canTurnOff: true, temperature: true };
  const always = /fable|mythos/.test(id) || (id.includes('opus') && version >= 5.5);
  return {
    thinking: 'adaptive',
    thinksByItself: always || version >= 5,
    canTurnOff: !always,
    temperature: version < 4.7,
  };
}

/** `claude-sonnet-4-5-20250929` -> 4.5, `claude-3-7-sonnet` -> 3.7, `claude-opus-5` -> 5. */
function claudeVersion(id: string): number | undefined {
  const match =
    /claude-(?:opus|sonnet|haiku|fable|mythos)-(\d)(?:[-.](\d)(?!\d))?/.exec(id) ??
    /claude-(\d)(?:[-.](\d)(?!\d))?-(?:opus|sonnet|haiku)/.exec(id);
  return match === null ? undefined : Number(match[1]) + Number(match[2] ?? 0) / 10;
}

export type ReasoningEffort = 'none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh';

/** What an OpenAI model takes. Reasoning models refuse a temperature. */
export interface OpenaiTraits {
  readonly reasoning: boolean;
  /** The least effort the model knows. */
  readonly leastEffort: ReasoningEffort;
}

export function openaiTraits(id: string): OpenaiTraits {
  const reasoning = /^(o\d|gpt-[5-9]|codex)/.test(id) && !id.includes('chat-latest');
  if (/^gpt-5(-|$)/.test(id)) return { reasoning, leastEffort: 'minimal' };
  return { reasoning, leastEffort: /^gpt-/.test(id) ? 'none' : 'low' };
}

/** The effort that a thinking budget in tokens asks for, for models that know efforts only. */
export function effortOf(budget: number): 'low' | 'medium' | 'high' | 'xhigh' {
  if (budget < 4_096) return 'low';
  if (budget < 16_384) return 'medium';
  return budget < 65_536 ? 'high' : 'xhigh';
}
