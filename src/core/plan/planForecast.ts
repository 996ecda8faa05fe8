// What running a plan will probably take: an estimate from the number of steps, or from the steps that ran already.
import { costOf } from '../model/cost';
import type { ModelPrice } from '../model/languageModel';
import type { Plan, PlanStep } from './plan';
import { effectOf } from './stepEffects';

export interface Forecast {
  readonly modelCalls: number;
  readonly tokens: number;
  /** US dollars; absent when the price is unknown. */
  readonly cost?: number;
}

/** Model calls of one step: reading, changing, a look at the outcome, and the answer; a command needs its call and the answer. */
const CALLS = { reads: 3, command: 2, writes: 5, open: 5 } as const;
/** Tokens of the first request of a step: instructions, tools, the step itself. */
const FIRST_PROMPT = 5_000;
/** Tokens that each further request has more: calls and their results. */
const GROWTH = 1_500;
/** Tokens that the model writes in one call. */
const ANSWER = 350;

/**
 * Counts the steps that are still to be run, and the last answer. Where steps of the plan ran already, their average stands in for the
 * estimate of tokens.
 */
export function forecastPlan(plan: Pick<Plan, 'steps'>, price: ModelPrice | undefined): Forecast {
  const open = plan.steps.filter(({ status }) => status !== 'done' && status !== 'skipped');
  const calls = open.map((step) => CALLS[effectOf(step)]);
  const answers = open.length === 0 ? 0 : 1;
  const measured = averageUsage(plan.steps);
  const input = sum(calls.map((count) => measured?.input ?? promptTokens(count))) + answers * FIRST_PROMPT;
  const output = sum(calls.map((count) => measured?.output ?? count * ANSWER)) + answers * ANSWER;
  return {
    modelCalls: sum(calls) + answers,
    tokens: Math.round(input + output),
    ...(price === undefined
      ? {}
      : {
          cost: costOf(
            { promptTokens: input, completionTokens: output, totalTokens: input + output },
            withoutLong(price),
          ),
        }),
  };
}

/** No single request of a step is that long, only all of them together. */
function withoutLong({ longPrompt: _, ...price }: ModelPrice): ModelPrice {
  return price;
}

function promptTokens(calls: number): number {
  return calls * FIRST_PROMPT + (GROWTH * calls * (calls - 1)) / 2;
}

function averageUsage(
  steps: readonly PlanStep[],
): { readonly input: number; readonly output: number } | undefined {
  const known = steps.flatMap(({ status, result }) =>
    status === 'done' && result?.usage !== undefined ? [result.usage] : [],
  );
  if (known.length === 0) return undefined;
  return {
    input: sum(known.map(({ inputTokens }) => inputTokens)) / known.length,
    output: sum(known.map(({ outputTokens }) => outputTokens)) / known.length,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
