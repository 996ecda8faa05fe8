// A session that runs one command until its process is killed. Arguments: workspace folder, folder of sessions, session, command line; the
// command prints `worked` when it has done its part, and this says so.
import { Agent } from '../../../src/core/session/agent';
import { createScriptedModel } from '../session/scriptedModel';

const [root = '', sessionsDir = '', sessionId = '', command = ''] = process.argv.slice(2);
const model = createScriptedModel([{ calls: [{ name: 'bash', input: { command } }] }]);
const agent = await Agent.create({ defaultModel: 'test/scripted', models: [model], sessionsDir });
// Nothing is left running when the test itself dies.
process.stdin.resume().once('end', () => process.exit());
const session = agent.session(root, { sessionId, permissive: true });
let output = '';
session.onEvent((event) => {
  if (event.type !== 'tool_output_delta' || output.includes('worked')) return;
  output += event.delta;
  if (output.includes('worked')) process.stdout.write('worked\n');
});
await session.send('Go');
process.stdout.write('ended\n');
