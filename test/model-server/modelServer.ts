// A scripted model behind real HTTP on loopback. It speaks the wire formats of Anthropic Messages (`/v1/messages`), Chat Completions
// (`/v1/chat/completions`) and Responses (`/v1/responses`), and lists its models (`/v1/models`). It checks nothing: tests look at `requests`.
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { anthropicFrames } from './anthropicFormat';
import { chatFrames } from './chatFormat';
import { dataFrame, namedFrame } from './frame';
import type { FrameContext } from './frame';
import { responsesFrames } from './responsesFormat';
import type { ModelServerRequest, Script, ScriptedTurn, ScriptedUsage, WireFormat } from './script';
import { argumentText } from './script';

export interface ModelServerOptions {
  /** Default: a free one. */
  readonly port?: number;
  /** Ids answered by `/v1/models`. Default `scripted-model`. */
  readonly models?: readonly string[];
  /** Where set, any other key is answered with 401. */
  readonly apiKey?: string;
}

export interface ModelServer {
  /** `http://127.0.0.1:<port>`; the base URL of Anthropic clients. */
  readonly url: string;
  /** `url` with `/v1`; the base URL of OpenAI clients. */
  readonly openaiUrl: string;
  readonly port: number;
  /** Every request so far, in order. */
  readonly requests: readonly ModelServerRequest[];
  /** Replaces the script; a list starts from its first turn. */
  play(script: Script): void;
  /** Ends open answers and the server. */
  dispose(): Promise<void>;
}

const formats: Readonly<Record<string, WireFormat>> = {
  '/v1/messages': 'anthropic',
  '/v1/chat/completions': 'chat',
  '/v1/responses': 'responses',
};

