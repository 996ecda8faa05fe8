// Decides whether an answer without tool calls stopped half-way (spec section 1.1, "Continuation injection").

const ANNOUNCEMENTS = [
  "i'll",
  'i will',
  'let me',
  'i need to',
  'i should',
  'next, i',
  'first, i',
  'now i',
  "let's start",
  "let's begin",
  'to do this',
  "i'm going to",
];

/** Sent as a user message when an answer looks unfinished. */
export const CONTINUATION_PROMPT =
  'Your last answer announced work but called no tool. Go on now: do the next step with the tools. ' +
  'If everything is done, say what was done and stop.';

/** Sent as a user message when an answer broke off and a person wants it tried again. */
export const CUT_OFF_PROMPT = 'Your last answer was cut off on its way. Go on from there.';

/** Sent as a user message when a person lets an interrupted run go on. */
export const INTERRUPTED_PROMPT =
  'The previous run was cut off before it ended. Look at what is done already, check the effect of any tool call whose outcome is unknown ' +
  'before repeating it, and go on from there.';

/**
 * True for an answer that announces work instead of doing it. Announcements count only in the last sentence: a finished report may well
 * say what it "will" leave alone.
 */
export function looksUnfinished(text: string): boolean {
  const trimmed = text.trim();
  if (trimmed === '') return true;
  if (trimmed.length < 80 && !trimmed.includes('\n') && /(:|\.\.\.|…|,)$/.test(trimmed)) return true;
  const lastSentence = (trimmed.split(/(?<=[.!?])\s+|\n+/).pop() ?? '').toLowerCase().replaceAll('’', "'");
  if (lastSentence.endsWith('?') || /\b(let me know|let me summari[sz]e)\b/.test(lastSentence)) return false;
  return ANNOUNCEMENTS.some((phrase) => lastSentence.includes(phrase));
}
