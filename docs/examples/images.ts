// A picture along with the prompt.
import { readFile } from 'node:fs/promises';
import { Agent } from '../../src/core/index';
import type { AgentConfig } from '../../src/core/index';

export async function images(config: AgentConfig, folder: string, screenshot: string): Promise<string> {
  const agent = await Agent.create(config);
  const session = agent.session(folder);
  const image = { data: await readFile(screenshot), mediaType: 'image/png' } as const;

  const result = await session.sendWithAttachments("What's in this screenshot?", [image]);
  console.log(result.text);

  const stream = await session.streamWithAttachments('Describe', [image]);
  for await (const event of stream) {
    if (event.type === 'text_delta') process.stdout.write(event.text);
  }

  await agent.dispose();
  return result.text;
}
