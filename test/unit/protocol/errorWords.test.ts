// What a person reads about a failure or in a notice says what the log says, and every piece of it can be translated.
import { describe, expect, test } from 'vitest';
import { ConfigurationError } from '../../../src/core/config/configurationError';
import { causeOf } from '../../../src/core/words/errorCause';
import type { ErrorCause, PlanCause } from '../../../src/core/words/errorCause';
import { errorText } from '../../../src/core/words/errorText';
import { goalOpenText, planningText } from '../../../src/core/words/decisionCause';
import { noticeText } from '../../../src/core/words/noticeCause';
import { goalOpenWords, planningWords } from '../../../src/protocol/words/decisionWords';
import { templateText } from '../../../src/core/words/templateCause';
import { templateWords } from '../../../src/protocol/words/templateWords';
import { planText } from '../../../src/core/words/planText';
import { errorWords } from '../../../src/protocol/words/errorWords';
import { noticeWords } from '../../../src/protocol/words/noticeWords';
import type { Translate } from '../../../src/protocol/words/permissionWords';
import { everyDecision, everyError, everyGoalLeft, everyNotice, everyTemplateCause } from './everyCause';

const english: Translate = (message, ...values) =>
  message.replaceAll(/{(\d)}/g, (_all, index: string) => String(values[Number(index)]));
/** As a translation would: not one word of the text stays. */
const starred: Translate = (message, ...values) => english(message.replaceAll(/[^{}0-9]+/g, '*'), ...values);

/** Whatever the interface, the model or a program says in words of its own is given as a value. */
const OWN_WORDS = /\b(the|is|are|was|has|not|of|this|that|no|step|could)\b/i;

/** What is said otherwise to people, who have no command line and no options in hand. */
const SAID_OTHERWISE: Readonly<Record<string, string>> = {
  'model no_key': 'No API key for acme is set. Run "Planwright: Set API Key".',
  'model certificate':
    "The certificate of acme is not trusted here. Add your organisation's certificate to those of the system.",
  'model cancelled': 'The request was cancelled.',
  'run rounds': 'The model was asked 50 times, which is the limit for one prompt.',
  'run planning_model': 'The model for plans, acme/large, is not known or has no provider.',
  'setup no_model': 'No model is set. Choose one.',
  'setup model_name':
    '"large" is not a model name. Write provider/model, such as anthropic/claude-sonnet-5-5.',
  'setup unknown_provider': 'No provider "acme" is set up (asked for acme/large). Known: openai.',
  'setup running': 'A run is in progress in this session. Wait for its end, or stop it.',
  'setup session_not_found': 'The session s1 was not found.',
  'setup not_taken_over': 'The session s1 could not be taken over.',
  '{"about":"step","code":"stopped_early","stop":"max_tokens"}':
    'The model stopped early: its answer reached the output limit.',
  '{"about":"step","code":"stopped_early","stop":"refused"}': 'The model stopped early: it declined.',
  '{"about":"step","code":"stopped_early","stop":"limit"}': 'The model stopped early: a limit was reached.',
  '{"about":"step","code":"stopped_early","stop":"cancelled"}': 'The model stopped early: it was cancelled.',
  'plan reply_cut_off': 'The plan is cut off: its last steps are missing.',
  'plan reply_no_json': 'The answer of the planner has no JSON.',
  'plan reply_no_steps': 'The answer of the planner has no list of steps.',
  'plan reply_no_description': 'Step 2 has no description.',
  'plan reply_needs_unknown': "Step '1-a' depends on 'x', which is no step.",
  'plan changes_not_kept': 'Changes of files are kept only where sessions are stored in a folder.',
  'plan no_test_command': 'No command that runs the tests is set.',
  '{"about":"plan","code":"needs_first","order":3,"needs":[1,2]}':
    'Step 3 needs these steps to be done first: 1, 2.',
  'plan needed_by': "Step '1-a' can't be removed: steps depend on it (2-b).",
  'plan no_text': 'The plan has no text.',
  'plan no_steps': 'A plan must have at least one step.',
  'plan broken_rules': 'A plan must have at least one step. The plan has no text.',
  'plan too_many_steps': 'The plan has 9 steps, more than the limit of 5.',
  'plan repeated_ids': 'Several steps have the same id: 1-a.',
  'plan circle': 'Steps depend on each other in a circle: 1-a → 2-b → 1-a.',
  'plan needs_unknown': "Step '1-a' depends on '2-b', which is no step.",
  'plan path_outside': "Step '1-a': 1.ts is outside the workspace.",
  'plan path_not_allowed': "Step '1-a': 1.ts is not among the allowed paths.",
  'plan type_not_allowed': "Step '1-a' has the type x_y, which is not allowed.",
  'setup elsewhere': 'Another window has this session open. Take it over to go on here.',
};

