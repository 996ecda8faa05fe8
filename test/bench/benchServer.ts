// A scripted model on loopback that adds as little time of its own as it can, and notes when requests come and answers end.
import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Scenario, ToolCall } from './scenarios';

/** Times are milliseconds of this process's clock. */
export interface Exchange {
  /** The request's headers arrived. */
  readonly requested: number;
  readonly bytes: number;
  /** The last byte of the answer was given to the system. */
  answered: number;
}

export interface BenchServer {
  /** Base URL of the Chat Completions format. */
  readonly url: string;
  /** Plays a scenario from its first turn. */
  play(scenario: Scenario): void;
  /** Exchanges since `play`. */
  readonly exchanges: readonly Exchange[];
  dispose(): Promise<void>;
}

export async function startBenchServer(): Promise<BenchServer> {
  let scenario: Scenario | undefined;
  let exchanges: Exchange[] = [];
  const server = createServer((request, response) => {
    const requested = performance.now();
    let bytes = 0;
    request.on('data', (chunk: Buffer) => (bytes += chunk.length));
    request.on('end', () => {
      if (!scenario) return response.writeHead(503).end();
      const exchange: Exchange = { requested, bytes, answered: Number.NaN };
      exchanges.push(exchange);
      return answer(response, scenario, exchanges.length - 1, () => (exchange.answered = performance.now()));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    play(next) {
      scenario = next;
      exchanges = [];
    },
    get exchanges() {
      return exchanges;
    },
    async dispose() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function answer(response: ServerResponse, scenario: Scenario, turn: number, onEnd: () => void): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.socket?.setNoDelay(true);
  if (turn < scenario.turns) sendCalls(response, scenario.calls(turn), turn);
  else sendText(response, scenario.deltas);
  response.write('data: [DONE]\n\n');
  response.end(onEnd);
}

function sendCalls(response: ServerResponse, calls: readonly ToolCall[], turn: number): void {
  calls.forEach((call, index) => {
    const id = `call_${turn}_${index}`;
    const text = JSON.stringify(call.args);
    send(response, {
      tool_calls: [{ index, id, type: 'function', function: { name: call.name, arguments: '' } }],
    });
    for (const part of [text.slice(0, text.length / 2), text.slice(text.length / 2)]) {
      send(response, { tool_calls: [{ index, function: { arguments: part } }] });
    }
  });
  send(response, {}, 'tool_calls');
}

function sendText(response: ServerResponse, deltas: number): void {
  for (let index = 0; index < deltas; index++) send(response, { content: `word${index} of the answer ` });
  send(response, {}, 'stop');
}

function send(response: ServerResponse, delta: object, finish: string | null = null): void {
  const chunk = {
    id: 'c',
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, finish_reason: finish }],
  };
  response.write(`data: ${JSON.stringify(chunk)}\n\n`);
}
