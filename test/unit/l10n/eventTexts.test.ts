// Whatever text an event can bring to a person is theirs, a model's or a program's, or comes with a value that is worded in their
// language. A new field has to be put into one of the lists below, so that no English sentence of the core gets to the panel unseen.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { eventsWithoutCause, eventTexts } from './eventTexts';

/** English of the core with the value that `src/protocol/words` words beside it. */
const WORDED = [
  'CheckedCriterion.reason',
  'ConfirmationDetails.reason',
  'DestructiveReason.words',
  'RememberOffer.words',
  'StepResult.error',
  'StepResult.verified.reason',
  'confirmation_received.reason',
  'confirmation_received.remembered',
  'end.notice',
  'error.error',
  'goal_left_open.words',
  'notice.text',
  'permission_denied.reason',
  'plan_failure_question.error',
  'plan_fallback.reason',
  'planning_decided.reason',
  'retry.message',
  'step_put_back.reason',
];

/** Words of others, among which stand fixed texts of ours: `words/fixedText.ts`, `RefusalReason`. */
const FIXED = [
  'AgentGoal.checks.criterion',
  'AgentGoal.successCriteria',
  'ChangedFile.notUndoable',
  'CheckedCriterion.criterion',
  'FileDiff.note',
  'FileProblem.message',
  'StepResult.filesLeftOut.reason',
  'files_restored.notUndoable.reason',
  'goal_checked.remaining',
  'goal_left_open.remaining',
  'goal_pursued.remaining',
];

/** What a person, a model, a provider, a program or a file says, as it is. */
const OF_OTHERS = [
  'AgentGoal.checks.command',
  'AgentGoal.description',
  'CommandEvidence.command',
  'CommandFacts.commands',
  'CommandFacts.deletes',
  'CommandFacts.elevated',
  'CommandFacts.network',
  'CommandFacts.outside',
  'CommandFacts.reads',
  'CommandFacts.writes',
  'ConfirmationDetails.command',
  'ConfirmationDetails.outsideSandbox',
  'ConfirmationDetails.title',
  'DiffHunk.lines',
  'FileProblem.source',
  'InjectionFinding.excerpt',
  'Plan.complexity',
  'Plan.goal',
  'Plan.requiredTools',
  'Plan.successCriteria',
  'Plan.text',
  'PlanConstraints.*',
  'PlanConstraints.allowedTypes',
  'PlanRunResult.rollback.conflicts',
  'PlanRunResult.rollback.irreversible',
  'PlanRunResult.rollback.undone',
  'PlanRunResult.unresolved',
  'PlanStep.acceptance.command',
  'PlanStep.code',
  'PlanStep.command',
  'PlanStep.dependsOn',
  'PlanStep.description',
  'PlanStep.diff',
  'PlanStep.reasoning',
  'PlanStep.successCriteria',
  'PlanStep.title',
  'PlanStep.tool',
  'Readonly.*',
  'RememberOffer.rule',
  'StepConflict.hunks.base',
  'StepConflict.hunks.mine',
  'StepConflict.hunks.theirs',
  'StepEvidence.stale',
  'StepFile.after',
  'StepFile.before',
  'StepResult.description',
  'StepResult.diff',
  'ThinkingPart(thinking).text',
  'ToolCallPart(tool_call).malformed',
  'error.providerMessage',
  'files_restored.kept',
  'files_restored.notUndoable.display',
  'files_restored.restored',
  'goal_achieved.goal',
  'goal_checked.goal',
  'goal_left_open.goal',
  'goal_progress.goal',
  'goal_pursued.goal',
  'goal_stale.goal',
  'history_cut.filesLeft',
  'injection_detected.origin',
  'persistence_failed.error',
  'plan_empty.goal',
  'plan_ready.steps',
  'plan_response.text',
  'plan_rolled_back.kept',
  'plan_rolled_back.restored',
  'plan_rolled_back.steps.title',
  'planning_start.prompt',
  'rollback_end.irreversible',
  'rollback_end.undone',
  'rollback_step.conflicts',
  'session_renamed.title',
  'start.prompt',
  'steering_queued.text',
  'step_confirm.command',
  'step_confirm.diff',
  'step_start.description',
  'text_delta.text',
  'thinking_delta.text',
  'tool_call.title',
  'tool_end.details(command).command',
  'tool_end.details(command).outputFile',
  'tool_input_delta.delta',
  'tool_output_delta.delta',
];

/** English that a model reads as well, so that it is one text for both: results of tools, and answers that no model worded. */
const TOLD_TO_THE_MODEL = [
  'CommandEvidence.output',
  'PlanRunResult.output',
  'PlanRunResult.tests.output',
  'StepResult.output',
  'TextPart(text).text',
  'ToolResultPart(tool_result).text',
  'end.text',
  'plan_tests.output',
  'tool_end.toolOutput',
];

/** English that only the command line, the log or an embedder shows. */
const NOT_SHOWN = [
  'PlanRunResult.failures.error',
  'PlanRunResult.summary',
  'persistence_failed.operation',
  'plan_asked_again.problems',
  'plan_repaired.repairs',
];

const texts = eventTexts();

test('every text of an event is in one of the lists', () => {
  const listed = [WORDED, FIXED, OF_OTHERS, TOLD_TO_THE_MODEL, NOT_SHOWN].flat();
  expect(texts.map(({ name }) => name)).toEqual(listed.toSorted());
});

test('English of the core comes with a value', () => {
  const without = texts.filter(({ name, hasCause }) => WORDED.includes(name) && !hasCause);
  expect(without).toEqual([]);
});

test('the core gives the value wherever it makes such an event', async () => {
  const types = WORDED.map((name) => name.split('.')[0] ?? '');
  const files = await readdir('src/core', { recursive: true });
  const found = await Promise.all(
    files
      .filter((file) => file.endsWith('.ts'))
      .map(async (file) => {
        const name = path.posix.join('src/core', file.replaceAll(path.sep, '/'));
        const source = await readFile(name, 'utf8');
        const isMaker = types.some((type) => source.includes(`type: '${type}'`));
        return isMaker ? eventsWithoutCause(name, source, new Set(WORDED)) : [];
      }),
  );
  expect(found.flat()).toEqual([]);
});

test.each([
  ["emit({ type: 'notice', level: 'info', text: 'It rains.' })", ['a.ts:1: notice']],
  ["emit({ type: 'notice', level: 'info', text, cause })", []],
  ["emit({ type: 'plan_fallback', ...why })", []],
  ["yield { type: 'notice', shown: true }", []],
])('an event without its value is found in %s', (source, places) => {
  expect(eventsWithoutCause('a.ts', source, new Set(['notice.text', 'plan_fallback.reason']))).toEqual(
    places,
  );
});
