// Streams runs into a session until it is killed. What it is about to log it first writes down in a file of its own,
// synchronously, so that the test knows what a kill may have lost.
import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AgentEvent, AgentEventBody } from '../../../src/core/events/agentEvent';
import { createEventLog } from '../../../src/core/session/eventLog';
import { createFileSessionStore } from '../../../src/core/session/fileSessionStore';
import { foldHistory } from '../../../src/core/session/historyFold';
import { createRuntime } from '../../../src/core/session/runtime';
import {
  answer,
  end,
  header,
  message,
  results,
  start,
  text,
  toolCall,
  toolEnd,
  toolRun,
  user,
} from './logFixture';

const [dir = '', sessionId = '', record = ''] = process.argv.slice(2);
const store = createFileSessionStore(dir);
if ((await store.acquire(sessionId)) === undefined)
  throw new Error('The session of a dead process is still owned.');
const stored = await store.load(sessionId);
let seq = stored === undefined ? 0 : foldHistory(stored.events).seq;
const eventLog = createEventLog(store, {
  header: header(sessionId),
  exists: stored !== undefined,
  runtime: createRuntime(),
  onFailure: (operation, error) => {
    throw new Error(`${operation} failed`, { cause: error });
  },
});

let runId = '';
const emit = (body: AgentEventBody): void => {
  if (body.type === 'start') runId = `run-${seq}`;
  const event: AgentEvent = { ...body, sessionId, runId, seq: (seq += 1), time: Date.now() };
  appendFileSync(record, `${JSON.stringify(event)}\n`);
  eventLog.append(event);
};

// Nothing is left running when the test itself dies.
process.stdin.resume().once('end', () => process.exit());
process.stdout.write('ready\n');
for (let run = 1; ; run += 1) {
  emit(start(`Prompt ${run}`));
  emit(message(user(`Prompt ${run}`)));
  for (let turn = 1; turn <= 2; turn += 1) {
    emit({ type: 'turn_start', turn });
    let streamed = '';
    for (let delta = 0; delta < 200; delta += 1) {
      const words = `run ${run} turn ${turn} ä€😀 ${delta}\n`;
      streamed += words;
      emit(text(words));
      await sleep(3);
    }
    const ids = [`${run}-${turn}-a`, `${run}-${turn}-b`];
    emit(message(answer(streamed, ...ids.map((id) => toolCall(id)))));
    for (const id of ids) {
      emit(toolRun(id));
      for (let delta = 0; delta < 5; delta += 1) {
        emit({ type: 'tool_output_delta', toolId: id, toolName: 'bash', delta: `line ${delta}\n` });
        await sleep(3);
      }
      emit(toolEnd(id, 'line\n'.repeat(5)));
    }
    emit(message(results(...ids.map((id) => [id, 'line\n'.repeat(5)] as const))));
  }
  emit(end('done'));
}
