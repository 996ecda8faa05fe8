// Which tools a planner may call. It plans and does not act through others: whoever starts further agents, and what belongs to the one that
// carries the plan out, is taken out of the list that its model is sent (planners spec 3.3).
import type { PlanningOptions } from '../plan/planOptions';
import type { Tool } from '../tools/tool';

/** Names that the seeds give to such tools. */
const NEVER =
  /^(?:spawn_self|spawn_subagent|invoke_agent|wait_for_agent|wait_all_agents|get_agent_state|get_all_agent_states|clear_agent_history|retrieve_artifact|task|agent|(?:\w+_)?todos?(?:_\w+)?|(?:\w+_)?knowledge|read_context_file)$/;

export function isPlannerTool(tool: Tool, access: PlanningOptions['toolAccess']): boolean {
  if (access === 'none' || tool.notForPlanner === true || NEVER.test(tool.name)) return false;
  return access === 'all' || tool.lane === 'query';
}
