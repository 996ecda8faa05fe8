// What the planner's model is told. Prose only; `planner.ts` joins it.
import type { Plan, PlanConstraints } from './plan';
import { titleOf } from './planViews';

export const PLANNER_PROMPT = `You plan work in a code workspace; others carry it out. Break the task into steps and answer with one JSON object, nothing before or after it:

{"goal": "what holds when all is done", "steps": [{"id": "step-1", "title": "two to six words", "description": "what to do", "type": "modify_file", "file": "src/cart.ts", "dependsOn": [], "successCriteria": "how to see that it is done", "acceptance": {"command": "npm test -- cart"}}], "successCriteria": ["npm test passes"]}

- A step is one piece of work that can be checked by itself. A task of one piece has one step: do not pad a plan.
- Whoever does a step sees only the goal, its description and the results of the steps in its dependsOn. Write everything needed into the description: names, files, behaviour, what must not change.
- dependsOn lists ids of steps whose result is needed. Steps that do not need each other have no dependency between them; they may run at the same time, so two of them must not change the same file.
- type is one of create_file, modify_file, delete_file, rename_file, create_test, run_command, run_tests, analyze, agent_task. file is the path it is about, relative to the workspace, where there is one. command is the exact command line of a run_command step.
- acceptance.command is run right after the step and has to end with 0. Give it where a command of this workspace shows that the step is done and later steps are not needed for it; else leave acceptance out.
- Mark a step with "destructive": true when it deletes, overwrites or migrates something that can't be made again.
- Do not plan reading the code for its own sake, commits, or a summary at the end.`;

export const RETRY_PROMPT = (problems: readonly string[]): string =>
  `That is not a plan that can be used:\n${list(problems)}\nAnswer again with the whole corrected JSON object and nothing else.`;

export const toolsSection = (
  tools: readonly { readonly name: string; readonly description: string }[],
): string =>
  tools.length === 0
    ? ''
    : `Available Tools:\n${tools.map(({ name, description }) => `- ${name}: ${firstLine(description)}`).join('\n')}`;

export function constraintsSection(constraints: PlanConstraints | undefined): string {
  if (constraints === undefined) return '';
  const { includeTests, allowedTypes, paths, maxSteps, ...others } = constraints;
  const lines = [
    ...(includeTests === false ? ['No steps that write or run tests.'] : []),
    ...(includeTests === true ? ['Tests belong to the plan.'] : []),
    ...(allowedTypes === undefined ? [] : [`Only these step types: ${allowedTypes.join(', ')}.`]),
    ...(paths === undefined ? [] : [`Only files that match: ${paths.join(', ')}.`]),
    ...(maxSteps === undefined ? [] : [`At most ${maxSteps} steps.`]),
    ...Object.entries(others).map(([key, value]) => `${key}: ${JSON.stringify(value)}`),
  ];
  return lines.length === 0 ? '' : `Constraints:\n${list(lines)}`;
}

/** Done steps of earlier plans, and what did not come to be. */
export function previousPlansSection(plans: readonly Plan[]): string {
  const texts = plans.map((plan) => {
    const done = plan.steps.filter(({ status }) => status === 'done');
    const missing = plan.steps.filter(({ status }) => ['failed', 'skipped', 'rolled_back'].includes(status));
    const files = [...new Set(done.flatMap(({ result }) => result?.files.map(({ path }) => path) ?? []))];
    return [
      `Earlier plan: ${plan.goal}`,
      ...done.map((step) => `- done: ${titleOf(step)}`),
      ...missing.map((step) => `- not present in the workspace: ${titleOf(step)}`),
      ...(files.length === 0 ? [] : [`Files it changed: ${files.join(', ')}`]),
    ].join('\n');
  });
  return texts.join('\n\n');
}

/** For a new plan after a failure. */
export function replanSection(plan: Plan, failedId: string, error: string): string {
  return `The plan so far:\n${stepLines(plan)}\n\nStep ${failedId} failed: ${clipped(error)}\n\nPlan the rest anew, another way where that one can't work. Steps that are done stay; list only the steps that are left, with new ids, and use the ids of done steps in dependsOn.`;
}

/** For steps that a person wants to be planned anew. @param kept ids of the steps that stay */
export function replanFromSection(plan: Plan, stepId: string, kept: readonly string[]): string {
  const stay = kept.length === 0 ? 'No step stays.' : `These stay as they are: ${kept.join(', ')}.`;
  return `The plan so far:\n${stepLines(plan)}\n\nThe person wants step ${stepId} and what comes after it to be planned anew. ${stay} List only the steps that take the place of the others, with new ids, and use the ids of steps that stay in dependsOn.`;
}

/** Most characters of a result in a prompt. */
const CLIP = 2_000;

function stepLines(plan: Plan): string {
  const lines = plan.steps.map((step) => {
    const output = step.status === 'done' ? step.result?.output : undefined;
    return `- ${step.id} (${step.status}): ${step.description}${output ? `\n  result: ${clipped(output)}` : ''}`;
  });
  return lines.join('\n');
}

function clipped(text: string): string {
  return text.length <= CLIP ? text : `${text.slice(0, CLIP)} […]`;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}

function list(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}
