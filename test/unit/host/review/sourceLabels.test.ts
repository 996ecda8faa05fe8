import { describe, expect, it } from 'vitest';
import { SourceLabels } from '../../../../src/host/review/sourceLabels';
import { promptsOf } from '../../../../src/host/review/storedPrompts';
import { source } from './reviewFixture';

function labels(open: Readonly<Record<string, string>>, stored: Readonly<Record<string, string>> = {}) {
  const loaded: string[] = [];
  const errors: string[] = [];
  const created = new SourceLabels({
    openPrompt: (_sessionId, runId) => open[runId],
    storedPrompts: (sessionId) => {
      loaded.push(sessionId);
      return sessionId === 'broken'
        ? Promise.reject(new Error('no'))
        : Promise.resolve(new Map(Object.entries(stored)));
    },
    onError: (what) => errors.push(what),
  });
  return { created, loaded, errors };
}

describe('what made a change, in words', () => {
  it('is the prompt, shortened to one line', () => {
    const { created } = labels({ run: `Fix the\nrounding ${'x'.repeat(80)}` });
    const label = created.labelOf([source()]);
    expect(label).toMatch(/^“Fix the rounding x+…”$/);
    expect(label.length).toBe(62);
  });

  it('is the step or the command line where there is one', () => {
    const { created } = labels({ run: 'Fix it' });
    expect(created.labelOf([source({ stepId: '2' })])).toBe('step 2');
    expect(created.labelOf([source({ command: 'npm run format' })])).toBe('npm run format');
  });

  it('names the last of several', () => {
    const { created } = labels({ first: 'Fix it', second: 'Test it' });
    const [first, second] = [source({ runId: 'first' }), source({ runId: 'second' })];
    expect(created.labelOf([first, second])).toBe('“Test it” and others');
    expect(created.labelOf([second, source({ runId: 'second', changeId: 'other' })])).toBe('“Test it”');
  });

  it('reads the prompts of a session that is not open once, and tells when they are there', async () => {
    const { created, loaded } = labels({}, { run: 'From yesterday' });
    const told = new Promise<void>((resolve) => created.onDidChange(resolve));
    expect([created.labelOf([source()]), created.labelOf([source()])]).toEqual(['the agent', 'the agent']);
    await told;
    expect(created.labelOf([source()])).toBe('“From yesterday”');
    expect(loaded).toEqual(['session']);
  });

  it('stays without a name where the log can not be read', async () => {
    const { created, errors } = labels({});
    expect(created.labelOf([source({ sessionId: 'broken' })])).toBe('the agent');
    await expect.poll(() => errors).toHaveLength(1);
    expect(created.labelOf([])).toBe('the agent');
  });
});

describe('the prompts of a log', () => {
  it('are what the person wrote, without what was mentioned', () => {
    const base = { sessionId: 's', seq: 1, time: 0 };
    const events = promptsOf([
      { ...base, runId: 'one', type: 'start', prompt: 'Fix it', model: 'm', mode: 'ask' },
      { ...base, runId: 'one', type: 'turn_start', turn: 1 },
    ]);
    expect([...events]).toEqual([['one', 'Fix it']]);
  });
});
