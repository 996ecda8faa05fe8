// Taking a part of a change, and going back to an earlier prompt: the panel in a real browser, with a host that is played.
import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { AgentEventBody } from '../../../src/core/events/agentEvent';
import type { FileDiff } from '../../../src/core/tools/toolDetails';
import type { ReviewList } from '../../../src/protocol/reviewList';
import { startPanelHarness, stickingOut } from './openPanel';
import type { OpenPanel, PanelHarness } from './openPanel';
import { closing, editAsks, editDone, opening } from './recordedRun';
import type { ThemeName } from './themes';

let harness: PanelHarness;
let panel: OpenPanel;

beforeAll(async () => {
  harness = await startPanelHarness();
});
afterAll(() => harness.close());
afterEach(async () => {
  await expect.poll(() => panel.page.evaluate('violations')).toEqual([]);
  expect(panel.host.rejected).toEqual([]);
  await panel.close();
});

async function open(...options: Parameters<PanelHarness['open']>): Promise<OpenPanel> {
  panel = await harness.open(...options);
  return panel;
}

const focused = () =>
  panel.page.evaluate<string>(
    'document.activeElement.getAttribute("aria-label") ?? `${document.activeElement.className} ${document.activeElement.textContent.trim()}`',
  );

const files: readonly FileDiff[] = [
  {
    path: 'src/cart.js',
    kind: 'edit',
    added: 2,
    removed: 2,
    isEditable: true,
    hunks: [
      {
        id: 'hunk-1',
        oldStart: 3,
        newStart: 3,
        lines: [
          ' export function total(items) {',
          '-  return sum(items);',
          '+  return round(sum(items));',
          ' }',
        ],
      },
      {
        id: 'hunk-2',
        oldStart: 40,
        newStart: 40,
        lines: [' ', '-  return a + b;', '+  return round(a + b);', ' }'],
      },
    ],
  },
  {
    path: 'src/money.js',
    kind: 'create',
    added: 1,
    removed: 0,
    isEditable: true,
    hunks: [
      {
        oldStart: 1,
        newStart: 1,
        lines: ['+export const round = (value) => Math.round(value * 100) / 100;'],
      },
    ],
  },
  { path: 'src/old.js', kind: 'delete', added: 0, removed: 12, hunks: [] },
];

const patchAsks: readonly AgentEventBody[] = [
  { type: 'tool_start', toolId: 'patch-1', toolName: 'patch' },
  {
    type: 'tool_call',
    toolId: 'patch-1',
    toolName: 'patch',
    title: 'src/cart.js',
    args: {},
    readOnly: false,
  },
  {
    type: 'confirmation_required',
    toolId: 'patch-1',
    toolName: 'patch',
    args: {},
    timeoutMs: 0,
    details: { title: 'src/cart.js', reason: 'mode "ask" asks before files are changed', files },
  },
];

