// Names a session after its first run, by the small model. Only where a small model is chosen, and never over a name that was given.
import type { SideModel } from '../models/sideModel';
import type { LiveSession } from './liveSession';
import type { SessionEvent } from './sessionHub';
import { SESSION_TITLE_SYSTEM } from './sessionTitle.prompt';

export interface SessionTitlesOptions {
  readonly onEvent: (listener: (event: SessionEvent) => void) => { dispose(): void };
  readonly sideModel: Pick<SideModel, 'ask'>;
  /** The setting is on and a small model is chosen that can be asked. */
  readonly isWanted: () => boolean;
  readonly onError: (error: unknown) => void;
}

/** Characters of the prompt, and of the answer, that the model sees. */
const EXCERPT_LIMIT = 2_000;
const TITLE_LIMIT = 80;
const TIMEOUT_MS = 30_000;

/** Begins to name sessions; `dispose` ends it and what is under way. */
export function nameSessions(options: SessionTitlesOptions): { dispose(): void } {
  const stopped = new AbortController();
  const asked = new Set<string>();
  const listener = options.onEvent(({ session, event }) => {
    if (event.type !== 'end' || event.parentId !== undefined || event.stopReason === 'cancelled') return;
    if (asked.has(session.id) || !options.isWanted() || !isNameless(session)) return;
    const prompt = firstExchange(session);
    if (prompt === undefined) return;
    asked.add(session.id);
    const signal = AbortSignal.any([stopped.signal, AbortSignal.timeout(TIMEOUT_MS)]);
    name(session, prompt, options.sideModel, signal).catch((error: unknown) => {
      if (!stopped.signal.aborted) options.onError(error);
    });
  });
  return {
    dispose: () => {
      stopped.abort();
      listener.dispose();
    },
  };
}

/** One line without quotes and full stop, at most 80 characters; undefined when nothing is left. */
export function cleanTitle(answer: string): string | undefined {
  const line = answer.trim().split('\n', 1)[0] ?? '';
  const plain = line
    .replace(/^#+\s*/, '')
    .replace(/^["'“”`*]+|["'“”`*.]+$/g, '')
    .trim()
    .slice(0, TITLE_LIMIT);
  return plain === '' ? undefined : plain;
}

async function name(
  session: LiveSession,
  prompt: string,
  sideModel: Pick<SideModel, 'ask'>,
  signal: AbortSignal,
): Promise<void> {
  const question = { system: SESSION_TITLE_SYSTEM, prompt, maxOutputTokens: 200 };
  const title = cleanTitle(await sideModel.ask(question, signal));
  // The person may have been quicker.
  if (title !== undefined && isNameless(session)) await session.api.rename(title);
}

function isNameless({ view, access }: LiveSession): boolean {
  return !view.isTitleGiven && access === 'owner';
}

/** The first prompt and answer of a session of one run; undefined for any other. */
function firstExchange({ view }: LiveSession): string | undefined {
  const runs = view.runs.filter((run) => run.state !== 'notes');
  const [run] = runs;
  if (run === undefined || runs.length > 1) return undefined;
  const prompt = run.items.find((item) => item.kind === 'prompt');
  const answer = run.items.findLast((item) => item.kind === 'answer');
  if (prompt === undefined) return undefined;
  const asked = `The person: ${prompt.text.slice(0, EXCERPT_LIMIT)}`;
  return answer === undefined ? asked : `${asked}\n\nThe agent: ${answer.text.slice(0, EXCERPT_LIMIT)}`;
}
