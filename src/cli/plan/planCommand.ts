// `planwright plan`: makes a plan, or takes one from a file or a template, shows it, and carries it out where that is wanted.
import { resolve } from 'node:path';
import type { AgentEvent } from '../../core/events/agentEvent';
import type { Plan, PlanRunResult } from '../../core/plan/plan';
import type { PlanRunOverrides } from '../../core/plan/planOptions';
import type { SessionApi } from '../../core/session/sessionApi';
import type { ContentGate } from '../../core/trust/contentGate';
import type { PlanCommandOptions } from '../arguments';
import { planOverridesOf } from '../../core/plan/plannerSettings';
import { withDryRun } from '../../core/plan/storedDiff';
import type { PlanRunSettings } from '../../core/plan/plannerSettings';
import { EXIT_CANCELLED, EXIT_DONE, EXIT_FAILED } from '../exitCode';
import type { Renderer } from '../output/renderer';
import type { Style } from '../output/style';
import { UsageError } from '../usageError';
import type { PlanQuestions } from './planQuestions';
import { loadPlan, planContent, requireTrusted, savePlan, templatePlan } from './planSource';
import { dryLines, planLines, resultLines } from './planText';

export interface PlanCommand {
  readonly options: PlanCommandOptions;
  /** What holds where the options say nothing. */
  readonly settings: PlanRunSettings;
  /** Empty with a plan from a file or a template. */
  readonly task: string;
  readonly format: 'text' | 'jsonl';
  /** Relative files start here. */
  readonly workingDirectory: string;
  /** Opened when something is to be done in the workspace or by a model. */
  readonly openSession: () => Promise<SessionApi>;
  /** To work in; templates of its own are known. */
  readonly folder: string;
  /** Decides which plans and templates of the folder are used. Default: all. */
  readonly contentGate?: Pick<ContentGate, 'admit' | 'trust'>;
  readonly renderer: Renderer;
  /** The plan and its outcome. */
  readonly print: (text: string) => void;
  readonly style: Style;
  /** Absent: nobody can be asked. */
  readonly questions?: PlanQuestions;
  readonly signal: AbortSignal;
}

/** Returns the exit code. Throws `UsageError` for what the arguments can't mean, and what made the planning fail. */
export async function runPlanCommand(command: PlanCommand): Promise<number> {
  const { options, format, questions, print, signal } = command;
  if (options.interactive && questions === undefined)
    throw new UsageError('--interactive needs a terminal and --output text.');
  const plan = await getPlan(command);
  if (plan === undefined) return EXIT_CANCELLED;
  if (format === 'text') print(`${planLines(plan).join('\n')}\n\n`);
  if (!options.dryRun || plan.steps.length === 0) await save(command, plan);
  if (plan.steps.length === 0) return EXIT_DONE;
  if (options.dryRun) return execute(command, plan);
  if (options.execute || options.interactive) return execute(command, plan);
  if (options.save !== undefined || questions === undefined) return EXIT_DONE;
  try {
    return (await questions.confirmPlan(signal)) ? await execute(command, plan) : EXIT_DONE;
  } catch (error) {
    if (signal.aborted) return EXIT_CANCELLED;
    throw error;
  }
}

/** Where that was asked for. After a dry run the plan keeps what the steps would change. */
async function save(
  { options, workingDirectory, folder, contentGate, format, print }: PlanCommand,
  plan: Plan,
): Promise<void> {
  if (options.save === undefined) return;
  const file = resolve(workingDirectory, options.save);
  await savePlan(plan, file, options.save);
  // The person has it on the screen.
  const content = contentGate === undefined ? undefined : await planContent(file, folder);
  if (content !== undefined) await contentGate?.trust(content);
  if (format === 'text') print(`Saved as ${options.save}\n`);
}

