// What a run is to achieve, and whether it did (a3s spec 7.4): declared commands look first, a model at the rest. Fails closed: what
// nobody saw to hold, and an answer that can't be read, is no success.
import * as z from 'zod/mini';
import type { CommandEvidence } from '../plan/evidence';
import type { GoalTrail } from '../plan/goalTrail';
import type { AgentGoal, CheckedCriterion } from '../plan/planEvent';
import { readReplyAs } from '../plan/replyText';
import { causeOf } from '../words/errorCause';
import type { CheckCause } from '../words/errorCause';
import { errorText } from '../words/errorText';
import type { OwnCriterion } from '../words/fixedText';
import { GOAL_PROMPT, goalCheckPrompt, openGoalSection } from './plannedRun.prompt';

/** Asks a model. */
export type AskOnce = (question: { readonly system?: string; readonly prompt: string }) => Promise<string>;

export interface GoalCheck {
  readonly achieved: boolean;
  /** 0 to 1. */
  readonly progress: number;
  readonly criteria: readonly CheckedCriterion[];
  /** Empty exactly when it is achieved. */
  readonly remaining: readonly string[];
}

const criterionSchema = z.union([
  z.string(),
  z.object({ criterion: z.string(), command: z.optional(z.string()) }),
]);
const extracted = z.object({
  description: z.string().check(z.minLength(1)),
  successCriteria: z.array(criterionSchema).check(z.minLength(1)),
  continues: z.optional(z.boolean()),
});

const ASSUMED: readonly OwnCriterion[] = ['What was asked for is there.', 'It was seen to work.'];

/**
 * The goal in the model's words; the task itself where its answer can't be read.
 *
 * @param now milliseconds since the epoch
 * @param earlier the goal of the session so far; an open one may go on
 */
export async function extractGoal(
  task: string,
  ask: AskOnce,
  now: number,
  earlier?: GoalTrail,
): Promise<AgentGoal> {
  const open = earlier?.goal?.achieved === false ? earlier.goal : undefined;
  const prompt = open === undefined ? task : `${task}\n\n${openGoalSection(open, earlier?.remaining ?? [])}`;
  const answer = readReplyAs(extracted, await ask({ system: GOAL_PROMPT, prompt }));
  const written = answer?.successCriteria ?? ASSUMED;
  const criteria = written.map((entry) => (typeof entry === 'string' ? { criterion: entry } : entry));
  const checks = criteria.flatMap(({ criterion, command }: { criterion: string; command?: string }) =>
    command === undefined || command.trim() === '' ? [] : [{ criterion, command: command.trim() }],
  );
  const goesOn = open !== undefined && answer?.continues === true;
  return {
    description: answer?.description ?? task,
    successCriteria: criteria.map(({ criterion }) => criterion),
    progress: goesOn ? open.progress : 0,
    achieved: false,
    createdAt: goesOn ? open.createdAt : now,
    ...(checks.length === 0 ? {} : { checks }),
  };
}

export interface GoalCheckPorts {
  /** Asks about what no command says. Rejections count as not met, except where the run was cancelled. */
  readonly ask: AskOnce;
  readonly run: (command: string) => Promise<CommandEvidence>;
  readonly signal: AbortSignal;
}

/**
 * @param state what is known about the outcome, as text
 * @param testCommand the person's own; it has to pass beside the criteria
 */
