// What is known of the goal of a session: a fold over its events, the same live, from the log, and in a view. The goal is open until a
// check found every criterion met; what changed files since then makes the check stale.
import type { AgentEvent } from '../events/agentEvent';
import { staleFiles } from './evidence';
import type { FileVersions, TreeState } from './evidence';
import type { AgentGoal, CheckedCriterion, PlanEventBody } from './planEvent';

export interface GoalTrail {
  /** Absent: no goal yet. */
  readonly goal?: AgentGoal;
  /** Of the last plan, whether or not it has a goal. */
  readonly prompt?: string;
  /** The prompt that the goal was taken from. */
  readonly task?: string;
  /** Of the last check; empty before it. */
  readonly criteria: readonly CheckedCriterion[];
  /** Criteria that the last check found open, in its words; before it, all. */
  readonly remaining: readonly string[];
  /** Milliseconds since the epoch; absent: not checked. */
  readonly checkedAt?: number;
  /** The files that were changed for the goal, as they were at the check. */
  readonly tree?: TreeState;
  /** Something changed since the check. */
  readonly isStale: boolean;
}

export const NO_GOAL: GoalTrail = { criteria: [], remaining: [], isStale: false };

/** The same trail where the event says nothing of it. */
export function followGoal(trail: GoalTrail, event: AgentEvent): GoalTrail {
  const { goal } = trail;
  switch (event.type) {
    case 'planning_start':
      return { ...trail, prompt: event.prompt };
    case 'goal_extracted': {
      const { prompt } = trail;
      const task = prompt === undefined ? {} : { prompt, task: prompt };
      // A goal that goes on keeps the moment in which it came to be.
      return goal?.createdAt === event.goal.createdAt
        ? { ...trail, ...task, goal: event.goal, isStale: trail.checkedAt !== undefined }
        : { ...NO_GOAL, ...task, goal: event.goal, remaining: event.goal.successCriteria };
    }
    case 'goal_progress':
      return goal === undefined ? trail : { ...trail, goal: { ...goal, progress: event.progress } };
    case 'goal_checked': {
      if (goal === undefined) return trail;
      const { achieved, progress, criteria, remaining, tree } = event;
      const { achievedAt: _before, ...open } = goal;
      const reached = achieved ? { achievedAt: event.time } : {};
      return {
        ...trail,
        goal: { ...open, achieved, progress, ...reached },
        criteria,
        remaining,
        tree,
        checkedAt: event.time,
        isStale: false,
      };
    }
    case 'goal_stale':
      return goal === undefined ? trail : { ...trail, isStale: true };
    case 'history_cleared':
      return NO_GOAL;
    default:
      return trail.checkedAt !== undefined && !trail.isStale && changesFiles(event)
        ? { ...trail, isStale: true }
        : trail;
  }
}

/** What to say where files that the last check was about are not as they were; undefined where nothing is new. */
export function staleGoal(
  { goal, tree, isStale }: GoalTrail,
  now: FileVersions,
): Extract<PlanEventBody, { readonly type: 'goal_stale' }> | undefined {
  if (goal === undefined || tree === undefined || isStale) return undefined;
  const paths = staleFiles({ tree }, now);
  return paths.length === 0 ? undefined : { type: 'goal_stale', goal: goal.description, paths };
}

function changesFiles(event: AgentEvent): boolean {
  switch (event.type) {
    case 'step_end':
      return event.result.files.length > 0 || (event.result.filesLeftOut ?? []).length > 0;
    case 'files_restored':
      return event.restored.length > 0;
    case 'rollback_end':
      return event.undone.length > 0;
    case 'tool_end': {
      const { details } = event;
      if (details?.type === 'diff') return event.outcome === 'done' && details.files.length > 0;
      return details?.type === 'command' && (details.changedFiles ?? []).length > 0;
    }
    default:
      return false;
  }
}
