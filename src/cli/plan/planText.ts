// A plan and what became of it as lines of text. Pure.
import type { Plan, PlanRunResult, PlanStep, StepResult } from '../../core/plan/plan';
import { dependencyNumbers, orderOf, titleOf } from '../../core/plan/planViews';
import { printable } from '../output/printable';
import type { Style } from '../output/style';

/** Lines of a difference shown before the rest is cut. */
const MAX_LINES = 200;

/** As the seed prints it, with what else a person has to know before saying yes. */
export function planLines(plan: Plan): readonly string[] {
  if (plan.steps.length === 0) return [`📋 Plan: ${printable(plan.goal)}`, '', 'There is nothing to do.'];
  return [
    `📋 Plan: ${printable(plan.goal)}`,
    ...plan.steps.flatMap((step) => [
      '',
      `Step ${orderOf(plan, step.id)}: ${oneLine(titleOf(step))}`,
      ...details(plan, step),
    ]),
  ];
}

function details(plan: Plan, step: PlanStep): readonly string[] {
  const needs = dependencyNumbers(plan, step);
  return [
    ...(titleOf(step) === step.description ? [] : [`  ${oneLine(step.description)}`]),
    ...(step.file === undefined ? [] : [`  File: ${printable(step.file)}`]),
    `  Type: ${printable(step.type)}`,
    ...(step.command === undefined ? [] : [`  Command: ${printable(step.command)}`]),
    ...(needs.length === 0 ? [] : [`  Dependencies: ${needs.join(', ')}`]),
  ];
}

/**
 * Above the question whether a step is to run.
 *
 * @param reason why it is asked about by itself
 */
export function stepLines(
  plan: Plan,
  step: PlanStep,
  reason: string | undefined,
  style: Style,
): readonly string[] {
  const preview =
    step.diff ??
    step.code
      ?.split('\n')
      .map((line) => `+ ${line}`)
      .join('\n') ??
    '';
  return [
    style.bold(`Step ${orderOf(plan, step.id)}/${plan.steps.length}: ${oneLine(titleOf(step))}`),
    ...details(plan, step),
    ...(reason === undefined ? [] : [style.warning(`  ${printable(reason)}`)]),
    ...(step.diff === '' ? [style.dim('  It changes no file.')] : diffLines(preview, style)),
  ];
}

/** What a dry run says of a step. */
export function dryLines(plan: Plan, result: StepResult, style: Style): readonly string[] {
  const command = plan.steps.find(({ id }) => id === result.stepId)?.command;
  const words = result.output?.startsWith('Would run: ')
    ? `Would run: ${oneLine(command ?? result.description)}`
    : `Would: ${oneLine(result.description)}`;
  return [
    words,
    ...(result.error === undefined ? [] : [style.warning(`  It would fail: ${oneLine(result.error)}`)]),
    ...diffLines(result.diff ?? '', style),
    ...(result.filesLeftOut ?? []).map(({ path, reason }) => style.dim(`  ${printable(path)}: ${reason}`)),
  ];
}

/** Behind the last step. */
export function resultLines(result: PlanRunResult, style: Style): readonly string[] {
  const { rollback, tests } = result;
  return [
    `Completed: ${result.completedSteps}/${result.totalSteps}`,
    ...result.failures.map(({ step, error }) => style.warning(`Step ${step} failed: ${oneLine(error)}`)),
    ...(tests === undefined || tests.passed
      ? []
      : [
          style.warning('The tests fail:'),
          ...printable(tests.output).trimEnd().split('\n').slice(-MAX_LINES),
        ]),
    ...(rollback === undefined
      ? []
      : [`Rolled back: ${rollback.undone.length} done steps, and what the failed one changed.`]),
    ...(rollback?.conflicts ?? []).map((path) =>
      style.warning(`  left as it is, it was changed since: ${printable(path)}`),
    ),
    ...(rollback === undefined || rollback.irreversible.length === 0
      ? []
      : [
          style.warning(
            `  can't be taken back: what commands of ${rollback.irreversible.join(', ')} did beside files`,
          ),
        ]),
  ];
}

function diffLines(diff: string, style: Style): readonly string[] {
  if (diff === '') return [];
  const lines = diff.replace(/\n$/, '').split('\n');
  const shown = lines.slice(0, MAX_LINES).map((line) => {
    const text = printable(line);
    return `  ${line.startsWith('+') ? style.added(text) : line.startsWith('-') ? style.removed(text) : text}`;
  });
  const rest = lines.length - MAX_LINES;
  return rest > 0 ? [...shown, style.dim(`  ... ${rest} more lines`)] : shown;
}

function oneLine(text: string): string {
  return printable(text.replaceAll(/\s*\n\s*/g, ' '));
}
