// What a run is to achieve, and whether it did (a3s spec 7.4). Fails closed: an answer that can't be read is no success.
import * as z from 'zod/mini';
import type { AgentGoal } from '../plan/planEvent';
import { readReplyAs } from '../plan/replyText';
import { GOAL_PROMPT, goalCheckPrompt } from './plannedRun.prompt';

/** Asks a model without tools and history. */
export type AskOnce = (question: { readonly system?: string; readonly prompt: string }) => Promise<string>;

export interface GoalCheck {
  readonly achieved: boolean;
  /** 0 to 1. */
  readonly progress: number;
  readonly remainingCriteria: readonly string[];
}

const extracted = z.object({
  description: z.string().check(z.minLength(1)),
  successCriteria: z.array(z.string()).check(z.minLength(1)),
});
const checked = z.object({
  achieved: z.boolean(),
  progress: z.optional(z.number()),
  remainingCriteria: z.optional(z.array(z.string())),
});

/** The goal in the model's words; the task itself where its answer can't be read. `now`: milliseconds since the epoch. */
export async function extractGoal(task: string, ask: AskOnce, now: number): Promise<AgentGoal> {
  const answer = await ask({ system: GOAL_PROMPT, prompt: task });
  const { description, successCriteria } = readReplyAs(extracted, answer) ?? {
    description: task,
    successCriteria: ['What was asked for is there.', 'It was seen to work.'],
  };
  return { description, successCriteria, progress: 0, achieved: false, createdAt: now };
}

/** @param state what is known about the outcome, as text */
export async function checkGoal(goal: AgentGoal, state: string, ask: AskOnce): Promise<GoalCheck> {
  const answer = await ask({ prompt: goalCheckPrompt(goal.description, goal.successCriteria, state) });
  const check = readReplyAs(checked, answer);
  if (check === undefined)
    return { achieved: false, progress: goal.progress, remainingCriteria: goal.successCriteria };
  const progress = Math.min(1, Math.max(0, check.progress ?? (check.achieved ? 1 : goal.progress)));
  return { achieved: check.achieved, progress, remainingCriteria: check.remainingCriteria ?? [] };
}
