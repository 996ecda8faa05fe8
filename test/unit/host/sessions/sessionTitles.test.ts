import { describe, expect, it } from 'vitest';
import type { AgentEvent } from '../../../../src/core/events/agentEvent';
import type { SideQuestion } from '../../../../src/host/models/sideModel';
import type { LiveSession } from '../../../../src/host/sessions/liveSession';
import type { SessionEvent } from '../../../../src/host/sessions/sessionHub';
import { cleanTitle, nameSessions } from '../../../../src/host/sessions/sessionTitles';

const end: AgentEvent = {
  sessionId: 's',
  runId: 'r',
  seq: 9,
  time: 0,
  type: 'end',
  text: '',
  stopReason: 'end',
  usage: { promptTokens: 1, completionTokens: 1, totalTokens: 2 },
  totalTokens: 2,
  toolCallsCount: 0,
};

/** A session of which only what a title needs is there. */
function sessionOf({ runs = 1, isTitleGiven = false } = {}) {
  const renamed: string[] = [];
  const run = {
    state: 'ended',
    items: [
      { kind: 'prompt', text: 'Fix the cart' },
      { kind: 'answer', text: 'It is fixed' },
    ],
  };
  const session = {
    id: 's',
    access: 'owner',
    view: { isTitleGiven, runs: Array.from({ length: runs }, () => run) },
    api: {
      rename: (title: string) => {
        renamed.push(title);
        return Promise.resolve();
      },
    },
  } as unknown as LiveSession;
  return { session, renamed };
}

function setUp(isWanted = true) {
  let listener: (event: SessionEvent) => void = () => undefined;
  const questions: SideQuestion[] = [];
  const naming = nameSessions({
    onEvent: (given) => {
      listener = given;
      return { dispose: () => undefined };
    },
    sideModel: {
      ask: (question) => {
        questions.push(question);
        return Promise.resolve('"Cart totals fixed."');
      },
    },
    isWanted: () => isWanted,
    onError: (error) => {
      throw error;
    },
  });
  return { naming, questions, emit: (session: LiveSession, event = end) => listener({ session, event }) };
}

describe('nameSessions', () => {
  it('names a session after its first run, once', async () => {
    const { emit, questions } = setUp();
    const { session, renamed } = sessionOf();
    emit(session);
    emit(session);
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(renamed).toEqual(['Cart totals fixed']);
    expect(questions.map(({ prompt }) => prompt)).toEqual([
      'The person: Fix the cart\n\nThe agent: It is fixed',
    ]);
  });

  it.each([
    ['a name was given', true, sessionOf({ isTitleGiven: true }), end],
    ['it is not wanted', false, sessionOf(), end],
    ['there were runs before', true, sessionOf({ runs: 2 }), end],
    ['the run was stopped', true, sessionOf(), { ...end, stopReason: 'cancelled' } as AgentEvent],
    ['a child run ended', true, sessionOf(), { ...end, parentId: 'call' } as AgentEvent],
  ])('does not where %s', (_why, isWanted, { session }, event) => {
    const { emit, questions } = setUp(isWanted);
    emit(session, event);
    expect(questions).toEqual([]);
  });
});

it.each([
  ['Cart totals', 'Cart totals'],
  ['  "Cart totals."\nmore', 'Cart totals'],
  ['## Cart totals', 'Cart totals'],
  ['**Cart**', 'Cart'],
  ['""', undefined],
  ['x'.repeat(200), 'x'.repeat(80)],
])('makes a title of %j', (answer, expected) => {
  expect(cleanTitle(answer)).toBe(expected);
});
