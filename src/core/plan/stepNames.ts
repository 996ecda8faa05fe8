// Steps in what went wrong: a cause names them by their ids, which nobody but a model sees; people know a step by its number and title.
import type { PlanCause, StepNames } from '../words/errorCause';
import type { Plan, StepId } from './plan';
import { orderOf, stepOf, titleOf } from './planViews';

/** Characters of a title in a sentence. */
const TITLE_LENGTH = 60;

/** The cause with the steps that it names. @param plans the first one that has a step says its number */
export function withStepNames(cause: PlanCause, ...plans: readonly Pick<Plan, 'steps'>[]): PlanCause {
  const names: Record<StepId, StepNames[string]> = {};
  for (const id of idsIn(cause)) {
    const plan = plans.find((candidate) => stepOf(candidate, id) !== undefined);
    const step = plan && stepOf(plan, id);
    if (plan !== undefined && step !== undefined)
      names[id] = { order: orderOf(plan, id), title: shortTitle(titleOf(step)) };
  }
  return Object.keys(names).length === 0 ? cause : { ...cause, names };
}

function idsIn(cause: PlanCause): readonly StepId[] {
  return [
    ...('id' in cause ? [cause.id] : []),
    ...('other' in cause ? [String(cause.other)] : []),
    ...('by' in cause ? cause.by : []),
    ...('ids' in cause ? cause.ids : []),
  ];
}

/** Its first line, cut where it is long. */
export function shortTitle(title: string): string {
  const [line = ''] = title.trim().split(/\r\n|\r|\n/);
  return line.length <= TITLE_LENGTH ? line : `${line.slice(0, TITLE_LENGTH).trimEnd()}…`;
}
