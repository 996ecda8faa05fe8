// A code that only a newer version knows is never shown as "undefined": the English that came with it is, else a plain sentence.
import { describe, expect, test } from 'vitest';
import type { AgentEventBody } from '../../../src/core/events/agentEvent';
import { goalOpenWords, planningWords } from '../../../src/protocol/words/decisionWords';
import { errorWords, failureWords } from '../../../src/protocol/words/errorWords';
import { noticeItemWords, noticeWords, toldWords } from '../../../src/protocol/words/noticeWords';
import { causeWords, rememberWords } from '../../../src/protocol/words/permissionWords';
import type { Translate } from '../../../src/protocol/words/permissionWords';
import { planNoteWords } from '../../../src/protocol/words/planNoteWords';
import { templateWords } from '../../../src/protocol/words/templateWords';
import { saidWords } from '../../../src/protocol/words/unknownWords';
import { foldEvents } from '../../../src/protocol/reducer';
import { numbered, start } from './eventFixture';
import { everyDecision, everyError, everyGoalLeft, everyNotice, everyTemplateCause } from './everyCause';

const english: Translate = (message, ...values) =>
  message.replaceAll(/{(\d)}/g, (_all, index: string) => String(values[Number(index)]));
const PLAIN = '(a newer version of Planwright has the words for this)';

/** The value with one code in it, at any depth, replaced by one that nobody knows; one variant for each. */
function variants<Value>(value: Value): readonly Value[] {
  if (Array.isArray(value))
    return value.flatMap((item, index) =>
      variants<unknown>(item).map((other) => value.with(index, other)),
    ) as Value[];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, field]) => {
    const changed: readonly unknown[] = ['code', 'kind', 'decision', 'what', 'why', 'there', 'stop'].includes(
      key,
    )
      ? typeof field === 'string'
        ? ['from_the_future']
        : variants<unknown>(field)
      : variants<unknown>(field);
    return changed.map((other) => ({ ...value, [key]: other }));
  });
}

function check<Cause>(causes: readonly Cause[], words: (cause: Cause, t: Translate) => string): void {
  for (const cause of causes.flatMap(variants)) {
    const name = JSON.stringify(cause);
    expect(words(cause, english), name).toContain(PLAIN);
    expect(words(cause, english), name).not.toContain('undefined');
    expect(saidWords(cause, 'As it was said.', words, english), name).toBe('As it was said.');
    expect(saidWords(cause, '', words, english), name).toContain(PLAIN);
  }
}

describe('a code of a newer version', () => {
  test('in what went wrong', () => {
    check(everyError, errorWords);
    expect(errorWords({ about: 'the_future' } as never, english)).toBe(PLAIN);
  });
  test('in what is told', () => check(everyNotice, noticeWords));
  test('in why a prompt is planned', () => check(everyDecision, planningWords));
  test('in why a goal is left open', () => check(everyGoalLeft, goalOpenWords));
  test('in what is wrong with a template', () => check(everyTemplateCause, templateWords));
  test('in why a call asks', () => {
    check(
      [
        { code: 'rule', decision: 'allow', rule: 'x' },
        { code: 'no_rule', decision: 'ask' },
        { code: 'protected_file', path: '.env', what: 'git' },
        { code: 'unparsable', why: 'syntax' },
      ],
      causeWords,
    );
    check([{ kind: 'command', command: 'npm test' }], rememberWords);
  });

  test('shows the sentence of the failure and the output of its command', () => {
    const cause = { about: 'step', code: 'acceptance', command: 'npm test', exitCode: 1 } as const;
    const error = '`npm test` ended with 1:\n3 failed';
    expect(failureWords({ error, cause }, english)).toBe(error);
    const unknown = { ...cause, code: 'from_the_future' } as unknown as typeof cause;
    expect(failureWords({ error, cause: unknown }, english)).toBe(error);
  });

  test('in a log shows the English of the log', () => {
    const cause = { code: 'from_the_future' };
    const said = (body: object): string => {
      const item = foldEvents('session-1', numbered([start, body as AgentEventBody])).runs[0]?.items.at(-1);
      if (item?.kind === 'plan') return planNoteWords(item.note, english);
      return item?.kind === 'notice' ? noticeItemWords(item, english) : 'nothing';
    };
    expect(said({ type: 'notice', level: 'info', text: 'It rains.', cause })).toBe('It rains.');
    expect(said({ type: 'planning_decided', planned: true, reason: 'it rains', cause })).toContain(
      'it rains',
    );
    expect(said({ type: 'plan_fallback', reason: 'it rains', cause })).toContain('it rains');
    expect(said({ type: 'goal_left_open', reason: 'rain', words: 'It rains.', cause })).toContain(
      'It rains.',
    );
    expect(toldWords(cause as never, english)).toBe(PLAIN);
  });
});
