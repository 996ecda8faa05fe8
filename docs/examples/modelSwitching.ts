// Another model for one session, and a switch in the middle of a conversation that keeps its history.
import { Agent } from '../../src/core/index';
import type { AgentConfig } from '../../src/core/index';

export async function modelSwitching(config: AgentConfig, folder: string): Promise<readonly string[]> {
  const agent = await Agent.create(config);
  const session = agent.session(folder, { model: 'anthropic/claude-sonnet-4-20250514', temperature: 0.2 });
  const first = session.model;

  await session.send('Explain auth module');
  await session.setModel('openai/gpt-4o');
  await session.send('And the tests?');

  await agent.dispose();
  return [first, session.model];
}