/** Undefined when it was cancelled. */
async function getPlan(command: PlanCommand): Promise<Plan | undefined> {
  const { options, task, format, renderer, signal } = command;
  const { load, template, params, strategy } = options;
  if ([task !== '', load !== undefined, template !== undefined].filter(Boolean).length !== 1)
    throw new UsageError('plan takes a task, or --load FILE, or --template NAME: one of them.');
  if (load !== undefined || template !== undefined) {
    const file = resolve(command.workingDirectory, load ?? '');
    // Without a question whether to carry it out nobody looks at it.
    if (load !== undefined && command.contentGate !== undefined && (options.execute || options.dryRun))
      await requireTrusted(file, load, command.folder, command.contentGate.admit);
    const plan =
      load === undefined
        ? await templatePlan(
            command.folder,
            command.contentGate?.admit,
            template ?? '',
            params,
            strategy ?? 'waves',
          )
        : await loadPlan(file, load);
    if (format === 'jsonl') command.print(`${JSON.stringify({ type: 'plan_created', plan })}\n`);
    return plan;
  }
  const session = await command.openSession();
  // The plan is printed as a whole when it is there.
  const isShown = ({ type }: AgentEvent): boolean =>
    format === 'jsonl' || (type !== 'plan_ready' && type !== 'text_delta');
  return during(session, renderer, isShown, async () => {
    try {
      return await session.createPlan(task, {
        options: { strategy, maxPlanSteps: planOverridesOf(command.settings).maxPlanSteps },
      });
    } catch (error) {
      if (signal.aborted) return undefined;
      throw error;
    }
  });
}

async function execute(command: PlanCommand, plan: Plan): Promise<number> {
  const { options, format, questions, print, style, renderer, signal } = command;
  const { dryRun } = options;
  const session = await command.openSession();
  const isShown = ({ type }: AgentEvent): boolean =>
    format === 'jsonl' || !dryRun || (type !== 'text_delta' && !type.startsWith('step_'));
  let result: PlanRunResult;
  try {
    ({ result } = await during(session, renderer, isShown, () =>
      session.runPlan(plan, {
        dryRun,
        options: runOptions(command, plan),
        testCommand: command.settings.testCommand,
        confirmStep: questions?.confirmStep,
        chooseAfterFailure: questions?.chooseAfterFailure,
      }),
    ));
  } catch (error) {
    if (signal.aborted) return EXIT_CANCELLED;
    throw error;
  }
  if (format === 'text') {
    const lines = dryRun
      ? result.stepResults.flatMap((step) => [...dryLines(plan, step, style), ''])
      : resultLines(result, style);
    print(`${lines.join('\n')}\n`);
  }
  if (dryRun && !signal.aborted) await save(command, withDryRun(plan, result));
  return exitCodeOf(result, signal);
}

function runOptions({ options, settings, questions }: PlanCommand, plan: Plan): PlanRunOverrides {
  const configured = planOverridesOf(settings);
  return {
    ...configured,
    onFailure: options.onFailure ?? configured.onFailure ?? 'rollback',
    strategy: options.strategy ?? plan.strategy,
    isolation: options.isolation ?? configured.isolation,
    interactive: options.interactive || (configured.interactive === true && questions !== undefined),
  };
}

/** What a person left out is no failure. */
function exitCodeOf({ status, failures, unresolved }: PlanRunResult, signal: AbortSignal): number {
  if (signal.aborted || status === 'cancelled') return EXIT_CANCELLED;
  const hasFailed = failures.length > 0 || unresolved.length > 0;
  return hasFailed || status === 'failed' || status === 'rolled_back' ? EXIT_FAILED : EXIT_DONE;
}

async function during<Value>(
  session: SessionApi,
  renderer: Renderer,
  isShown: (event: AgentEvent) => boolean,
  action: () => Promise<Value>,
): Promise<Value> {
  const stop = session.onEvent((event) => {
    if (isShown(event)) renderer.show(event);
  });
  try {
    return await action();
  } finally {
    stop();
  }
}
