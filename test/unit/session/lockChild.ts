// Takes a session lock on request and keeps it: `path staleMs heartbeatMs`. Prints what it got, then what happens to it.
import { createInterface } from 'node:readline';
import { acquireSessionLock } from '../../../src/core/session/sessionLock';

const [path = '', staleMs = '', heartbeatMs = ''] = process.argv.slice(2);
const options = { staleMs: Number(staleMs), heartbeatMs: Number(heartbeatMs) };

process.stdout.write('ready\n');
for await (const line of createInterface(process.stdin)) {
  const lock = await acquireSessionLock(path, { ...options, takeOver: line === 'take' });
  process.stdout.write(lock === undefined ? 'none\n' : 'got\n');
  lock?.lost.addEventListener('abort', () => process.stdout.write('lost\n'));
}
