// Watching an answer arrive. The last event of a run is `end` or `error`.
import { Agent } from '../../src/core/index';
import type { AgentConfig } from '../../src/core/index';

export async function streaming(config: AgentConfig, folder: string): Promise<string> {
  const agent = await Agent.create(config);
  const session = agent.session(folder);
  let last = '';

  const stream = await session.stream('Refactor auth');
  for await (const event of stream) {
    if (event.type === 'text_delta') process.stdout.write(event.text);
    last = event.type;
  }

  await agent.dispose();
  return last;
}
