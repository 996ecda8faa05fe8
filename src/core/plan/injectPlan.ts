// How a text plan reaches whoever carries it out (planners spec 3.4). The words are a published contract. Texts are put in literally.

/** For a task given as text: it takes the place of the user's text. The task stays as it is, the plan is trimmed. */
export function taskWithPlan(task: string, plan: string): string {
  return `Original task:\n${task}\n\nPlanner output:\n${plan.trim()}\n\nUse the planner output while completing the task.`;
}

/** For a task with pictures: a system message right before it. */
export function planBeforeTask(plan: string): string {
  return `Planner output:\n${plan.trim()}\n\nUse the planner output while responding to the next user task.`;
}