/** Starts the server. A request after the last turn of a list is answered with a 400 that says so. */
export async function startModelServer(
  script: Script = [],
  options: ModelServerOptions = {},
): Promise<ModelServer> {
  const requests: ModelServerRequest[] = [];
  let current = script;
  let answers = 0;
  let ids = 0;
  const ended = new AbortController();

  async function handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const bytes = await readBody(incoming);
    const path = (incoming.url ?? '/').split('?')[0] ?? '/';
    const format = incoming.method === 'POST' ? formats[path] : undefined;
    const request: ModelServerRequest = {
      method: incoming.method ?? 'GET',
      path,
      format,
      headers: plainHeaders(incoming),
      body: parseBody(bytes),
      bodyBytes: bytes.length,
      clientPort: incoming.socket.remotePort ?? 0,
      abandoned: false,
    };
    requests.push(request);
    const gone = new AbortController();
    response.once('close', () => {
      request.abandoned = !response.writableFinished;
      gone.abort();
    });
    if (options.apiKey !== undefined && !hasKey(request, options.apiKey)) {
      sendError(
        response,
        401,
        errorBody(path, 'authentication_error', 'invalid x-api-key', 'invalid_api_key'),
      );
      return;
    }
    if (path === '/v1/models') {
      const data = (options.models ?? ['scripted-model']).map((id) => ({
        id,
        type: 'model',
        object: 'model',
        display_name: id,
        created_at: '2025-01-01T00:00:00Z',
        created: 0,
        owned_by: 'test',
      }));
      sendJson(response, 200, {
        object: 'list',
        data,
        has_more: false,
        first_id: data[0]?.id ?? null,
        last_id: data.at(-1)?.id ?? null,
      });
      return;
    }
    if (format === undefined) {
      sendError(response, 404, errorBody(path, 'not_found_error', `No such path: ${path}`));
      return;
    }
    const index = answers;
    answers += 1;
    const turn = typeof current === 'function' ? await current(request, index) : current[index];
    if (turn === undefined) {
      sendError(response, 400, errorBody(path, 'invalid_request_error', 'The script has no more turns.'));
      return;
    }
    const context: FrameContext = {
      model: typeof request.body.model === 'string' ? request.body.model : 'scripted-model',
      sequence: index + 1,
      newId: (prefix) => `${prefix}_${(ids += 1)}`,
      usageWanted: isUsageWanted(request.body),
    };
    await answer(turn, format, request, response, context, AbortSignal.any([gone.signal, ended.signal]));
  }

  const server = createServer((incoming, response) => {
    handle(incoming, response).catch((error: unknown) => {
      if (ended.signal.aborted || response.destroyed) return;
      if (response.headersSent) response.destroy();
      else sendError(response, 500, { error: { message: String(error) } });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const port = (server.address() as AddressInfo).port;
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    openaiUrl: `${url}/v1`,
    port,
    requests,
    play: (next) => {
      current = next;
      answers = 0;
    },
    dispose: async () => {
      ended.abort();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(
  turn: ScriptedTurn,
  format: WireFormat,
  request: ModelServerRequest,
  response: ServerResponse,
  context: FrameContext,
  signal: AbortSignal,
): Promise<void> {
  if (turn.latencyMs !== undefined && !(await pause(turn.latencyMs, signal))) return;
  const fault = turn.fault;
  if (typeof fault === 'object') {
    sendError(response, fault.status, fault.body ?? defaultErrorBody(fault.status), fault.headers);
    return;
  }
  const refused = (turn.quirks?.refuses ?? []).find((field) => field in request.body);
  if (refused !== undefined) {
    sendError(response, 400, {
      error: {
        message: `Unsupported parameter: '${refused}'`,
        type: 'invalid_request_error',
        param: refused,
        code: null,
      },
    });
    return;
  }
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
  });
  const whole = framesOf(turn, format, turn.usage ?? roughUsage(turn, request), context);
  const frames =
    fault === undefined
      ? whole
      : [...whole.slice(0, Math.ceil(whole.length / 2)), ...faultFrames(fault, format)];
  if (!(await sendFrames(frames, turn, response, signal))) return;
  if (fault === 'cut') {
    // Time for the client to read what was sent: a reset connection takes unread bytes with it.
    await pause(100, signal);
    response.destroy();
  } else if (fault === 'hang') await pause(2 ** 31 - 1, signal);
  else response.end();
}

function framesOf(
  turn: ScriptedTurn,
  format: WireFormat,
  usage: ScriptedUsage,
  context: FrameContext,
): string[] {
  if (format === 'anthropic') return anthropicFrames(turn, usage, context);
  return format === 'chat' ? chatFrames(turn, usage, context) : responsesFrames(turn, usage, context);
}

function faultFrames(fault: 'cut' | 'hang' | 'malformed' | 'error_event', format: WireFormat): string[] {
  if (fault === 'malformed')
    return format === 'chat' ? ['data: {"choices": [{"de\n\n'] : ['event: broken\ndata: {"type": \n\n'];
  if (fault !== 'error_event') return [];
  const error = { type: 'overloaded_error', message: 'Overloaded' };
  if (format === 'anthropic') return [namedFrame('error', { type: 'error', error })];
  if (format === 'chat') return [dataFrame({ error: { ...error, code: 529 } })];
  return [
    namedFrame('error', {
      type: 'error',
      code: 'server_error',
      message: 'Overloaded',
      param: null,
      sequence_number: 99,
    }),
  ];
}

/** False where the client went away or the server ended. */
async function sendFrames(
  frames: readonly string[],
  turn: ScriptedTurn,
  response: ServerResponse,
  signal: AbortSignal,
): Promise<boolean> {
  if (turn.chunkBytes !== undefined) {
    const bytes = Buffer.from(frames.join(''));
    for (let at = 0; at < bytes.length; at += turn.chunkBytes) {
      if (!(await write(response, bytes.subarray(at, at + turn.chunkBytes), signal))) return false;
      if (turn.deltaMs !== undefined && !(await pause(turn.deltaMs, signal))) return false;
    }
    return true;
  }
  for (const frame of frames) {
    if (!(await write(response, frame, signal))) return false;
    if (turn.deltaMs !== undefined && !(await pause(turn.deltaMs, signal))) return false;
  }
  return true;
}

async function write(
  response: ServerResponse,
  chunk: string | Buffer,
  signal: AbortSignal,
): Promise<boolean> {
  if (signal.aborted) return false;
  if (response.write(chunk)) return true;
  await new Promise<void>((resolve) => {
    const go = (): void => {
      response.off('drain', go);
      signal.removeEventListener('abort', go);
      resolve();
    };
    response.once('drain', go);
    signal.addEventListener('abort', go, { once: true });
  });
  return !signal.aborted;
}

/** False where the wait was ended by the signal. */
async function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await wait(ms, undefined, { signal });
    return true;
  } catch {
    // The only reason to fail is the signal.
    return false;
  }
}

async function readBody(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function parseBody(bytes: Buffer): Readonly<Record<string, unknown>> {
  if (bytes.length === 0) return {};
  return JSON.parse(bytes.toString('utf8')) as Record<string, unknown>;
}

function plainHeaders(incoming: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
}

function hasKey(request: ModelServerRequest, apiKey: string): boolean {
  return request.headers['x-api-key'] === apiKey || request.headers.authorization === `Bearer ${apiKey}`;
}

function isUsageWanted(body: Readonly<Record<string, unknown>>): boolean {
  const options = body.stream_options as { include_usage?: boolean } | undefined;
  return options?.include_usage === true;
}

function roughUsage(turn: ScriptedTurn, request: ModelServerRequest): ScriptedUsage {
  const calls = (turn.toolCalls ?? []).map(argumentText).join('');
  const output = (turn.text ?? '').length + (turn.thinking ?? '').length + calls.length;
  return { input: Math.ceil(request.bodyBytes / 4), output: Math.max(1, Math.ceil(output / 4)) };
}

function errorBody(path: string, type: string, message: string, code: string | null = null): object {
  return path === '/v1/messages'
    ? { type: 'error', error: { type, message } }
    : { error: { message, type, param: null, code } };
}

function defaultErrorBody(status: number): object {
  const type = status === 429 ? 'rate_limit_error' : status === 529 ? 'overloaded_error' : 'api_error';
  return { type: 'error', error: { type, message: `Scripted error ${status}` } };
}

function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

function sendError(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers?: Readonly<Record<string, string>>,
): void {
  if (typeof body === 'string') {
    response.writeHead(status, { 'content-type': 'text/html', ...headers });
    response.end(body);
    return;
  }
  sendJson(response, status, body, headers);
}
