import type { PlanCause } from '../words/errorCause';
import { planText } from '../words/planText';

/** `invalid`: it breaks a rule of `validatePlan`. `edit`: the edit is not allowed. `load`: a stored plan can't be read. */
export type PlanErrorReason = 'invalid' | 'edit' | 'load' | 'unknown_step' | 'template' | 'options';

/** A plan, an edit or an option that can't be taken, in words for a person. */
export class PlanError extends Error {
  override readonly name = 'PlanError';
  /** Absent where only a program that embeds this reads it. */
  readonly why?: PlanCause;
  /** Every problem, one sentence each; at least the message itself. */
  readonly problems: readonly string[];

  constructor(
    what: string | PlanCause,
    readonly reason: PlanErrorReason,
    problems?: readonly string[],
  ) {
    super(typeof what === 'string' ? what : planText(what));
    if (typeof what !== 'string') this.why = what;
    this.problems = problems ?? [this.message];
  }
}
