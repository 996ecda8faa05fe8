import { describe, expect, it } from 'vitest';
import {
  foldHistory,
  NOT_RUN_RESULT,
  titleOf,
  UNCERTAIN_RESULT,
} from '../../../src/core/session/historyFold';
import {
  answer,
  end,
  log,
  message,
  MODEL,
  results,
  start,
  text,
  toolCall,
  toolEnd,
  toolRun,
  user,
} from './logFixture';
import { planOf } from '../plan/planFixture';

const turn = { type: 'turn_start', turn: 1 } as const;
const used = (tokens: number) =>
  ({
    type: 'turn_end',
    turn: 1,
    usage: { promptTokens: tokens, completionTokens: 0, totalTokens: tokens },
  }) as const;

describe('a log whose runs all ended', () => {
  it('gives the messages, with their numbers', () => {
    const folded = foldHistory(
      log(
        start('Hi'),
        message(user('Hi')),
        turn,
        text('Hel'),
        text('lo'),
        message(answer('Hello')),
        end('Hello'),
      ),
    );
    expect(folded.entries).toEqual([
      { seq: 2, runId: 'r1', message: user('Hi') },
      { seq: 6, runId: 'r1', message: answer('Hello') },
    ]);
    expect(folded.interrupted).toBeUndefined();
    expect(folded.seq).toBe(7);
  });

  it('is empty without events', () => {
    expect(foldHistory([])).toEqual({
      entries: [],
      messages: [],
      title: '',
      seq: 0,
      trail: { untold: [] },
      usage: { promptTokens: 0, completionTokens: 0, totalTokens: 0 },
    });
  });

  it('keeps title, model and mode as last set', () => {
    const events = log(start('First\nmore'), end(), start('Second'), end());
    expect(foldHistory(events)).toMatchObject({ title: 'First', model: MODEL, mode: 'ask' });
    const later = log(
      start('First'),
      end(),
      { type: 'session_renamed', title: 'Cart' },
      { type: 'model_changed', model: 'other/model' },
      { type: 'mode_changed', mode: 'auto' },
    );
    expect(foldHistory(later)).toMatchObject({ title: 'Cart', model: 'other/model', mode: 'auto' });
  });

  it('takes the title from a plan that is there before the first prompt', () => {
    const created = { type: 'plan_created', plan: planOf([[]], { goal: 'Tag notes' }) } as const;
    expect(foldHistory(log(created, start('Carry out this plan: Tag'), end()))).toMatchObject({
      title: 'Tag notes',
    });
    expect(foldHistory(log(start('First'), created, end()))).toMatchObject({ title: 'First' });
  });

  it('adds up what the runs used', () => {
    const failed = {
      type: 'error',
      error: 'x',
      kind: 'network',
      retryable: true,
      usage: { promptTokens: 1, completionTokens: 1, totalTokens: 2, cacheReadTokens: 3, cost: 0.25 },
    } as const;
    const { usage } = foldHistory(
      log(start('a'), end('', 0.5), start('b'), used(9), failed, start('c'), used(4)),
    );
    expect(usage).toEqual({
      promptTokens: 15,
      completionTokens: 6,
      totalTokens: 21,
      cacheReadTokens: 3,
      cost: 0.75,
    });
  });

  it('leaves child runs out', () => {
    const child = { parentId: 'call-1', runId: 'r1' };
    const folded = foldHistory(
      log(
        start('Hi'),
        message(user('Hi')),
        { ...start('child'), ...child },
        { ...message(user('child')), ...child },
        { ...end(), ...child },
        { ...message(answer('step')), stepId: 'step-1' },
        message(answer('Hello')),
        end(),
      ),
    );
    expect(folded.messages).toEqual([user('Hi'), answer('Hello')]);
    expect(folded.usage.totalTokens).toBe(15);
  });

  it('keeps nothing of a run over a conversation of the caller', () => {
    expect(foldHistory(log(start('Hi'), turn, text('Hello'), end('Hello'))).messages).toEqual([]);
  });
});

describe('a history that was cleared or cut', () => {
  it('starts again after history_cleared', () => {
    const events = log(
      start('a'),
      message(user('a')),
      end(),
      { type: 'history_cleared', messages: 1 },
      start('b'),
      message(user('b')),
      end(),
    );
    expect(foldHistory(events).messages).toEqual([user('b')]);
  });

  it('ends before the prompt that was edited', () => {
    const events = log(
      start('a'),
      message(user('a')),
      message(answer('A')),
      end(),
      start('b'),
      message(user('b')),
      end(),
      { type: 'history_cut', beforeSeq: 5 },
      start('c'),
      message(user('c')),
      end(),
    );
    expect(foldHistory(events).messages).toEqual([user('a'), answer('A'), user('c')]);
  });

  it('gives an interrupted run up', () => {
    const cut = log(start('a'), message(user('a')), turn, text('par'), { type: 'history_cut', beforeSeq: 1 });
    expect(foldHistory(cut)).toMatchObject({ messages: [] });
    expect(foldHistory(cut).interrupted).toBeUndefined();
    const cleared = log(start('a'), message(user('a')), turn, text('par'), {
      type: 'history_cleared',
      messages: 1,
    });
    expect(foldHistory(cleared).interrupted).toBeUndefined();
    expect(foldHistory(cleared).messages).toEqual([]);
  });
});

