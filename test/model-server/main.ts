// The scripted model as a program, for tests that start other programs: `main <script.json> [port]`. The file holds a list of turns
// (see script.ts). Prints its base URL as the first line and runs until it is ended.
import { readFile } from 'node:fs/promises';
import { startModelServer } from './modelServer';
import type { ScriptedTurn } from './script';

const [scriptFile, port] = process.argv.slice(2);
if (scriptFile === undefined) {
  process.stderr.write('Usage: main <script.json> [port]\n');
  process.exit(2);
}
const turns = JSON.parse(await readFile(scriptFile, 'utf8')) as ScriptedTurn[];
const server = await startModelServer(turns, port === undefined ? {} : { port: Number(port) });
process.stdout.write(`${server.url}\n`);
const stop = (): void => void server.dispose();
process.once('SIGINT', stop);
process.once('SIGTERM', stop);
