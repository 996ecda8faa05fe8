// The panel in another language: nothing of the interface is left in English, and longer words still fit.
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { AgentEventBody } from '../../../src/core/events/agentEvent';
import { startPanelHarness, stickingOut } from './openPanel';
import type { OpenPanel, PanelHarness } from './openPanel';
import { demoSettings } from './fakeHost';
import type { FakeHost } from './fakeHost';
import { inGreek, pseudoTranslation, untranslated } from './pseudoTranslation';
import {
  closing,
  commandAsks,
  commandDone,
  commandRuns,
  editAsks,
  editDone,
  opening,
  start,
} from './recordedRun';
import { stepEnd, updated } from '../../unit/protocol/planFixture';
import { afterFailure, planMade, secondWave } from './recordedPlan';
import { everyError, everyNotice } from '../../unit/protocol/everyCause';

let harness: PanelHarness;
let panel: OpenPanel;

beforeAll(async () => {
  harness = await startPanelHarness();
});
afterAll(() => harness.close());
afterEach(async () => {
  await expect.poll(() => panel.page.evaluate('violations')).toEqual([]);
  await panel.close();
});

const settings = inGreek(demoSettings);
const usage = { promptTokens: 10, completionTokens: 20, totalTokens: 30 };
const emit = (...events: readonly AgentEventBody[]) => panel.host.emit(...inGreek(events));

async function open(options: { width?: number; height?: number; prepare?: (host: FakeHost) => void } = {}) {
  panel = await harness.open({
    ...options,
    translation: pseudoTranslation,
    prepare: (host) => {
      host.settings = settings;
      host.state = { ...host.state, model: settings.models[0]?.name ?? '' };
      options.prepare?.(host);
    },
  });
  return panel;
}

/** Waits for a text of the interface by its English words. */
const shown = (words: string) => panel.page.getByText(`⟦${words} `).first().waitFor();

