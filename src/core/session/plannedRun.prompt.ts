// What the parts of a planned run are told. Prose only.
import type { PlanStep } from '../plan/plan';
import type { AgentGoal } from '../plan/planEvent';
import type { StepRequest } from '../plan/planPorts';
import { titleOf } from '../plan/planViews';

/** Follows the session's own prompt while a plan is made. */
export const PLANNING_ONLY =
  'You only plan now. Look at what you need with the tools you have, change nothing, and answer with the plan.';

/** Follows the session's own prompt while a step is worked on. */
export const STEP_SYSTEM = `## One step of a plan
You carry out one step of a larger plan; other steps are done by others, some at the same time. Do this step and nothing of the others. End with a short report of what you did and what the next steps must know. If the step can't be done, say so plainly as the first words: STEP FAILED: and why.`;

/** Follows what a step is told, where it works on a copy of the files. */
export const COPY_SYSTEM =
  'You work on a copy of the files: nobody else changes it, and what you change is merged with what the others did when all have ended. Change only what your step needs. No command can run here; what has to be run is run afterwards.';

/** Follows the above where a step is shown to a person before it is written. */
export const PREVIEW_SYSTEM =
  'You work on copies of the files: a person sees what you changed and decides whether it is written. No command can run here. If the step needs one, change nothing and say: STEP FAILED: it needs a command.';

/** How a step says that it could not be done. */
export const STEP_FAILED = /^\W*STEP FAILED:?\s*/i;

export function stepPrompt({ plan, step, order, dependencies }: StepRequest): string {
  const results = dependencies.map(({ stepId, output, error }) =>
    error === undefined ? `[${stepId}]: ${output}` : `[${stepId}] failed: ${error}`,
  );
  return [
    `Goal of the whole plan: ${plan.goal}`,
    `Step ${order} of ${plan.steps.length}: ${describe(step)}`,
    ...(step.successCriteria === undefined ? [] : [`It is done when: ${step.successCriteria}`]),
    ...(step.acceptance === undefined
      ? []
      : [`When you are done, this is run and has to end with 0: ${step.acceptance.command}`]),
    ...(results.length === 0 ? [] : [`Results of the steps it builds on:\n${results.join('\n')}`]),
  ].join('\n\n');
}

export const VERIFIER_PROMPT = `You check the work of someone else on one step of a plan. Look at the files with the tools you have; change nothing. What you can't see to be so counts as not so. Answer with one JSON object and nothing else: {"passed": false, "reason": "what is missing, or what shows that it holds"}`;

export function verifyPrompt(goal: string, step: PlanStep, output: string): string {
  return [
    `Goal of the whole plan: ${goal}`,
    `The step: ${describe(step)}`,
    `It is done when: ${step.successCriteria ?? ''}`,
    `Its own report:\n${output}`,
    'Does what it is done when hold now?',
  ].join('\n\n');
}

export function synthesisPrompt(task: string, steps: readonly PlanStep[]): string {
  const lines = steps.map(({ id, description, status, result }) => {
    const words = result?.error ?? result?.output ?? '';
    return `[${id}] ${description}: ${status}${words === '' ? '' : `\n${words}`}`;
  });
  return `The task was:\n${task}\n\nThe steps of its plan and their results:\n${lines.join('\n\n')}\n\nAnswer the person who gave the task: what is done, what was checked, and what is not done and why. Say nothing that the results do not show.`;
}

export const GOAL_PROMPT = `Say what it means for the task of the user to be achieved. Answer with one JSON object and nothing else: {"description": "the state that is wanted", "successCriteria": ["something that can be checked", {"criterion": "the tests pass", "command": "npm test"}]}. At most five criteria, each checkable on the files or by a command. Give a command only where the task names it or the workspace has it for sure; it ends with 0 exactly when the criterion is met, and changes nothing.`;

/** Follows the task where an earlier goal is open. */
export function openGoalSection(goal: AgentGoal, remaining: readonly string[]): string {
  const criteria = goal.successCriteria.map((criterion) => {
    const command = goal.checks?.find((check) => check.criterion === criterion)?.command;
    return `- ${criterion}${command === undefined ? '' : ` (command: ${command})`}`;
  });
  return `The goal of this conversation so far is not reached:\n${goal.description}\nIts criteria:\n${criteria.join('\n')}\nFound open: ${remaining.join('; ')}\n\nIf the task goes on with this goal, answer with the whole goal as it is now, its old criteria included as far as they still hold, and add "continues": true. Else answer with the goal of the task alone.`;
}

/** For a check that may look at files. */
export const CHECKER_PROMPT =
  'You check whether a goal is reached. Look at the files with the tools you have; change nothing. What you can not see to be so counts as not so.';

export function goalCheckPrompt(goal: string, criteria: readonly string[], state: string): string {
  const numbered = criteria.map((criterion, index) => `${index + 1}. ${criterion}`);
  return `Goal: ${goal}\nCriteria:\n${numbered.join('\n')}\nCurrent state:\n${state}\n\nIs each criterion met, as far as the state shows? What it does not show is not met. Answer with one JSON object and nothing else: {"achieved": false, "progress": 0.5, "criteria": [{"number": 1, "met": false, "reason": "what shows it, or what is missing"}]}`;
}

/** The task of a further plan. */
export function remainingPrompt(goal: AgentGoal, remaining: readonly string[]): string {
  return `The goal: ${goal.description}\n\nMost of the work is done, and a check found this still open:\n${remaining.map((criterion) => `- ${criterion}`).join('\n')}\n\nPlan only what is left to do.`;
}

function describe(step: PlanStep): string {
  const title = titleOf(step) === step.description ? '' : `${titleOf(step)}\n`;
  const file = step.file === undefined ? '' : `\nFile: ${step.file}`;
  const command = step.command === undefined ? '' : `\nCommand: ${step.command}`;
  const code = step.code === undefined ? '' : `\nCode that was planned:\n${step.code}`;
  return `${title}${step.description}${file}${command}${code}`;
}
