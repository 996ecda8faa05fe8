// Several sessions at once, in one process.
import { Agent } from '../../src/core/index';
import type { AgentConfig } from '../../src/core/index';

export async function severalSessions(config: AgentConfig, folder: string): Promise<readonly string[]> {
  const agent = await Agent.create(config);
  const prompts = ['Explain auth module', 'Explain the tests', 'Explain the build'];

  const results = await Promise.all(prompts.map((prompt) => agent.session(folder).send(prompt)));

  await agent.dispose();
  return results.map((result) => result.text);
}
