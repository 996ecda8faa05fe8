// The part of the fold that is about the goal that a plan is for: its criteria, when they were checked, and what made that stale.
import type { AgentEvent } from '../core/events/agentEvent';
import type { PlanGoalView, PlanView } from './planMessages';

/** Folds what an event says of the goal; the view is returned unchanged when that is nothing. */
export function foldGoal(view: PlanView, event: AgentEvent): PlanView {
  if (event.type === 'goal_extracted') {
    const { goal, time } = event;
    // A goal that goes on keeps what its last check found, until the next one.
    const goesOn = view.goal?.createdAt === goal.createdAt ? view.goal : undefined;
    const { checkedAt } = goesOn ?? {};
    return {
      ...view,
      goal: {
        ...goal,
        foundAt: time,
        criteria: goesOn?.criteria ?? [],
        remaining: goesOn?.remaining ?? goal.successCriteria,
        isStale: checkedAt !== undefined,
        ...(checkedAt === undefined ? {} : { checkedAt }),
      },
    };
  }
  const { goal } = view;
  if (goal === undefined) return view;
  const changed = foldIntoGoal(goal, event);
  return changed === goal ? view : { ...view, goal: changed };
}

function foldIntoGoal(goal: PlanGoalView, event: AgentEvent): PlanGoalView {
  switch (event.type) {
    case 'goal_progress':
      return { ...goal, progress: Math.max(0, Math.min(1, event.progress)) };
    case 'goal_checked': {
      const { achieved, progress, criteria, remaining } = event;
      const { achievedAt: _, ...open } = goal;
      return {
        ...open,
        ...(achieved ? { achievedAt: event.time } : {}),
        achieved,
        progress,
        criteria: criteria.map(({ criterion, met, by, reason, cause, command }) => ({
          criterion,
          met,
          by,
          ...(reason === undefined ? {} : { reason }),
          ...(cause === undefined ? {} : { cause }),
          ...(command === undefined ? {} : { command: command.command }),
        })),
        remaining,
        checkedAt: event.time,
        isStale: false,
      };
    }
    case 'goal_achieved':
      return {
        ...goal,
        progress: 1,
        achieved: true,
        achievedAt: event.time,
        remaining: [],
        checkedAt: event.time,
        isStale: false,
      };
    default:
      return goal.checkedAt !== undefined && !goal.isStale && makesStale(event)
        ? { ...goal, isStale: true }
        : goal;
  }
}

function makesStale(event: AgentEvent): boolean {
  switch (event.type) {
    case 'goal_stale':
      return true;
    case 'files_restored':
      return event.restored.length > 0;
    case 'rollback_end':
      return event.undone.length > 0;
    case 'step_end':
      return event.result.files.length > 0 || (event.result.filesLeftOut ?? []).length > 0;
    case 'tool_end': {
      const { details } = event;
      if (details?.type === 'diff') return event.outcome === 'done' && details.files.length > 0;
      return details?.type === 'command' && (details.changedFiles ?? []).length > 0;
    }
    default:
      return false;
  }
}
