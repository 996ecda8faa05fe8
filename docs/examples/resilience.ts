// What happens when things go wrong: attempts for each model call, answers with broken arguments, slow tools, and limits of a run.
import { Agent } from '../../src/core/index';
import type { AgentConfig, AgentResult } from '../../src/core/index';

export async function resilience(config: AgentConfig, folder: string): Promise<AgentResult> {
  const agent = await Agent.create(config);
  const session = agent.session(folder, {
    circuitBreakerThreshold: 5,
    maxParseRetries: 3,
    toolTimeoutMs: 30_000,
    limits: { turns: 20, cost: 0.5, minutes: 10 },
  });

  const result = await session.send('Fix the failing test');
  await agent.dispose();
  return result;
}
