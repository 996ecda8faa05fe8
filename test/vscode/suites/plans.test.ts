import assert from 'node:assert/strict';
import { access, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Plan } from '../../../src/core/plan/plan';
import { stepKey } from '../../../src/host/plans/planTexts';
import type { LiveSession } from '../../../src/host/sessions/liveSession';
import type { ModelServerRequest, ScriptedTurn } from '../../model-server/script';
import {
  closeAllEditors,
  createAgentFixture,
  eventually,
  nextEvent,
  runToEnd,
  setting,
  workspaceRoot,
} from '../support/agentFixture';
import type { AgentFixture } from '../support/agentFixture';

const PLANNED = JSON.stringify({
  goal: 'Two notes',
  steps: [
    { id: 'one', description: 'Write planned-one.txt' },
    { id: 'two', description: 'Write planned-two.txt', dependsOn: ['one'] },
    { id: 'list', description: 'List the files', type: 'run_command', command: 'ls', dependsOn: ['two'] },
  ],
});

const GOAL = JSON.stringify({
  description: 'Two notes',
  successCriteria: [{ criterion: 'The notes are there', command: 'ls planned-one.txt planned-two.txt' }],
});

/** Plans in the real editor: made, approved, carried out, edited as a document, kept as a file, taken back. */
describe('Plans', () => {
  let fixture: AgentFixture;
  let isBroken: boolean;

  before(async () => {
    fixture = await createAgentFixture();
    await setting('permissionMode', 'auto');
    await fixture.host.settled();
  });

  beforeEach(() => {
    isBroken = false;
    fixture.server.play(answer);
  });

  afterEach(async () => {
    await closeAllEditors();
    for (const name of ['planned-one.txt', 'planned-two.txt', '.planwright/plans'])
      await rm(join(workspaceRoot(), name), { recursive: true, force: true });
  });

  after(() => fixture.dispose());

  /** The planner plans, each step writes its file or runs its command. */
  function answer({ body }: ModelServerRequest): ScriptedTurn {
    const said = JSON.stringify(body.messages);
    const system = JSON.stringify(body.system ?? '');
    if (system.includes('Say what it means')) return { text: GOAL };
    if (system.includes('You plan work')) return { text: PLANNED };
    const step = /Step \d of \d: (Write (planned-\w+\.txt)|List the files)/.exec(said);
    if (step === null) return { text: 'Both notes are there.' };
    if (said.includes('tool_result')) return { text: `Did: ${step[1]}` };
    if (isBroken && step[2] === 'planned-two.txt') return { text: 'STEP FAILED: no ink' };
    const call =
      step[2] === undefined
        ? { name: 'bash', args: { command: 'ls' } }
        : { name: 'write', args: { file_path: step[2], content: `${step[2]}\n` } };
    return { toolCalls: [call] };
  }

  const run = (command: string): Thenable<unknown> => vscode.commands.executeCommand(`planwright.${command}`);
  const planOf = (session: LiveSession): Plan => {
    const { current } = session.api.plan;
    assert(current);
    return current;
  };
  const states = (session: LiveSession): string =>
    planOf(session)
      .steps.map(({ status }) => status)
      .join(' ');
  const isThere = (name: string): Promise<boolean> =>
    access(join(workspaceRoot(), name)).then(
      () => true,
      () => false,
    );
  /** A session whose prompt was planned and not run. */
  async function planned(): Promise<LiveSession> {
    const session = await fixture.newSession();
    session.api.setPermissionMode('auto');
    session.api.setPlanning('on');
    const ended = nextEvent(session, 'end');
    await session.submit('Write two notes');
    await ended;
    await eventually(() => !session.isBusy);
    return session;
  }
  async function ended(session: LiveSession, start: () => Thenable<unknown>): Promise<void> {
    const end = nextEvent(session, 'end');
    await start();
    await end;
    await eventually(() => !session.isBusy);
  }

  it('a prompt with planning on shows its plan, and runs it by command', async () => {
    const session = await planned();
    assert.equal(states(session), 'pending pending pending');
    assert.equal(await isThere('planned-one.txt'), false);
    await ended(session, () => run('runPlan'));
    assert.equal(states(session), 'done done done');
    assert.equal(await readFile(join(workspaceRoot(), 'planned-two.txt'), 'utf8'), 'planned-two.txt\n');
    assert.equal(session.view.plan?.plan.status, 'completed');
    assert.equal(session.view.plan?.goal?.achieved, true);
  });

  it('a dry run opens what would change and what would run', async () => {
    const session = await planned();
    await ended(session, () => run('dryRunPlan'));
    await eventually(
      () => vscode.window.tabGroups.activeTabGroup.activeTab?.label.startsWith('Dry run') === true,
    );
    assert.equal(await isThere('planned-one.txt'), false);
    assert.equal(states(session), 'pending pending pending');
    const shown = (): string =>
      vscode.workspace.textDocuments.map((document) => document.getText()).join('\n');
    await eventually(() => /Would run:\n- ls/.test(shown()) && /planned-two\.txt\n/.test(shown()));
    assert.equal(session.view.plan?.isRunning, false);
  });

  it('what a step did can be shown again when its text is not kept in memory any more', async () => {
    const session = await planned();
    const begun = nextEvent(session, 'step_start');
    await ended(session, () => run('runPlan'));
    const { runId } = await begun;
    // As an editor asks for it that was opened long ago, or before the window was loaded anew.
    const query = `${stepKey(session.id, runId, 'one')}/after`;
    const uri = vscode.Uri.from({ scheme: 'planwright', path: '/planned-one.txt', query });
    const document = await vscode.workspace.openTextDocument(uri);
    assert.equal(document.getText(), 'planned-one.txt\n');
    const gone = await vscode.workspace.openTextDocument(uri.with({ path: '/other.txt' }));
    assert.match(gone.getText(), /no longer kept/);
  });

  it('what a dry run showed is kept with the plan, and applied without a model', async () => {
    const session = await planned();
    await ended(session, () => run('dryRunPlan'));
    await eventually(() => session.view.plan?.canKeepDryRun === true);
    await run('keepDryRun');
    assert.equal(session.view.plan?.canKeepDryRun, undefined);
    assert.equal(planOf(session).steps[0]?.baseHash, 'none');
    isBroken = true;
    const asked = fixture.server.requests.length;
    await ended(session, () => run('runPlan'));
    assert.equal(states(session), 'done done done');
    assert.equal(await readFile(join(workspaceRoot(), 'planned-two.txt'), 'utf8'), 'planned-two.txt\n');
    const steps = fixture.server.requests.slice(asked).map(({ body }) => JSON.stringify(body.messages));
    assert.equal(
      steps.some((said) => said.includes('Step 1 of 3')),
      false,
    );
  });

  it('a failed step asks; it is rolled back, retried and finished', async () => {
    isBroken = true;
    const session = await planned();
    const question = nextEvent(session, 'plan_failure_question');
    const end = nextEvent(session, 'end');
    await run('runPlan');
    assert.equal((await question).error, 'no ink');
    assert.equal(fixture.host.hub.waiting, 1);
    assert.equal(session.activity, 'waiting');
    assert.equal(session.api.plan.chooseAfterFailure('two', 'rollback'), true);
    await end;
    await eventually(() => !session.isBusy);
    assert.equal(states(session), 'rolled_back failed pending');
    assert.equal(await isThere('planned-one.txt'), false);
    assert.equal(fixture.host.hub.waiting, 0);
    isBroken = false;
    await ended(session, () => run('retryFailedSteps'));
    assert.equal(states(session), 'done done done');
  });

  it('an error that the editor finds in what a step wrote fails the step, and is its evidence', async () => {
    const session = await planned();
    const reported = vscode.languages.createDiagnosticCollection('planwright-test');
    const stop = session.api.onEvent((event) => {
      if (event.type !== 'tool_end' || event.toolName !== 'write' || event.stepId !== 'two') return;
      const range = new vscode.Range(0, 0, 0, 4);
      const problem = new vscode.Diagnostic(range, 'no such note', vscode.DiagnosticSeverity.Error);
      reported.set(vscode.Uri.file(join(workspaceRoot(), 'planned-two.txt')), [problem]);
    });
    try {
      const question = nextEvent(session, 'plan_failure_question');
      const end = nextEvent(session, 'end');
      await run('runPlan');
      assert.equal((await question).error, 'planned-two.txt:1: no such note');
      assert.equal(session.api.plan.chooseAfterFailure('two', 'stop'), true);
      await end;
      await eventually(() => !session.isBusy);
      const [one, two] = planOf(session).steps;
      assert.deepEqual(one?.result?.evidence?.problems, { before: [], after: [] });
      assert.equal(two?.result?.errorCode, 'validation');
      assert.deepEqual(two.result.evidence?.problems?.after, [
        { path: 'planned-two.txt', line: 1, severity: 'error', message: 'no such note' },
      ]);
    } finally {
      stop();
      reported.dispose();
    }
  });

  it('evidence is out of date as soon as somebody changes what it covers, typing or on disk', async () => {
    const session = await planned();
    await ended(session, () => run('runPlan'));
    const staleOf = (id: string) =>
      session.view.plan?.plan.steps.find((step) => step.id === id)?.result?.evidence?.stale;
    const uri = vscode.Uri.file(join(workspaceRoot(), 'planned-one.txt'));
    const typed = new vscode.WorkspaceEdit();
    typed.insert(uri, new vscode.Position(0, 0), 'mine: ');
    await vscode.workspace.applyEdit(typed);
    await eventually(() => staleOf('one')?.join() === 'planned-one.txt');
    await eventually(() => session.view.plan?.goal?.isStale === true);
    const back = new vscode.WorkspaceEdit();
    back.delete(uri, new vscode.Range(0, 0, 0, 'mine: '.length));
    await vscode.workspace.applyEdit(back);
    await eventually(() => staleOf('one') === undefined);
    await writeFile(join(workspaceRoot(), 'planned-two.txt'), 'another program\n');
    await eventually(() => staleOf('two')?.join() === 'planned-two.txt');
  });

  it('a changed setting holds for the next plan of a session that is there', async () => {
    const session = await planned();
    try {
      await setting('planner.maxSteps', 2);
      await fixture.host.settled();
      const fallback = nextEvent(session, 'plan_fallback');
      await ended(session, () => session.submit('Write two notes again'));
      assert.match((await fallback).reason, /more than the limit of 2/);
    } finally {
      await setting('planner.maxSteps', undefined);
      await fixture.host.settled();
    }
  });

  it('a prompt that waits behind a run of the plan begins with the settings of then', async () => {
    const session = await planned();
    const gate = Promise.withResolvers<void>();
    fixture.server.play(async (request) => {
      if (JSON.stringify(request.body.messages).includes('Step 1 of 3')) await gate.promise;
      return answer(request);
    });
    try {
      const begun = nextEvent(session, 'step_start');
      await run('runPlan');
      await begun;
      await session.submit('Write two notes again');
      assert.deepEqual(
        session.view.queue.map(({ text }) => text),
        ['Write two notes again'],
      );
      await setting('planner.maxSteps', 2);
      await fixture.host.settled();
      gate.resolve();
      const said = () =>
        session.view.runs.at(-1)?.items.some((item) => item.kind === 'plan' && item.note.type === 'fallback');
      await eventually(() => said() === true && !session.isBusy);
      assert.deepEqual(session.view.queue, []);
    } finally {
      gate.resolve();
      await setting('planner.maxSteps', undefined);
      await fixture.host.settled();
    }
  });

  it('whether prompts are planned follows the setting, where nothing else was chosen', async () => {
    const session = await fixture.newSession();
    await runToEnd(session, 'Hello');
    const other = await fixture.newSession();
    await runToEnd(other, 'Hello');
    other.api.setPlanning('on');
    try {
      await setting('planner.planning', 'auto');
      await fixture.host.settled();
      assert.deepEqual([session.api.planning, other.api.planning], ['auto', 'on']);
      assert.equal(session.view.planning, 'auto');
    } finally {
      await setting('planner.planning', undefined);
      await fixture.host.settled();
    }
    assert.deepEqual([session.api.planning, other.api.planning], ['off', 'on']);
  });

  it('the planner knows what the workspace has about the task, by the symbols of the editor, without a tab', async () => {
    const path = join(workspaceRoot(), 'gadgets.xyz');
    const rows = Array.from({ length: 300 }, (_, index) => `row ${index + 1}`).join('\n');
    await writeFile(path, rows);
    const isSlow = { value: false };
    const provider = vscode.languages.registerDocumentSymbolProvider(
      { pattern: '**/gadgets.xyz' },
      {
        provideDocumentSymbols: () => {
          const range = new vscode.Range(149, 0, 159, 3);
          const found = [new vscode.DocumentSymbol('Gadget', '', vscode.SymbolKind.Class, range, range)];
          return isSlow.value ? new Promise<never>(() => undefined) : found;
        },
      },
    );
    const context = (): string => {
      const asked = fixture.server.requests.findLast(({ body }) =>
        JSON.stringify(body.system ?? '').includes('You plan work'),
      );
      return JSON.stringify(asked?.body.messages);
    };
    try {
      const session = await fixture.newSession();
      await session.api.createPlan('Improve the gadget rows');
      assert.match(context(), /What is known about the workspace:/);
      assert.match(context(), /gadgets\.xyz:150-160/);
      assert.doesNotMatch(context(), /row 250/);
      const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs.map(({ label }) => label));
      assert.equal(tabs.includes('gadgets.xyz'), false);
      // Language support that does not answer keeps nobody waiting.
      isSlow.value = true;
      await session.api.createPlan('Improve the gadget rows again');
      assert.match(context(), /gadget rows again/);
    } finally {
      provider.dispose();
      await rm(path);
    }
  });

  it('the plan as a document: saved edits change it, refused ones are said, progress shows', async () => {
    const session = await planned();
    await run('openPlan');
    const editor = vscode.window.activeTextEditor;
    assert.equal(editor?.document.languageId, 'markdown');
    const { document } = editor;
    assert.match(document.getText(), /# Plan: Two notes/);
    const at = document.positionAt(document.getText().indexOf('List the files'));
    await editor.edit((edit) => edit.insert(at, 'Look: '));
    assert.equal(await document.save(), true);
    assert.match(planOf(session).steps[2]?.description ?? '', /Look: List the files/);
    await ended(session, () => run('runPlan'));
    await eventually(() => /\{#two done\}/.test(document.getText()));
    assert.equal(document.isDirty, false);

    const done = document.positionAt(document.getText().indexOf('Write planned-one'));
    const shown = await vscode.window.showTextDocument(document);
    await shown.edit((edit) => edit.insert(done, 'Not '));
    assert.equal(await document.save(), true);
    assert.equal(planOf(session).steps[0]?.description, 'Write planned-one.txt');
    await eventually(() => !document.getText().includes('Not Write'));
  });

  it('is kept as a file and taken back with what it did', async () => {
    const session = await planned();
    await run('savePlan');
    const folder = join(workspaceRoot(), '.planwright/plans');
    assert.deepEqual(await readdir(folder), ['two-notes.json']);
    const kept = JSON.parse(await readFile(join(folder, 'two-notes.json'), 'utf8')) as Plan;
    assert.equal(kept.steps.length, 3);
    await run('savePlan');
    assert.deepEqual(await readdir(folder), ['two-notes.json'], 'the same plan keeps its file');
    await ended(session, () => run('runPlan'));
    const { stepIds, irreversible } = await session.api.plan.previewRollBack('one');
    assert.deepEqual([stepIds, irreversible], [['list', 'two', 'one'], []]);
    await session.api.plan.rollBack('one');
    assert.deepEqual([await isThere('planned-one.txt'), await isThere('planned-two.txt')], [false, false]);
  });
});
