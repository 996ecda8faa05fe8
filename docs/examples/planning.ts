// A plan before the work, watched as it is made and carried out; and a plan in the hand: shown, tried out, carried out.
import { Agent, Planner } from '../../src/core/index';
import type { AgentConfig } from '../../src/core/index';

export async function planning(config: AgentConfig, folder: string): Promise<string> {
  const agent = await Agent.create(config);
  const session = agent.session(folder, { planning: true, goalTracking: true });

  const stream = await session.stream('Refactor and test the auth module');
  for await (const event of stream) {
    if (event.type === 'planning_start') {
      console.log(`📋 Planning: ${event.prompt}`);
    } else if (event.type === 'plan_ready') {
      console.log(`Plan (${event.steps.length} steps):`);
      event.steps.forEach((step, index) => console.log(`  ${index + 1}. ${step}`));
    } else if (event.type === 'end') {
      break;
    }
  }
  const { text } = await stream.result();

  await agent.dispose();
  return text;
}

export async function planInHand(config: AgentConfig, folder: string): Promise<string> {
  const agent = await Agent.create(config);
  const planner = new Planner({ session: agent.session(folder, { permissionMode: 'auto' }) });

  const plan = await planner.create('Add tagging to the blog');
  console.log(plan.summary);
  const preview = await planner.execute(plan, { dryRun: true });
  for (const step of preview.stepResults) console.log(`Would: ${step.description}\n${step.diff ?? ''}`);
  const result = await planner.execute(plan);

  await agent.dispose();
  return `Completed: ${result.completedSteps}/${result.totalSteps}`;
}