describe('a change that asks', () => {
  it('is taken hunk by hunk with the mouse', async () => {
    const { page, host } = await open();
    await host.emit(...opening, ...patchAsks);
    await page.getByRole('checkbox', { name: 'Apply hunk 2, lines 40–42' }).click();
    await page.getByRole('checkbox', { name: 'Apply the change of src/old.js' }).click();
    await expect
      .poll(() =>
        page.getByRole('checkbox', { name: 'Apply the change of src/cart.js' }).getAttribute('aria-checked'),
      )
      .toBe('mixed');
    await page.getByRole('button', { name: 'Allow selected (2 of 4)' }).click();
    expect(host.last('permission/answer')?.answer).toEqual({
      approved: true,
      remember: 'once',
      files: [
        { path: 'src/cart.js', take: 'hunks', hunks: ['hunk-1'] },
        { path: 'src/money.js', take: 'all' },
        { path: 'src/old.js', take: 'none' },
      ],
    });
  });

  it('is taken hunk by hunk with the keyboard alone', async () => {
    const { page, host } = await open();
    await host.emit(...opening, ...patchAsks);
    await host.send({ type: 'focus', target: 'question' });
    await expect.poll(focused).toContain('question');
    await page.keyboard.press('Tab');
    await expect.poll(focused).toBe('Apply the change of src/cart.js');
    await page.keyboard.press('Space');
    await expect
      .poll(() =>
        page.getByRole('checkbox', { name: 'Apply hunk 1, lines 3–5' }).getAttribute('aria-checked'),
      )
      .toBe('false');
    for (let presses = 0; presses < 40 && (await focused()) !== 'Apply hunk 2, lines 40–42'; presses += 1) {
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Space');
    await host.send({ type: 'focus', target: 'question' });
    await expect.poll(focused).toContain('question');
    // The card ignores keys right after it appeared.
    await expect
      .poll(async () => {
        await page.keyboard.press('Enter');
        return host.last('permission/answer')?.answer;
      })
      .toMatchObject({ files: [{ take: 'hunks', hunks: ['hunk-2'] }, { take: 'all' }, { take: 'all' }] });
  });

  it('is allowed as ever where nothing was left out, and not at all where everything was', async () => {
    const { page, host } = await open();
    await host.emit(...opening, ...patchAsks);
    for (const name of ['src/cart.js', 'src/money.js', 'src/old.js']) {
      await page.getByRole('checkbox', { name: `Apply the change of ${name}` }).click();
    }
    const none = page.locator('vscode-button').filter({ hasText: 'Allow selected (0 of 4)' });
    await expect.poll(() => none.getAttribute('disabled')).not.toBeNull();
    for (const name of ['src/cart.js', 'src/money.js', 'src/old.js']) {
      await page.getByRole('checkbox', { name: `Apply the change of ${name}` }).click();
    }
    await page.getByRole('button', { name: 'Allow once' }).click();
    expect(host.last('permission/answer')?.answer).toEqual({ approved: true, remember: 'once' });
  });

  it('is edited before it is applied, and the choices go along', async () => {
    const { page, host } = await open();
    await host.emit(...opening, ...patchAsks);
    await page.getByRole('button', { name: 'Edit src/money.js before applying' }).click();
    expect(host.last('proposal/edit')).toMatchObject({ toolId: 'patch-1', path: 'src/money.js' });
    await page.getByText('Open in an editor').waitFor();
    await page.getByRole('checkbox', { name: 'Apply the change of src/old.js' }).click();
    expect(host.last('proposal/select')?.files.at(-1)).toEqual({ path: 'src/old.js', take: 'none' });
    await page.getByRole('button', { name: 'Apply edited' }).click();
    expect(host.last('proposal/apply')).toMatchObject({
      toolId: 'patch-1',
      files: [{ take: 'all' }, { take: 'all' }, { take: 'none' }],
    });
  });

  it('says why its text could not be opened', async () => {
    const { page, host } = await open();
    host.refusal = 'This change does not wait for an answer any more.';
    await host.emit(...opening, ...patchAsks);
    await page.getByRole('button', { name: 'Edit src/cart.js before applying' }).click();
    await page.getByRole('alert').getByText('does not wait').waitFor();
    await expect.poll(() => page.getByRole('button', { name: 'Allow once' }).count()).toBe(1);
  });
});

const plan = {
  canCut: true,
  files: [
    { path: '/w/src/cart.js', display: 'src/cart.js', action: 'change' },
    { path: '/w/src/money.js', display: 'src/money.js', action: 'delete' },
    { path: '/w/src/old.js', display: 'src/old.js', action: 'create' },
    {
      path: '/w/README.md',
      display: 'README.md',
      action: 'change',
      conflict: {
        path: '/w/README.md',
        display: 'README.md',
        now: 'changed',
        choices: ['keep', 'restore', 'merge'],
      },
    },
  ],
} as const;

describe('going back to a prompt', () => {
  it('is asked with what it does to each file, and a choice where a person changed one', async () => {
    const { page, host } = await open();
    host.restorePlan = plan;
    await host.emit(...opening, ...closing);
    await page.locator('.prompt').hover();
    await page.getByRole('button', { name: 'Restore to here…' }).click();
    const card = page.locator('.restore-card');
    await card.getByText('is deleted').waitFor();
    expect(host.last('restore/plan')).toMatchObject({ runId: 'run-1' });
    await card.getByRole('button', { name: 'Restore 3 files and the conversation' }).waitFor();
    await card.getByLabel('Merge').check();
    await card.getByLabel('Only files').check();
    await card.getByRole('button', { name: 'Restore 4 files' }).click();
    expect(host.last('restore/apply')).toMatchObject({
      runId: 'run-1',
      what: 'files',
      choices: [{ path: '/w/README.md', choice: 'merge' }],
    });
    await card.waitFor({ state: 'detached' });
  });

  it('is done and left by keyboard alone, from a command', async () => {
    const { page, host } = await open();
    host.restorePlan = plan;
    await host.emit(...opening, ...closing);
    await host.send({ type: 'restore/show', sessionId: 'session-1', runId: 'run-1' });
    await expect.poll(focused).toContain('restore-card');
    await page.keyboard.press('Escape');
    await page.locator('.restore-card').waitFor({ state: 'detached' });
    expect(host.last('run/stop')).toBeUndefined();
    await host.send({ type: 'restore/show', sessionId: 'session-1', runId: 'run-1' });
    await page.getByRole('button', { name: 'Restore 3 files and the conversation' }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowDown'); // only files
    for (let presses = 0; presses < 6 && host.last('restore/apply') === undefined; presses += 1) {
      await page.keyboard.press('Tab');
      const isButton = await page.evaluate<boolean>('document.activeElement.tagName === "VSCODE-BUTTON"');
      if (isButton) await page.keyboard.press('Enter');
    }
    expect(host.last('restore/apply')).toMatchObject({ what: 'files', choices: [] });
  });

  it('says what failed, and stays open', async () => {
    const { page, host } = await open();
    host.restorePlan = plan;
    await host.emit(...opening, ...closing);
    await host.send({ type: 'restore/show', sessionId: 'session-1', runId: 'run-1' });
    await page.getByText('is deleted').waitFor();
    host.refusal = 'src/cart.js is read-only. Nothing was changed.';
    await page.getByRole('button', { name: /^Restore 3/ }).click();
    await page.getByRole('alert').getByText('read-only').waitFor();
  });

  it('leaves a row that says what came of it, and is redone from there', async () => {
    const { page, host } = await open();
    await host.emit(...opening, ...closing);
    await host.emit({
      type: 'files_restored',
      runId: '',
      checkpointId: 'run-1',
      restoreId: 'restore-1',
      restored: ['src/cart.js', 'src/money.js'],
      kept: ['README.md'],
      notUndoable: [],
    });
    await page.getByText('2 files are as they were before that prompt.').first().waitFor();
    await page.getByText('Left as you have them: README.md').waitFor();
    await expect
      .poll(() => page.locator('[role=status]').last().textContent())
      .toContain('2 files are as they were');
    await page.getByRole('button', { name: 'Redo' }).click();
    expect(host.last('restore/redo')).toEqual({ type: 'restore/redo', sessionId: 'session-1' });
    await host.emit({
      type: 'files_restored',
      runId: '',
      checkpointId: 'restore-1',
      restoreId: 'restore-2',
      restored: ['src/cart.js', 'src/money.js'],
      kept: [],
      notUndoable: [],
      isRedo: true,
    });
    await page.getByText('The restore was taken back: 2 files.').first().waitFor();
    await expect.poll(() => page.getByRole('button', { name: 'Redo' }).count()).toBe(0);
  });
});

describe('what a command changed', () => {
  it('stands on its card, with Keep and Undo for all of it', async () => {
    const { page, host } = await open({ width: 400 });
    const details = {
      type: 'command',
      command: 'npm run generate',
      exitCode: 0,
      durationMs: 900,
      changedFiles: [
        { path: 'src/api.ts', kind: 'edit' },
        { path: 'src/new.ts', kind: 'create' },
        { path: 'src/old.ts', kind: 'delete' },
        { path: 'src/a.ts', kind: 'rename', renamedTo: 'src/b.ts' },
        { path: 'big.bin', kind: 'edit', notUndoable: 'its earlier content was too large to be stored' },
      ],
      moreChangedFiles: 2,
    } as const;
    const call = { toolId: 'bash-9', toolName: 'bash' } as const;
    await host.emit(...opening, { type: 'tool_start', ...call }, { type: 'tool_run', ...call }, {
      type: 'tool_end',
      ...call,
      args: { command: details.command },
      toolOutput: '',
      exitCode: 0,
      durationMs: 900,
      outcome: 'done',
      details,
    } as AgentEventBody);
    await host.send({
      type: 'review',
      list: { changes: 4, fileCount: 4, files: [], calls: { 'bash-9': { pending: 4, kept: 0, undone: 0 } } },
    });
    const card = page.locator('planwright-tool', { hasText: 'npm run generate' });
    await card.getByText('changed 7 files').waitFor();
    await expect
      .poll(() => card.locator('.changed-files li').allInnerTexts())
      .toEqual([
        expect.stringMatching(/src\/api\.ts\s+changed/),
        expect.stringMatching(/src\/new\.ts\s+new/),
        expect.stringMatching(/src\/old\.ts\s+deleted/),
        expect.stringMatching(/src\/b\.ts\s+was src\/a\.ts/),
        expect.stringMatching(/big\.bin\s+changed\s+can't be undone: its earlier content was too large/),
      ]);
    await card.getByText('and 2 more files').waitFor();
    await card.getByRole('button', { name: 'src/b.ts' }).click();
    expect(host.last('file/open')).toEqual({ type: 'file/open', path: 'src/b.ts' });
    await expect.poll(() => stickingOut(page)).toEqual([]);
    await page.screenshot({ path: 'test-output/panel-command-changes.png' });
    await card.getByRole('button', { name: 'Undo' }).click();
    expect(host.last('review/undo')?.target).toEqual({ kind: 'call', toolId: 'bash-9' });
  });
});

describe('looks', () => {
  const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
  const themes: readonly ThemeName[] = ['dark', 'light', 'highContrast'];

  it.each(themes.flatMap((theme) => [240, 400].map((width) => [theme, width] as const)))(
    'right in %s, %s px wide',
    async (theme, width) => {
      const { page, host, screenshot } = await open({ theme, width, height: 900 });
      host.restorePlan = plan;
      await host.emit(...opening, ...patchAsks);
      await page.getByRole('checkbox', { name: 'Apply hunk 2, lines 40–42' }).click();
      await screenshot(`proposal-${theme}-${width}`);
      await expect.poll(() => stickingOut(page)).toEqual([]);
      await page.evaluate(await readFile(axePath, 'utf8'));
      const audit = (): Promise<readonly string[]> =>
        page.evaluate<readonly string[]>(
          'axe.run(document, { rules: { region: { enabled: false } } }).then((found) => found.violations.filter((it) => it.impact === "serious" || it.impact === "critical").map((it) => it.id + ": " + it.nodes.map((node) => node.html).join()))',
        );
      await expect.poll(() => audit()).toEqual([]);
      await host.emit(
        { type: 'confirmation_received', toolId: 'patch-1', approved: false },
        {
          type: 'tool_end',
          toolId: 'patch-1',
          toolName: 'patch',
          toolOutput: '',
          exitCode: 1,
          durationMs: 1,
          outcome: 'denied',
        },
        ...closing,
      );
      await host.send({ type: 'restore/show', sessionId: 'session-1', runId: 'run-1' });
      await page.getByText('is deleted').waitFor();
      await screenshot(`restore-${theme}-${width}`);
      await expect.poll(() => stickingOut(page)).toEqual([]);
      await expect.poll(() => audit()).toEqual([]);
    },
  );
});

const list: ReviewList = {
  changes: 4,
  fileCount: 203,
  files: [
    {
      path: '/w/src/cart.js',
      display: 'src/cart.js',
      kind: 'edited',
      added: 3,
      removed: 1,
      label: '“Fix the rounding bug in the cart”',
      hunkCount: 2,
      hunks: [
        {
          id: 'h1',
          from: 4,
          to: 4,
          text: 'return round(sum(items));',
          added: 1,
          removed: 1,
          label: '“Fix”',
          isEdited: false,
        },
        {
          id: 'h2',
          from: 40,
          to: 41,
          text: 'const cents = round(a + b);',
          added: 2,
          removed: 0,
          label: '“Fix”',
          isEdited: true,
        },
      ],
    },
    {
      path: '/w/src/aVeryLongFolderName/anotherOne/money.js',
      display: 'src/aVeryLongFolderName/anotherOne/money.js',
      kind: 'created',
      added: 12,
      removed: 0,
      label: 'step 2',
      hunkCount: 1,
      hunks: [
        {
          id: 'h3',
          from: 1,
          to: 12,
          text: 'export const round = 1;',
          added: 12,
          removed: 0,
          label: 'step 2',
          isEdited: false,
        },
      ],
    },
    {
      path: '/w/src/old.js',
      display: 'src/old.js',
      kind: 'deleted',
      added: 0,
      removed: 9,
      label: 'npm run clean',
      hunkCount: 0,
      hunks: [],
      notUndoable: 'Its content was not stored.',
    },
  ],
  calls: { 'edit-1': { pending: 2, kept: 1, undone: 0 } },
};

describe('the review', () => {
  it('is one line while something is proposed, and opens to files and hunks', async () => {
    const { page, host } = await open();
    await host.emit(...opening, ...closing);
    await expect.poll(() => page.locator('.review-bar').count()).toBe(0);
    await host.send({ type: 'review', list });
    const bar = page.locator('.review-bar');
    await bar.getByText('4 changes in 203 files').click();
    await bar.getByText('and 200 more files').waitFor();
    await bar.getByRole('button', { name: 'lines 40–41 of src/cart.js: const cents' }).click();
    expect(host.last('review/open')).toEqual({ type: 'review/open', path: '/w/src/cart.js', line: 40 });
    await bar.getByRole('button', { name: 'Review', exact: true }).click();
    expect(host.last('command/run')).toEqual({ type: 'command/run', command: 'planwright.nextHunk' });
    await expect
      .poll(() => bar.getByRole('button', { name: 'Its content was not stored.' }).isDisabled())
      .toBe(true);
    await host.send({ type: 'review', list: { changes: 0, fileCount: 0, files: [], calls: {} } });
    await bar.waitFor({ state: 'detached' });
  });

  it('keeps and undoes hunks, files and all, with a reason where a person gives one', async () => {
    const { page, host } = await open();
    await host.emit(...opening, ...closing);
    await host.send({ type: 'review', list });
    await page.locator('.review-toggle').click();
    await page.getByRole('button', { name: 'Keep line 4 of src/cart.js' }).click();
    expect(host.last('review/keep')?.target).toEqual({ kind: 'hunks', ids: ['h1'] });
    await page.getByRole('button', { name: 'Undo src/cart.js', exact: true }).click();
    expect(host.last('review/undo')).toMatchObject({ target: { kind: 'files', paths: ['/w/src/cart.js'] } });
    await page.getByRole('button', { name: 'Undo lines 40–41 of src/cart.js and say why…' }).click();
    await page.keyboard.type('rounds twice');
    await page.keyboard.press('Enter');
    await expect
      .poll(() => host.last('review/undo'))
      .toMatchObject({
        target: { kind: 'hunks', ids: ['h2'] },
        reason: 'rounds twice',
      });
    await page.getByRole('button', { name: 'Keep all' }).click();
    expect(host.last('review/keep')?.target).toEqual({ kind: 'all' });
    host.refusal = 'src/cart.js is read-only now.';
    await page.getByRole('button', { name: 'Undo all' }).click();
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('read-only now').waitFor();
    expect(host.last('review/undo')).toMatchObject({ target: { kind: 'all' } });
  });

  it('is walked with the keyboard, and keeps the focus when a row goes', async () => {
    const { page, host } = await open();
    await host.emit(...opening, ...closing);
    await host.send({ type: 'review', list });
    await page.locator('.review-toggle').focus();
    await page.keyboard.press('Enter');
    for (let presses = 0; presses < 12 && !(await focused()).includes('3 lines added'); presses += 1) {
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('ArrowDown');
    await expect.poll(focused).toContain('line 4 of src/cart.js');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(host.last('review/keep')?.target).toEqual({ kind: 'hunks', ids: ['h1'] });
    const [cart, ...others] = list.files;
    await host.send({
      type: 'review',
      list: {
        ...list,
        changes: 3,
        files: [{ ...cart!, hunks: cart!.hunks.slice(1), hunkCount: 1 }, ...others],
      },
    });
    await expect.poll(() => page.evaluate<boolean>('document.activeElement !== document.body')).toBe(true);
  });

  it('is on the card of the call that made the change', async () => {
    const { page, host } = await open();
    await host.emit(...opening, ...editAsks, ...editDone, ...closing);
    await host.send({ type: 'review', list });
    const card = page.locator('planwright-call-review');
    await card.getByText('2 to review, 1 kept').waitFor();
    await card.getByRole('button', { name: 'Undo' }).click();
    expect(host.last('review/undo')?.target).toEqual({ kind: 'call', toolId: 'edit-1' });
    await host.send({
      type: 'review',
      list: { ...list, calls: { 'edit-1': { pending: 0, kept: 0, undone: 3 } } },
    });
    await card.getByText('undone', { exact: true }).waitFor();
    await expect.poll(() => card.getByRole('button').count()).toBe(0);
  });

  it.each(['dark', 'light', 'highContrast'] as const)(
    'looks right in %s, and fits 240 pixels',
    async (theme) => {
      const { page, host, screenshot } = await open({ theme, width: 240, height: 900 });
      await host.emit(...opening, ...editAsks, ...editDone, ...closing);
      await host.send({ type: 'review', list });
      await page.locator('.review-toggle').click();
      await screenshot(`review-${theme}-240`);
      await expect.poll(() => stickingOut(page)).toEqual([]);
      await page.setViewportSize({ width: 400, height: 900 });
      await page.getByRole('button', { name: 'Undo all' }).click();
      await screenshot(`review-${theme}-400`);
      await page.evaluate(
        await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'),
      );
      const found = await page.evaluate<readonly string[]>(
        'axe.run(document, { rules: { region: { enabled: false } } }).then((result) => result.violations.filter((it) => it.impact === "serious" || it.impact === "critical").map((it) => it.id + ": " + it.nodes.map((node) => node.html).join()))',
      );
      expect(found).toEqual([]);
    },
  );
});
