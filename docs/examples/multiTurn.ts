// A session remembers, also after streaming, and can be resumed by its id in another process.
import { Agent } from '../../src/core/index';
import type { AgentConfig } from '../../src/core/index';

export async function multiTurn(config: AgentConfig, folder: string): Promise<string> {
  const agent = await Agent.create(config);
  const session = agent.session(folder);

  await session.send('My name is Ada.');
  await (await session.stream('Remember it.')).result();
  await session.save();
  await session.dispose();

  const options = { permissionMode: 'readonly' } as const;
  const resumed = agent.resumeSession(session.sessionId, options);
  const result = await resumed.send('What is my name?');

  await agent.dispose();
  return result.text;
}
