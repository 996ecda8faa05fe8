// The checks of a session's plans: acceptance commands and tests run in the workspace, a model looks at success criteria, files are
// parsed, and the editor tells what it sees. A command that a planner wrote passes the gate as any other; a test command is the
// person's own.
import * as z from 'zod/mini';
import type { AgentEventBody } from '../events/agentEvent';
import type { LanguageModel } from '../model/languageModel';
import type { CommandEvidence, FileProblem } from '../plan/evidence';
import { newParseProblems } from '../plan/parseCheck';
import type { PlanPorts, StepRequest } from '../plan/planPorts';
import { titleOf } from '../plan/planViews';
import { readReplyAs } from '../plan/replyText';
import type { StepId } from '../plan/plan';
import { MAX_COMMAND_TIMEOUT_MS } from '../tools/bashResult';
import type { Workspace } from '../workspace/workspace';
import type { ParentRun } from './childRun';
import { whyDestructive } from './destructiveSteps';
import type { EventScope } from './eventHub';
import { fileVersion } from './fileVersion';
import type { Children } from './plannedRun';
import { VERIFIER_PROMPT, verifyPrompt } from './plannedRun.prompt';
import { createQuestionWatch, planUsage } from './plannedStep';
import type { CheckCause } from '../words/errorCause';
import { errorText } from '../words/errorText';
import type { StepGuard, StepGuards } from './stepGuards';

/** Problems that an editor sees in the workspace; `changed`: files that were just written, as shown, whose problems are waited for. */
export type ProblemsPort = (
  changed: readonly string[],
  signal: AbortSignal,
) => Promise<readonly FileProblem[]>;

export interface PlanChecksOptions {
  readonly parent: ParentRun;
  /** What the checks of a step have to wait for; absent where steps run one after another. */
  readonly guards?: StepGuards;
  readonly workspace: Workspace;
  readonly children: Children;
  readonly model: () => Promise<LanguageModel>;
  readonly problems?: ProblemsPort;
  /** The person's own command line that runs the tests. */
  readonly testCommand?: string;
}

/** Model turns of a verifier: a look at some files and an answer. */
const VERIFIER_TURNS = 12;

export function createPlanChecks(
  options: PlanChecksOptions,
): Pick<
  PlanPorts,
  'accept' | 'validate' | 'verify' | 'problems' | 'versionOf' | 'runTests' | 'whyDestructive' | 'confirmStep'
> {
  const { parent, guards, workspace, children, model, problems, testCommand } = options;
  return {
    accept: ({ step, command, onActivity, onWaiting }, signal) =>
      runChecked(command, parent, { stepId: step.id }, signal, {
        onActivity,
        onWaiting,
        guard: guards?.of(step.id),
      }),
    validate: (files) => Promise.resolve(newParseProblems(files)),
    async verify({ plan, step, output }, signal) {
      const { text, totals } = await children.run(
        {
          scope: { stepId: step.id, parentId: 'verifier' },
          prompt: verifyPrompt(plan.goal, step, output),
          model,
          tools: ({ lane }) => lane === 'query',
          system: () => VERIFIER_PROMPT,
          maxTurns: VERIFIER_TURNS,
        },
        signal,
      );
      signal.throwIfAborted();
      const verdict = readReplyAs(verdictSchema, text);
      const usage = planUsage(totals);
      return verdict === undefined
        ? { passed: false, reason: errorText(UNREADABLE), cause: UNREADABLE, usage }
        : { passed: verdict.passed, reason: verdict.reason ?? '', usage };
    },
    versionOf: (path) => fileVersion(workspace, path),
    whyDestructive: (step) => whyDestructive(step, { workspace, verdictOf: parent.machinery.verdictOf }),
    ...(parent.machinery.canAsk ? { confirmStep: confirmer(parent) } : {}),
    ...(problems === undefined ? {} : { problems }),
    ...(testCommand === undefined
      ? {}
      : {
          runTests: async (signal: AbortSignal, stepId?: StepId) => {
            const guarded = stepId === undefined ? undefined : guards?.of(stepId)?.call();
            try {
              await guarded?.runs({ isSafe: false }, signal);
              return await runTests(testCommand, parent, signal);
            } finally {
              guarded?.end(false);
            }
          },
        }),
  };
}

/** Asks as about a tool call, by whatever answers those. */
function confirmer({ machinery, runId, ledger, emit }: ParentRun): NonNullable<PlanPorts['confirmStep']> {
  let asked = 0;
  return async ({ step, reason }, signal) => {
    asked += 1;
    const question = {
      id: `confirm-${step.id}-${asked}`,
      about: 'plan_step',
      title: titleOf(step),
      reason: reason?.words ?? 'Each step of this plan asks.',
      ...(step.command === undefined ? {} : { command: step.command }),
    };
    const child = { callPrefix: '', stepId: step.id };
    const parts = {
      runId,
      ledger,
      child,
      emit: (body: AgentEventBody) => emit(body, { stepId: step.id }),
    };
    return (await machinery.askPerson(question, parts, signal)) ? 'run' : 'decline';
  };
}

const UNREADABLE: CheckCause = { about: 'check', code: 'unreadable' };

const verdictSchema = z.object({ passed: z.boolean(), reason: z.optional(z.string()) });

/** A command that goes through the gate, and what came of it. */
export async function runChecked(
  command: string,
  parent: ParentRun,
  scope: EventScope & { readonly stepId?: string },
  signal: AbortSignal,
  {
    onActivity,
    onWaiting,
    guard,
  }: Partial<Pick<StepRequest, 'onActivity' | 'onWaiting'>> & { readonly guard?: StepGuard } = {},
): Promise<CommandEvidence & { readonly needsConfirmation?: boolean }> {
  const followQuestions = createQuestionWatch(onWaiting ?? (() => undefined));
  const emit = (body: AgentEventBody): void => {
    parent.emit(body, scope);
    followQuestions(body);
    onActivity?.();
  };
  const { machinery, ledger, runId } = parent;
  const child = {
    callPrefix: 'check/',
    ...(scope.stepId === undefined ? {} : { stepId: scope.stepId }),
    ...(guard === undefined ? {} : { guard }),
  };
  const input = { command, timeout: MAX_COMMAND_TIMEOUT_MS };
  const { output, exitCode, outcome } = await machinery.runCall(
    { name: 'bash', input },
    { runId, ledger, emit, child },
    signal,
  );
  if (outcome === 'denied')
    return {
      command,
      passed: false,
      output,
      ...(machinery.canAsk ? {} : { needsConfirmation: true }),
    };
  return { command, passed: outcome === 'done' && exitCode === 0, exitCode, output };
}

async function runTests(
  command: string,
  { machinery }: ParentRun,
  signal: AbortSignal,
): Promise<{ readonly passed: boolean; readonly output: string }> {
  // They run the code of the workspace, whoever wrote the command.
  if (!machinery.mayWrite())
    return { passed: false, output: 'Nothing runs in read-only mode or in a workspace that is not trusted.' };
  const input = { command, timeout: MAX_COMMAND_TIMEOUT_MS };
  const { isError, exitCode = 0, content } = await machinery.runDirect('bash', input, signal);
  signal.throwIfAborted();
  return { passed: isError !== true && exitCode === 0, output: machinery.redact(content) };
}