describe('no English is left', () => {
  it('before a model is chosen, and before the first prompt', async () => {
    const { page, host } = await open({
      prepare: (fake) => {
        fake.settings = {
          ...settings,
          isSetUp: false,
          isTrusted: false,
          hasWorkspace: false,
          keyStorageNote: 'ξ',
        };
      },
    });
    await shown('First, choose a model');
    await expect.poll(() => untranslated(page)).toEqual([]);
    await host.send({ type: 'settings', settings });
    await page.locator('.suggestion').first().waitFor();
    await expect.poll(() => untranslated(page)).toEqual([]);
  });

  it('while it works and asks', async () => {
    const { page, screenshot } = await open();
    await emit(...opening);
    await expect.poll(() => untranslated(page)).toEqual([]);
    await emit(...editAsks);
    await page.locator('.question').waitFor();
    await expect.poll(() => untranslated(page)).toEqual([]);
    await screenshot('pseudo-question');
    await page.getByRole('button', { name: '⟦Always… ' }).click();
    await shown('From now on, in this workspace');
    await expect.poll(() => untranslated(page)).toEqual([]);
    await emit(...editDone, ...commandAsks, ...commandRuns, {
      type: 'steering_queued',
      id: 'q',
      text: 'later',
      when: 'after_run',
    });
    await expect.poll(() => untranslated(page)).toEqual([]);
    await emit({ type: 'paused' });
    await page.getByRole('button', { name: '⟦Resume ' }).waitFor();
    await expect.poll(() => untranslated(page)).toEqual([]);
    await emit({ type: 'resumed' }, ...commandDone, ...closing);
    await page.getByRole('button', { name: /⟦Context: / }).click();
    await shown('Session so far');
    await expect.poll(() => untranslated(page)).toEqual([]);
    await screenshot('pseudo-done');
  });

  it('in rows that are opened and cards of what went wrong', async () => {
    const { page } = await open();
    await emit(...opening);
    const closed = page.locator('.row-toggle[aria-expanded="false"]');
    while ((await closed.count()) > 0) await closed.first().click();
    await page.locator('.thinking-text').waitFor();
    await expect.poll(() => untranslated(page)).toEqual([]);
    await emit(
      { type: 'retry', attempt: 1, maxAttempts: 3, delayMs: 10, kind: 'network', message: 'gone' },
      {
        type: 'error',
        error: 'refused',
        kind: 'auth',
        retryable: false,
        providerMessage: 'no',
        usage,
      },
    );
    await page.locator('.error-card').waitFor();
    await expect.poll(() => untranslated(page)).toEqual([]);
    await emit(...opening, ...commandAsks, ...commandRuns, {
      type: 'run_interrupted',
      uncertainToolIds: ['bash-1'],
    });
    await shown('This run was cut off before its end.');
    await expect.poll(() => untranslated(page)).toEqual([]);
  });

  it('whatever goes wrong, is tried again, or is told', async () => {
    const { page, host, screenshot } = await open();
    const english = 'The text of the log.';
    let runs = 0;
    /** A run of its own, so that it is seen when the panel has drawn it. */
    const play = async (...events: readonly AgentEventBody[]) => {
      const prompt = `№ ${(runs += 1)}`;
      const runId = `run-${runs}`;
      await host.emit(...[{ ...inGreek(start), prompt }, ...events].map((event) => ({ ...event, runId })));
      await page.locator('.prompt-text').getByText(prompt, { exact: true }).waitFor();
      await expect.poll(() => untranslated(page), { message: JSON.stringify(events) }).toEqual([]);
    };
    for (const known of everyError) {
      const cause = inGreek(known);
      const retry = { attempt: 1, maxAttempts: 3, delayMs: 10, kind: 'network' } as const;
      const failure = { kind: 'internal', retryable: true, usage } as const;
      await play(
        { type: 'retry', ...retry, message: english, cause },
        { type: 'error', ...failure, error: `${english} It ended.`, cause },
      );
    }
    await expect.poll(() => page.locator('.error-card').count()).toBeGreaterThan(0);
    await screenshot('pseudo-error');
    for (const cause of everyNotice)
      await play({ type: 'notice', level: 'warning', text: english, cause: inGreek(cause) });
    const limit = { about: 'run', code: 'limit', of: 'cost', limit: 2 } as const;
    const end = { stopReason: 'limit', usage, totalTokens: 30, toolCallsCount: 0 } as const;
    await play({ type: 'end', text: 'τ', ...end, notice: english, noticeCause: limit });
    await shown('The limit of $2 is reached.');
    await screenshot('pseudo-notices');
  });

  it('a step of a plan that waits, is put back, or fails', async () => {
    const { page, host, screenshot } = await open({ width: 500, height: 1_000 });
    const english = 'The text of the log.';
    await host.emit(...inGreek([...planMade, ...secondWave]));
    await page.getByRole('button', { name: '⟦Show plan ' }).first().click();
    await page.locator('.plan-card').first().waitFor();
    const waits = { code: 'waits_for_file', order: 4, file: 'ξ' } as const;
    await host.emit({ type: 'notice', level: 'info', text: english, cause: waits, stepId: 'line' });
    await shown('Waits until step 4 is done with ξ.');
    await expect.poll(() => untranslated(page)).toEqual([]);
    const ring = { about: 'step', code: 'ring', file: 'ξ', other: 4, own: 3 } as const;
    await host.emit({ type: 'step_put_back', stepId: 'line', reason: english, cause: ring });
    const cause = { about: 'step', code: 'tests_failed' } as const;
    const error = `${english}\n1) ψ`;
    const plan = inGreek(afterFailure);
    const steps = plan.steps.map((step) =>
      step.result === undefined ? step : { ...step, result: { ...step.result, error, cause } },
    );
    await host.emit(
      updated({ ...plan, steps, status: 'paused' }),
      stepEnd(plan, 'tax', 'failed', { error, cause }),
      { type: 'plan_failure_question', stepId: 'tax', error, cause },
    );
    await shown('The tests fail:');
    await expect.poll(() => untranslated(page)).toEqual([]);
    await screenshot('pseudo-step-failed');
    await page.locator('.plan-card.failed').first().click();
    await page.locator('.plan-step-error').waitFor();
    await expect.poll(() => page.locator('.plan-step-error').textContent()).toContain('\n1) ψ');
    await expect.poll(() => untranslated(page)).toEqual([]);
  });

  it('and what an earlier version wrote without saying why stands as it was', async () => {
    const { page, host } = await open();
    const failure = { kind: 'network', retryable: true, usage } as const;
    await host.emit(
      { ...inGreek(start) },
      { type: 'notice', level: 'warning', text: 'Ein alter Hinweis' },
      { type: 'error', error: 'Ein alter Fehler', ...failure },
    );
    await page.getByText('Ein alter Hinweis').waitFor();
    await page.locator('.error-card').getByText('Ein alter Fehler').waitFor();
  });

  it('in the session list, in a session of another window, among what can be mentioned', async () => {
    const { page, host, screenshot } = await open({
      prepare: (fake) => {
        const states = [
          'idle',
          'running',
          'waiting',
          'paused',
          'interrupted',
          'failed',
          'elsewhere',
        ] as const;
        fake.sessions = states.map((state, index) => ({
          sessionId: `session-${index}`,
          title: 'σ',
          updatedAt: Date.now() - index * 3_600_000 * index,
          state,
          isUnread: index > 2,
        }));
      },
    });
    await page.locator('.title-button').click();
    await page.locator('.session-row').first().waitFor();
    await expect.poll(() => untranslated(page)).toEqual([]);
    await screenshot('pseudo-sessions');
    await page.keyboard.press('Escape');
    await page.locator('planwright-composer textarea').focus();
    await page.keyboard.type('@');
    await page.locator('.mention-row').first().waitFor();
    await expect.poll(() => untranslated(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.locator('planwright-composer textarea').fill('');
    host.access = 'read_only';
    await host.sendSnapshot();
    await shown('This session is open in another window.');
    await expect.poll(() => untranslated(page)).toEqual([]);
  });
});

describe('words that are 40 % longer', () => {
  it('fit into 240 pixels', async () => {
    const { page, screenshot } = await open({ width: 240, height: 900 });
    await screenshot('pseudo-240-empty');
    await expect.poll(() => stickingOut(page)).toEqual([]);
    await emit(...opening, ...editAsks, { type: 'mode_changed', mode: 'readonly' });
    await screenshot('pseudo-240-question');
    await expect.poll(() => stickingOut(page)).toEqual([]);
    await page.getByRole('button', { name: '⟦Always… ' }).click();
    await shown('From now on, in this workspace');
    await screenshot('pseudo-240-rule');
    await expect.poll(() => stickingOut(page)).toEqual([]);
    await emit(...editDone, ...commandAsks, ...commandRuns, ...commandDone, ...closing);
    await page.getByRole('button', { name: /⟦Context: / }).click();
    await screenshot('pseudo-240-done');
    await expect.poll(() => stickingOut(page)).toEqual([]);
    await page.locator('.title-button').click();
    await screenshot('pseudo-240-sessions');
    await expect.poll(() => stickingOut(page)).toEqual([]);
    await expect.poll(() => page.evaluate('document.documentElement.scrollWidth')).toBe(240);
  });
});

describe('in German', () => {
  it('the panel says what it does, with the numbers as they are written there', async () => {
    const texts = JSON.parse(readFileSync('media/l10n/bundle.l10n.de.json', 'utf8')) as Record<
      string,
      string
    >;
    panel = await harness.open({ width: 280, height: 900, translation: { language: 'de', texts } });
    const { page, host, screenshot } = panel;
    await screenshot('german-empty');
    await host.emit(...opening, ...editAsks);
    await page.getByRole('button', { name: 'Einmal zulassen' }).waitFor();
    await page.getByRole('button', { name: /3 Dateien gelesen, einmal gesucht/ }).waitFor();
    await screenshot('german-question');
    const isModeWhole = `(() => {
      const mode = document.querySelector('.mode-picker vscode-dropdown').shadowRoot.querySelector('.selected-value');
      return mode.textContent.trim() === 'fragen' && mode.scrollWidth <= mode.clientWidth;
    })()`;
    await expect.poll(() => page.evaluate(isModeWhole)).toBe(true);
    await host.emit(...editDone, ...commandAsks, ...commandRuns, ...commandDone, ...closing);
    const facts = (await page.locator('.facts').textContent()) ?? '';
    expect(facts.replaceAll('\u00a0', ' ')).toContain('6 Toolaufrufe · 1 Datei geändert');
    expect(facts.replaceAll('\u00a0', ' ')).toContain('0,04 $');
    await screenshot('german-done');
  });
});
