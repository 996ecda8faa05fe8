// What the transcript says about a plan is in the language of the person, also why; logs of earlier versions keep their English.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { AgentEventBody } from '../../../src/core/events/agentEvent';
import { planNoteWords } from '../../../src/protocol/words/planNoteWords';
import type { Translate } from '../../../src/protocol/words/permissionWords';
import { foldEvents } from '../../../src/protocol/reducer';
import { numbered, start } from './eventFixture';

const bundle = JSON.parse(readFileSync('media/l10n/bundle.l10n.de.json', 'utf8')) as Readonly<
  Record<string, string>
>;
const german: Translate = (message, ...values) =>
  (bundle[message] ?? message).replaceAll(/{(\d)}/g, (_all, index: string) => String(values[Number(index)]));

function said(event: AgentEventBody): string {
  const item = foldEvents('session-1', numbered([start, event])).runs[0]?.items.at(-1);
  return item?.kind === 'plan' ? planNoteWords(item.note, german) : 'nothing';
}

const left = { type: 'goal_left_open', goal: 'g', remaining: ['fast'] } as const;

describe('a note about the plan', () => {
  test.each<readonly [string, AgentEventBody, string]>([
    [
      'why it is made',
      {
        type: 'planning_decided',
        planned: true,
        reason: 'a list of 3 demands, it says an order',
        cause: {
          code: 'signs',
          isEnough: true,
          signs: [{ code: 'demands', count: 3 }, { code: 'order' }],
        },
      },
      'Die Aufgabe wirkt umfangreich und wird daher zuerst geplant: eine Liste von 3 Forderungen, sie nennt eine Reihenfolge',
    ],
    [
      'why it is one step',
      {
        type: 'plan_fallback',
        reason: 'the reply has no JSON',
        cause: { about: 'plan', code: 'broken_rules', of: [{ about: 'plan', code: 'reply_no_json' }] },
      },
      'Es kam kein Plan zustande, daher ist die Aufgabe ein einziger Schritt: Die Antwort des Planers enthält kein JSON.',
    ],
    [
      'why the goal stays open',
      {
        ...left,
        reason: 'limit',
        words: 'The limit of 600 tokens is reached.',
        cause: { code: 'limit', of: { about: 'run', code: 'limit', of: 'tokens', limit: 600 } },
      },
      'Das Ziel bleibt offen: Die Grenze von 600 Token ist erreicht.',
    ],
  ])('says %s', (_name, event, words) => {
    expect(said(event)).toBe(words);
  });

  test.each<readonly [AgentEventBody, string]>([
    [{ type: 'planning_decided', planned: true, reason: '3 files' }, '3 files'],
    [{ type: 'plan_fallback', reason: 'the reply has no JSON' }, 'the reply has no JSON'],
    [{ ...left, reason: 'rounds', words: 'It was enough.' }, 'It was enough.'],
  ])('of an earlier version keeps its words: %j', (event, words) => {
    expect(said(event)).toMatch(new RegExp(`: ${words}$`));
  });
});