describe('what went wrong', () => {
  test.each(everyError.map((cause) => [JSON.stringify(cause), cause] as const))('%s', (_name, cause) => {
    const code = cause.about === 'other' ? '' : `${cause.about} ${cause.code}`;
    const isUnknown = cause.about === 'model' && cause.code === 'rejected' && cause.status === undefined;
    // Plans are told without a stop in the log.
    const stop = cause.about === 'plan' && !/[.]$/.test(errorText(cause)) ? '.' : '';
    expect(errorWords(cause, english)).toBe(
      isUnknown
        ? 'acme did not accept the request.'
        : (SAID_OTHERWISE[JSON.stringify(cause)] ?? SAID_OTHERWISE[code] ?? `${errorText(cause)}${stop}`),
    );
    expect(errorWords(cause, starred)).not.toMatch(OWN_WORDS);
  });

  test('is known of an error of ours, and any other keeps its text', () => {
    const why: ErrorCause = { about: 'setup', code: 'closed' };
    expect(causeOf(new ConfigurationError(why))).toBe(why);
    expect(causeOf(new ConfigurationError('Give a file.'))).toEqual({ about: 'other', text: 'Give a file.' });
    expect(causeOf(new Error('EIO'))).toEqual({ about: 'other', text: 'EIO' });
    expect(causeOf('EIO')).toEqual({ about: 'other', text: 'EIO' });
  });
});

test('a step of a plan is called by its number and title where they are known', () => {
  const names = { s1: { order: 1, title: 'Read' }, s3: { order: 3, title: 'Write' } };
  const words = (cause: PlanCause): readonly string[] => {
    const known = { ...cause, names };
    return [errorWords(known, english), planText(known, true), planText(known)];
  };
  const about = 'plan';
  expect(words({ about, code: 'before', id: 's3', other: 's1' })).toEqual([
    "Step 3 “Write” can't stand before step 1 “Read”, which it depends on.",
    "Step 3 “Write” can't stand before step 1 “Read”, which it depends on",
    "Step 's3' can't stand before 's1', which it depends on",
  ]);
  expect(words({ about, code: 'needed_by', id: 's1', by: ['s3', 's4'] })[0]).toBe(
    "Step 1 “Read” can't be removed: steps depend on it (3 “Write”, s4).",
  );
  expect(words({ about, code: 'circle', ids: ['s1', 's3', 's1'] })).toEqual([
    'Steps depend on each other in a circle: 1 “Read” → 3 “Write” → 1 “Read”.',
    'Plan has circular dependencies: 1 “Read” -> 3 “Write” -> 1 “Read”',
    'Plan has circular dependencies: s1 -> s3 -> s1',
  ]);
  expect(words({ about, code: 'no_step', step: 's9' })[0]).toBe('This step is not in the plan any more.');
});

describe('what is told beside a run', () => {
  test.each(everyNotice.map((cause) => [JSON.stringify(cause), cause] as const))('%s', (_name, cause) => {
    expect(noticeWords(cause, english)).toBe(noticeText(cause));
    expect(noticeWords(cause, starred)).not.toMatch(OWN_WORDS);
  });
});

describe('why a prompt is planned first, or not', () => {
  test.each(everyDecision.map((cause) => [JSON.stringify(cause), cause] as const))('%s', (_name, cause) => {
    expect(planningWords(cause, english)).toBe(planningText(cause));
    expect(planningWords(cause, starred)).not.toMatch(OWN_WORDS);
  });
});

describe('why a goal is left open', () => {
  test.each(everyGoalLeft.map((cause) => [JSON.stringify(cause), cause] as const))('%s', (_name, cause) => {
    const once = 'It was worked on once more, which is the limit.';
    const isOnce = cause.code === 'rounds' && cause.rounds === 1;
    expect(goalOpenWords(cause, english)).toBe(isOnce ? once : goalOpenText(cause));
    expect(goalOpenWords(cause, starred)).not.toMatch(OWN_WORDS);
  });
});

describe('what is wrong with a template file', () => {
  test.each(everyTemplateCause.map((cause) => [JSON.stringify(cause), cause] as const))(
    '%s',
    (_name, cause) => {
      expect(templateWords(cause, english)).toBe(templateText(cause));
      expect(templateWords(cause, starred)).not.toMatch(OWN_WORDS);
    },
  );
});
