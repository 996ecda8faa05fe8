// Opens a session over a temporary folder with a scripted model.
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { AgentEvent } from '../../../src/core/events/agentEvent';
import { Agent } from '../../../src/core/session/agent';
import type { SessionApi } from '../../../src/core/session/sessionApi';
import type { AgentConfig, SessionOptions } from '../../../src/core/session/sessionOptions';
import { createScriptedModel } from './scriptedModel';
import type { ScriptedModel } from './scriptedModel';

export interface OpenedSession {
  readonly agent: Agent;
  readonly session: SessionApi;
  readonly model: ScriptedModel;
  /** Root of the workspace. */
  readonly root: string;
  /** Every event so far. */
  readonly events: readonly AgentEvent[];
}

export interface OpenOptions extends SessionOptions {
  readonly turns: Parameters<typeof createScriptedModel>[0];
  readonly files?: Readonly<Record<string, string>>;
  readonly config?: AgentConfig;
}

export async function openSession({
  turns,
  files = {},
  config,
  ...options
}: OpenOptions): Promise<OpenedSession> {
  const root = await temporaryFolder(files);
  const model = createScriptedModel(turns);
  const agent = await Agent.create({ defaultModel: 'test/scripted', models: [model], ...config });
  const session = agent.session(root, options);
  onTestFinished(() => agent.dispose());
  const events: AgentEvent[] = [];
  session.onEvent((event) => events.push(event));
  return { agent, session, model, root, events };
}

/** A folder that is removed when the test has ended. */
export async function temporaryFolder(files: Readonly<Record<string, string>> = {}): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'planwright-test-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), content);
  }
  return root;
}

/** Resolves with the first event of this type, past or future. */
export function nextEvent<Type extends AgentEvent['type']>(
  { session, events }: Pick<OpenedSession, 'session' | 'events'>,
  type: Type,
): Promise<Extract<AgentEvent, { type: Type }>> {
  type Found = Extract<AgentEvent, { type: Type }>;
  const past = events.find((event) => event.type === type);
  if (past !== undefined) return Promise.resolve(past as Found);
  return new Promise((resolve) => {
    const unsubscribe = session.onEvent((event) => {
      if (event.type !== type) return;
      unsubscribe();
      resolve(event as Found);
    });
  });
}