export async function checkGoal(
  goal: AgentGoal,
  state: string,
  ports: GoalCheckPorts,
  testCommand?: string,
): Promise<GoalCheck> {
  const declared = [...(goal.checks ?? [])];
  if (testCommand !== undefined && !declared.some(({ command }) => command === testCommand))
    declared.push({
      criterion: `\`${testCommand}\` passes` satisfies OwnCriterion,
      command: testCommand,
    });
  const runs = new Map<string, CommandEvidence>();
  for (const { command } of declared) if (!runs.has(command)) runs.set(command, await ports.run(command));
  const byCommand = declared.map(({ criterion, command }) => criterionOf(criterion, runs.get(command)));
  const others = goal.successCriteria.filter((text) => !declared.some(({ criterion }) => criterion === text));
  const seen = [state, ...[...runs.values()].map(commandText)].join('\n\n');
  const asked = others.length === 0 ? NOT_ASKED : await askAbout(goal, others, seen, ports);
  const found = new Map([...byCommand, ...asked.criteria].map((entry) => [entry.criterion, entry]));
  const criteria = [...new Set([...goal.successCriteria, ...found.keys()])].flatMap(
    (text) => found.get(text) ?? [],
  );
  const open = criteria.filter(({ met }) => !met);
  const achieved = open.length === 0;
  const share = criteria.length === 0 ? 0 : (criteria.length - open.length) / criteria.length;
  // A model's own figure counts only where no command knows better.
  const figure = declared.length === 0 ? asked.progress : undefined;
  return {
    achieved,
    criteria,
    progress: achieved ? 1 : Math.min(0.99, Math.max(0, figure ?? share)),
    remaining: achieved
      ? []
      : [...open.filter(({ by }) => by === 'command').map(({ criterion }) => criterion), ...asked.remaining],
  };
}

const answered = z.object({
  achieved: z.optional(z.boolean()),
  progress: z.optional(z.number()),
  remainingCriteria: z.optional(z.array(z.string())),
  criteria: z.optional(
    z.array(z.object({ number: z.int(), met: z.boolean(), reason: z.optional(z.string()) })),
  ),
});

interface Answer {
  readonly criteria: readonly CheckedCriterion[];
  /** In the words of the model where they are about no criterion by name. */
  readonly remaining: readonly string[];
  readonly progress?: number;
}

const NOT_ASKED: Answer = { criteria: [], remaining: [] };

async function askAbout(
  goal: AgentGoal,
  criteria: readonly string[],
  state: string,
  { ask, signal }: GoalCheckPorts,
): Promise<Answer> {
  let text: string;
  try {
    text = await ask({ prompt: goalCheckPrompt(goal.description, criteria, state) });
  } catch (error) {
    if (signal.aborted) throw error;
    return unchecked(criteria, { about: 'check', code: 'failed', of: causeOf(error) });
  }
  const answer = readReplyAs(answered, text);
  if (answer === undefined || (answer.achieved === undefined && answer.criteria === undefined))
    return unchecked(criteria, { about: 'check', code: 'unreadable' });
  const { achieved, remainingCriteria: named = [] } = answer;
  const known = named.filter((entry) => criteria.includes(entry));
  const isMet = (criterion: string, index: number): CheckedCriterion => {
    const single = answer.criteria?.find(({ number }) => number === index + 1);
    const isNamed = known.includes(criterion);
    // Without a word on each, only a plain yes, or a no that names what is missing, says that a criterion is met.
    const isSaid =
      answer.criteria === undefined
        ? (achieved === true && named.length === 0) || (known.length > 0 && known.length === named.length)
        : single?.met === true;
    const reason = single?.reason === undefined ? {} : { reason: single.reason };
    return { criterion, met: isSaid && !isNamed, by: 'model', ...reason };
  };
  const found = criteria.map(isMet);
  const open = found.filter(({ met }) => !met).map(({ criterion }) => criterion);
  const ownWords = named.length > known.length ? named : open;
  return {
    criteria: found,
    remaining: open.length === 0 ? [] : ownWords,
    ...(answer.progress === undefined ? {} : { progress: answer.progress }),
  };
}

function unchecked(criteria: readonly string[], cause: CheckCause): Answer {
  const reason = errorText(cause);
  return {
    criteria: criteria.map((criterion) => ({ criterion, met: false, by: 'nobody', reason, cause })),
    remaining: criteria,
  };
}

function criterionOf(criterion: string, command: CommandEvidence | undefined): CheckedCriterion {
  if (command === undefined) return { criterion, met: false, by: 'nobody' };
  return { criterion, met: command.passed, by: 'command', command };
}

function commandText({ command, exitCode, output }: CommandEvidence): string {
  return `\`${command}\` ${exitCode === undefined ? 'did not run' : `ended with ${exitCode}`}:\n${output}`;
}
