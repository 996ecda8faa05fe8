// Who the agent is and how it answers, without losing how it works.
import { Agent } from '../../src/core/index';
import type { AgentConfig } from '../../src/core/index';

export async function promptSlots(config: AgentConfig, folder: string): Promise<void> {
  const agent = await Agent.create(config);
  const session = agent.session(folder, {
    role: 'You are a TypeScript expert',
    guidelines: 'Use strict mode. Prefer interfaces over types.',
    responseStyle: 'Be concise. Use bullet points.',
    extra: 'This project uses tokio and axum.',
  });

  await session.send('Explain auth module');
  await agent.dispose();
}
