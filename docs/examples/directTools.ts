// Tools without a model. They ask nobody: your own code has decided. Paths still stay inside the workspace.
import { Agent } from '../../src/core/index';
import type { AgentConfig } from '../../src/core/index';

export async function directTools(config: AgentConfig, folder: string) {
  const agent = await Agent.create(config);
  const session = agent.session(folder);

  const content = await session.readFile('src/cart.js');
  const output = await session.bash('node --version');
  const files = await session.glob('**/*.js');
  const matches = await session.grep('roundToCent');
  const result = await session.tool('edit', {
    file_path: 'src/cart.js',
    old_string: 'Math.floor(amount * 100)',
    new_string: 'Math.round(amount * 100)',
  });

  await agent.dispose();
  return { content, output, files, matches, result };
}
