// With planning `auto`: whether a prompt is planned before it runs. Rules only, so that it costs no model call and the same prompt is
// always decided alike; where they are unsure the prompt is not planned, because an unplanned run can do everything a planned one can.
import { planningText } from '../words/decisionCause';
import type { ComplexitySign, PlanningCause } from '../words/decisionCause';

export interface PlanningDecision {
  readonly planned: boolean;
  /** For a person, as the end of "planned first: …" or "not planned: …". */
  readonly reason: string;
  /** The same as a value. */
  readonly cause: PlanningCause;
}

/** Points that make a prompt complex. Each sign below says how many it is worth. */
const COMPLEX = 3;

/** Asked for by name, in the words people use. */
const ASKED_FOR =
  /\b(?:make|write|create|draft|come up with|start with|give me|first) (?:me )?(?:a|the|an? \w+) plan\b|\bplan (?:this|it|that|first|the work)\b|\bstep[- ]by[- ]step plan\b|\bmach(?:e)? (?:erst |zuerst )?einen plan\b/i;
const DECLINED =
  /\b(?:without|no|don'?t (?:make|write)) (?:a |any )?plan(?:ning)?\b|\bohne plan\b|\bdon'?t plan\b/i;
/** What begins like this asks and changes nothing. */
const QUESTION =
  /^\s*(?:what|why|who|where|when|which|how (?:does|do|is|are|many|much|come|can i)|is|are|does|do|can you (?:explain|tell|show|describe)|explain|describe|tell me|show me|was|warum|wieso|wo|wer|wie|erkl(?:ä|ae)r\w*)\b/i;
const CHANGE_VERBS =
  /(?<!\w)(?:add|adds|build|change|convert|create|delete|document|drop|extend|extract|fix|generate|implement|install|integrate|introduce|merge|migrate|modify|move|port|refactor|remove|rename|replace|restructure|rewrite|set up|split|support|test|update|upgrade|wire|write|baue|erstelle|f(?:ü|ue)ge|ersetze|entferne|benenne|schreibe|teste|aktualisiere|migriere)\b/gi;
/** Work that by its nature goes over many places. */
const WIDE =
  /(?<!\w)(?:across|everywhere|all (?:files|usages|call(?:er)?s|callers|modules|packages|tests|endpoints|components|occurrences)|throughout|whole (?:code ?base|project|repo(?:sitory)?)|entire|end[- ]to[- ]end|from scratch|code ?base|(?:ü|ue)berall|gesamte[nrs]?)\b/gi;
const BIG =
  /\b(?:refactor|migrat\w*|re-?architect\w*|redesign|restructure|port (?:to|from)|upgrade (?:to|from)|new (?:feature|module|service|app(?:lication)?|package|project)|authentication|multi-?tenan\w*|crud|(?:rest|graphql) api|full[- ]stack)\b/gi;
/** Aksara's own example of a task that is planned: "a complete e-commerce checkout flow". */
const COMPLETE =
  /\b(?:complete|full|entire|whole) (?:[\w-]+ ){0,3}(?:flow|system|feature|module|service|app(?:lication)?|shop|site|platform|pipeline|integration|dashboard|backend|frontend)\b/i;
const FILE = /(?:^|[\s`'"(,])(?:[\w.-]+\/)+[\w.-]+|(?:^|[\s`'"(,])[\w-]+\.[a-z]{1,5}\b(?!\()/gi;
const LIST_ITEM = /^[ \t]{0,40}(?:[-*•]|\d+[.)]|[a-z]\))\s+\S/gim;
const SEQUENCE =
  /\b(?:then|after that|afterwards|finally|next|secondly|as well as|in addition|danach|anschlie(?:ß|ss)end|schlie(?:ß|ss)lich)\b/gi;

/** Characters of a prompt that are looked at: what is demanded stands at its beginning, what is pasted behind it. */
const LOOKED_AT = 20_000;

/** Decides by the text alone. Code in fences is no demand and does not count, except for its being there. */
export function decidePlanning(prompt: string): PlanningDecision {
  const text = prompt
    .slice(0, LOOKED_AT)
    .replace(/```[\s\S]*?(?:```|$)/g, ' ')
    .replace(/<editor>[\s\S]*?<\/editor>/g, ' ');
  if (DECLINED.test(text)) return decided(false, { code: 'not_wanted' });
  if (ASKED_FOR.test(text)) return decided(true, { code: 'asked_for' });
  const verbs = distinct(text, CHANGE_VERBS);
  const items = count(text, LIST_ITEM);
  if (QUESTION.test(text) && verbs < 2 && items < 3) return decided(false, { code: 'question' });
  const files = distinct(text, FILE);
  const words = text.split(/\s+/).filter((word) => word !== '').length;
  const signs: readonly (readonly [points: number, sign: ComplexitySign])[] = [
    [items >= 3 ? 3 : items === 2 ? 1 : 0, { code: 'demands', count: items }],
    [files >= 3 ? 2 : files === 2 ? 1 : 0, { code: 'files', count: files }],
    [verbs >= 3 ? 2 : verbs === 2 ? 1 : 0, { code: 'changes', count: verbs }],
    [count(text, WIDE) > 0 && verbs > 0 ? 2 : 0, { code: 'many_places' }],
    [verbs > 0 && COMPLETE.test(text) ? 3 : 0, { code: 'complete' }],
    [verbs > 0 && count(text, BIG) > 0 ? 1 : 0, { code: 'large' }],
    [count(text, SEQUENCE) >= 2 ? 1 : 0, { code: 'order' }],
    [words >= 120 ? 2 : words >= 60 ? 1 : 0, { code: 'words', count: words }],
  ];
  const found = signs.filter(([points]) => points > 0);
  const total = found.reduce((sum, [points]) => sum + points, 0);
  if (found.length === 0) return decided(false, { code: 'one_piece' });
  const isEnough = total >= COMPLEX;
  return decided(isEnough, { code: 'signs', isEnough, signs: found.map(([, sign]) => sign) });
}

export function decided(planned: boolean, cause: PlanningCause): PlanningDecision {
  return { planned, reason: planningText(cause), cause };
}

function count(text: string, pattern: RegExp): number {
  return [...text.matchAll(pattern)].length;
}

function distinct(text: string, pattern: RegExp): number {
  return new Set([...text.matchAll(pattern)].map(([match]) => match.trim().toLowerCase())).size;
}
