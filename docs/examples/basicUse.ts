// One prompt, one answer. `agent.create` takes where the models are; the session is bound to a folder.
import { Agent } from '../../src/core/index';
import type { AgentConfig, AgentResult } from '../../src/core/index';

export async function basicUse(config: AgentConfig, folder: string): Promise<AgentResult> {
  const agent = await Agent.create(config);
  const session = agent.session(folder);

  const result = await session.send('What files handle authentication?');
  console.log(result.text);
  console.log(`Tool calls: ${result.toolCallsCount}`);

  await agent.dispose();
  return result;
}
