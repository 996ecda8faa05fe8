// Why an edit of a plan's document is not taken is said in the language of the person, with line, number and title.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { editsFromMarkdown } from '../../../src/core/plan/editsFromMarkdown';
import { planToMarkdown } from '../../../src/core/plan/planMarkdown';
import { planEditText } from '../../../src/core/words/planEditCause';
import type { PlanEditCause } from '../../../src/core/words/planEditCause';
import type { Translate } from '../../../src/protocol/words/permissionWords';
import { planEditWords } from '../../../src/protocol/words/planEditWords';
import { planOf } from '../plan/planFixture';

const english: Translate = (message, ...values) =>
  message.replaceAll(/{(\d)}/g, (_all, index: string) => String(values[Number(index)]));
/** As a translation would: not one word of the text stays. */
const starred: Translate = (message, ...values) => english(message.replaceAll(/[^{}0-9]+/g, '*'), ...values);
const bundle = JSON.parse(readFileSync('media/l10n/bundle.l10n.de.json', 'utf8')) as Readonly<
  Record<string, string>
>;
const german: Translate = (message, ...values) => english(bundle[message] ?? message, ...values);

type OfEach = { readonly [Code in PlanEditCause['code']]: PlanEditCause & { readonly code: Code } };
const of = { about: 'plan', code: 'no_text' } as const;
const causes: OfEach = {
  other_plan: { code: 'other_plan' },
  text_plan: { code: 'text_plan' },
  no_steps_left: { code: 'no_steps_left' },
  new_without_words: { code: 'new_without_words' },
  no_goal: { code: 'no_goal' },
  goal_fixed: { code: 'goal_fixed' },
  no_words: { code: 'no_words' },
  ticked: { code: 'ticked' },
  unticked: { code: 'unticked' },
  outcome: { code: 'outcome' },
  ask_first: { code: 'ask_first' },
  unknown_mark: { code: 'unknown_mark', id: 's9' },
  only_pending: { code: 'only_pending', done: 'edited', status: 'done' },
  after_unknown: { code: 'after_unknown', word: '9' },
  after_ambiguous: { code: 'after_ambiguous', word: '9' },
  against_rule: { code: 'against_rule', of },
  order_kept: { code: 'order_kept', of },
};
/** Said in two sentences, or without what the document shows anyway. */
const SAID_OTHERWISE: Partial<Record<PlanEditCause['code'], string>> = {
  only_pending: 'Only pending steps can be edited.',
  after_unknown: "'9' is no step. What this step comes after stays as it was.",
  after_ambiguous: "'9' is the number of more than one step. What this step comes after stays as it was.",
  against_rule: 'The plan has no text.',
  order_kept: 'The plan has no text. The order stays as it was.',
};

test.each(Object.values(causes).map((cause) => [cause.code, cause] as const))('%s', (code, cause) => {
  const said = SAID_OTHERWISE[code];
  const text = planEditText({ line: 3 }, cause);
  expect(planEditWords({ line: 3 }, cause, english)).toBe(said === undefined ? text : `Line 3: ${said}`);
  const place = { line: 3, step: { number: 2, title: '“4”' } };
  const withoutField = planEditWords(place, cause, starred).replace('Ask first', '');
  expect(withoutField).not.toMatch(/\b(the|is|of|no|step|plan|line|this)\b/i);
});

test.each([
  [
    'Only pending steps',
    (text: string) => text.replace('Do 1', 'Do one'),
    'Zeile 5, Schritt 1 „Do 1“: Nur ausstehende Schritte können bearbeitet werden.',
  ],
  [
    'a new step',
    (text: string) => `${text}\n- [x] Do 3\n`,
    'Zeile 11, neuer Schritt: Ein Schritt wird abgehakt, wenn er gelaufen ist; das Häkchen ändert nichts.',
  ],
  [
    'the plan as a whole',
    (text: string) => text.replace(/# Plan.*\n/, ''),
    'Zeile 1: Ein Plan braucht ein Ziel; es bleibt, wie es ist.',
  ],
])('in German, of %s', (_name, change, words) => {
  const made = planOf([[], []]);
  const plan = {
    ...made,
    steps: made.steps.map((step, index) => (index === 0 ? { ...step, status: 'done' as const } : step)),
  };
  const text = planToMarkdown(plan);
  const { refusals } = editsFromMarkdown(change(text), plan, { now: () => 0 });
  expect(refusals.map(({ place, cause }) => planEditWords(place, cause, german))).toEqual([words]);
});
