// Questions about a plan and its steps, and what a person types at them.
import type { FailureChoice, PlanPorts, StepAnswer } from '../../core/plan/planPorts';
import { printable } from '../output/printable';
import type { Style } from '../output/style';
import { stepLines } from './planText';

export interface PlanQuestionsOptions {
  readonly style: Style;
  readonly print: (text: string) => void;
  /** One line; undefined once input has ended. Rejects when the signal fires. */
  readonly readLine: (prompt: string, signal: AbortSignal) => Promise<string | undefined>;
}

export interface PlanQuestions extends Required<Pick<PlanPorts, 'confirmStep' | 'chooseAfterFailure'>> {
  confirmPlan(signal: AbortSignal): Promise<boolean>;
}

/** How often an answer that is not understood is asked for again; then it is the one that does nothing. */
const MOST_TRIES = 3;

export function createPlanQuestions({ style, print, readLine }: PlanQuestionsOptions): PlanQuestions {
  async function choose<Choice>(
    prompt: string,
    parse: (typed: string) => Choice | undefined,
    otherwise: Choice,
    signal: AbortSignal,
  ): Promise<Choice> {
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const typed = await readLine(prompt, signal);
      if (typed === undefined) return otherwise;
      const choice = parse(typed.trim().toLowerCase());
      if (choice !== undefined) return choice;
      print(`${style.dim('Please answer with one of the letters.')}\n`);
    }
    return otherwise;
  }

  return {
    confirmPlan: (signal) => choose('Execute plan? [y/N] ', parseYes, false, signal),
    confirmStep({ plan, step, reason }, signal) {
      print(`\n${stepLines(plan, step, reason?.words, style).join('\n')}\n`);
      return choose('Execute this step? [y/N/s(kip)/q(uit)] ', parseStepAnswer, 'decline', signal);
    },
    chooseAfterFailure({ error }, signal) {
      print(`${style.warning(`It failed: ${printable(error)}`)}\n`);
      return choose(
        '[r]etry, re-[p]lan, roll [b]ack, [c]ontinue, [s]top? ',
        parseFailureChoice,
        'stop',
        signal,
      );
    },
  };
}

function parseYes(typed: string): boolean | undefined {
  if (['y', 'yes'].includes(typed)) return true;
  return ['', 'n', 'no'].includes(typed) ? false : undefined;
}

/** Enter is no (planners spec 5.7). */
export function parseStepAnswer(typed: string): StepAnswer | undefined {
  if (['y', 'yes'].includes(typed)) return 'run';
  if (['', 'n', 'no'].includes(typed)) return 'decline';
  if (['s', 'skip'].includes(typed)) return 'skip';
  return ['q', 'quit'].includes(typed) ? 'quit' : undefined;
}

function parseFailureChoice(typed: string): FailureChoice | undefined {
  const choices: Readonly<Record<string, FailureChoice>> = {
    r: 'retry',
    p: 'replan',
    b: 'rollback',
    c: 'continue',
    s: 'stop',
  };
  return Object.hasOwn(choices, typed) ? choices[typed] : undefined;
}