describe('a run that was cut off', () => {
  it('while the answer streamed: its text is kept as an incomplete answer', () => {
    const folded = foldHistory(log(start('Hi'), message(user('Hi')), turn, text('Hel'), text('l')));
    expect(folded.interrupted).toEqual({
      runId: 'r1',
      prompt: 'Hi',
      uncertainToolIds: [],
      partialText: 'Hell',
    });
    expect(folded.messages).toEqual([user('Hi'), { ...answer('Hell'), incomplete: true }]);
    expect(folded.entries.at(-1)?.seq).toBe(5);
  });

  it('after a retry: what was streamed before it is gone', () => {
    const events = log(
      start('Hi'),
      message(user('Hi')),
      turn,
      text('wrong'),
      { type: 'turn_reset', turn: 1 },
      text('right'),
    );
    expect(foldHistory(events).interrupted?.partialText).toBe('right');
  });

  it('before the prompt became a message: the prompt is kept', () => {
    expect(foldHistory(log(start('Hi'))).messages).toEqual([user('Hi')]);
  });

  it('while calls ran: each has a result that says what is known', () => {
    const calls = answer('', toolCall('1'), toolCall('2'), toolCall('3'), toolCall('4'));
    const folded = foldHistory(
      log(
        start('Hi'),
        message(user('Hi')),
        turn,
        message(calls),
        toolRun('1'),
        toolEnd('1', 'fine'),
        toolEnd('2', 'no', 'denied'),
        toolRun('3'),
      ),
    );
    expect(folded.messages.at(-1)).toEqual(
      results(['1', 'fine'], ['2', 'no', true], ['3', UNCERTAIN_RESULT, true], ['4', NOT_RUN_RESULT, true]),
    );
    expect(folded.interrupted?.uncertainToolIds).toEqual(['3']);
  });

  it('with call ids that were used in an earlier turn', () => {
    const folded = foldHistory(
      log(
        start('Hi'),
        message(user('Hi')),
        message(answer('', toolCall('1'))),
        toolRun('1'),
        toolEnd('1', 'fine'),
        message(results(['1', 'fine'])),
        message(answer('', toolCall('1'))),
      ),
    );
    expect(folded.messages.at(-1)).toEqual(results(['1', NOT_RUN_RESULT, true]));
    expect(folded.interrupted?.uncertainToolIds).toEqual([]);
  });

  it('and discarded: the history stays, the interruption goes', () => {
    const events = log(start('Hi'), message(user('Hi')), turn, text('Hel'), { type: 'run_discarded' });
    expect(foldHistory(events).interrupted).toBeUndefined();
    expect(foldHistory(events).messages).toEqual([user('Hi'), { ...answer('Hel'), incomplete: true }]);
  });

  it('and continued: the same history as at the moment of loading, then the new run', () => {
    const before = [
      start('Hi'),
      message(user('Hi')),
      turn,
      message(answer('', toolCall('1'))),
      toolRun('1'),
    ] as const;
    const loaded = foldHistory(log(...before));
    const after = foldHistory(
      log(
        ...before,
        start('Go on'),
        message(user('Go on', 'continuation')),
        message(answer('Done')),
        end('Done'),
      ),
    );
    expect(after.messages).toEqual([...loaded.messages, user('Go on', 'continuation'), answer('Done')]);
    expect(after.entries.slice(0, 3)).toEqual(loaded.entries);
    expect(after.interrupted).toBeUndefined();
  });

  it('twice: it is still about what the person asked for', () => {
    const events = log(
      start('Hi'),
      message(user('Hi')),
      start('Go on'),
      message(user('Go on', 'continuation')),
      turn,
      text('So'),
    );
    expect(foldHistory(events).interrupted).toMatchObject({ runId: 'r2', prompt: 'Hi', partialText: 'So' });
  });

  it('said so by itself: nothing is completed twice', () => {
    const cut = { type: 'run_interrupted', uncertainToolIds: ['1'] } as const;
    const events = log(
      start('Hi'),
      message(user('Hi')),
      message(answer('', toolCall('1'))),
      toolRun('1'),
      cut,
      cut,
    );
    expect(foldHistory(events).messages).toHaveLength(3);
    expect(foldHistory(events).interrupted?.uncertainToolIds).toEqual(['1']);
  });
});

describe('a log with lost lines', () => {
  it('has a result for every call and no result alone', () => {
    const folded = foldHistory(
      log(
        start('Hi'),
        message(user('Hi')),
        message(results(['0', 'lost its call'])),
        message(answer('', toolCall('1'), toolCall('2'))),
        message(results(['2', 'fine'], ['9', 'of nobody'])),
        message(answer('', toolCall('3'))),
        message(user('more', 'steering')),
        end(),
      ),
    );
    expect(folded.messages).toEqual([
      user('Hi'),
      answer('', toolCall('1'), toolCall('2')),
      results(['1', UNCERTAIN_RESULT, true], ['2', 'fine']),
      answer('', toolCall('3')),
      results(['3', UNCERTAIN_RESULT, true]),
      user('more', 'steering'),
    ]);
  });
});

describe('a title from a prompt', () => {
  it.each([
    ['Fix  the\tcart', 'Fix the cart'],
    ['\n\n  Fix\nmore', 'Fix'],
    ['', ''],
    ['x'.repeat(80), 'x'.repeat(80)],
    ['x'.repeat(81), `${'x'.repeat(79)}…`],
    ['😀'.repeat(90), `${'😀'.repeat(79)}…`],
  ])('%j', (prompt, title) => {
    expect(titleOf(prompt)).toBe(title);
  });
});
