// From the body of a streamed answer to model parts: what the three wire formats have in common.
import type { ModelPart } from './languageModel';
import { mergePart } from './mergeParts';
import { cutOff } from './providerError';
import { openSseSource } from './sseEvents';
import type { SseEvent, SseSource } from './sseEvents';

/** Turns the events of one answer into parts, which it gives to the function it was made with. */
export interface AnswerReader {
  /** Takes the JSON of the next event. Throws where the answer fails. */
  read(data: unknown): void;
  /** True once the answer is whole: what goes wrong from then on (a strange last event, a closed socket) takes nothing from it. */
  isComplete(): boolean;
  /** The stream ended: gives the last parts. Throws a `ModelError` where that was too early. */
  end(): void;
}

/** An error that the provider sent inside the stream, in the shape of the errors of the SDKs. */
export class StreamedError extends Error {
  override readonly name = 'StreamedError';
  readonly error: unknown;
  readonly headers: Headers;

  /** `error` is what the provider sent, parsed where it could be. */
  constructor(error: unknown, headers: Headers) {
    super('The provider sent an error inside the answer.');
    this.error = error;
    this.headers = headers;
  }
}

/** Milliseconds that a server has to close the stream after its last event. */
const closeTimeoutMs = 250;

/**
 * Reads an answer: one list of parts for each chunk of the network, as soon as it is there. Deltas that follow each other in a chunk are one
 * part. What came before a failure is given before it is thrown. `modelName` is `provider/model`.
 */
export async function* readAnswer(
  { body, headers }: Response,
  modelName: string,
  createReader: (give: (part: ModelPart) => void) => AnswerReader,
): AsyncGenerator<readonly ModelPart[]> {
  let parts: ModelPart[] = [];
  const reader = createReader((part) => mergePart(parts, part));
  const source = body === null ? undefined : openSseSource(body);
  try {
    for (let isOver = false; !isOver;) {
      let failure: { readonly error: unknown } | undefined;
      try {
        isOver = await readChunk(source, reader, { headers, modelName });
      } catch (error) {
        failure = { error };
      }
      if (parts.length > 0) yield parts;
      parts = [];
      if (failure !== undefined) throw failure.error;
    }
    if (source !== undefined) await closed(source);
  } finally {
    source?.cancel();
  }
}

interface AnswerContext {
  readonly headers: Headers;
  readonly modelName: string;
}

/** Reads what comes next, and gives the end of the answer once nothing more comes: then it returns true. */
async function readChunk(
  source: SseSource | undefined,
  reader: AnswerReader,
  context: AnswerContext,
): Promise<boolean> {
  let isOver = true;
  try {
    const events = await source?.next();
    isOver = events === undefined || events.some((event) => isLast(event, reader, context));
  } catch (error) {
    if (!reader.isComplete()) throw error;
  }
  if (isOver) reader.end();
  return isOver;
}

/** Hands the event to the reader, or returns true where it only says that the answer is over. */
function isLast(
  { name, data, isOpen }: SseEvent,
  reader: AnswerReader,
  { headers, modelName }: AnswerContext,
): boolean {
  const text = data.trim();
  if (text === '' && isOpen !== true) return false;
  if (text.toLowerCase() === '[done]') return true;
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    if (isOpen === true) throw cutOff(modelName);
    throw name === 'error' ? new StreamedError(text, headers) : error;
  }
  if (typeof parsed !== 'object' || parsed === null) throw new SyntaxError('An event is not an object.');
  const error = 'error' in parsed ? parsed.error : undefined;
  if (error) throw new StreamedError(error, headers);
  if (name === 'error') throw new StreamedError(parsed, headers);
  reader.read(parsed);
  return false;
}

/** Waits a moment for the end of the stream: a connection that is cut before it cannot be used for the next request. */
async function closed(source: SseSource): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, closeTimeoutMs);
  });
  try {
    while ((await Promise.race([source.next(), timeout])) !== undefined);
  } catch {
    // The answer is whole; how its connection ends is of no interest.
  } finally {
    clearTimeout(timer);
  }
}
