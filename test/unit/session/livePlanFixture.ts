// A session with a plan of three small files, worked on by a scripted model.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { ModelRequest } from '../../../src/core/model/languageModel';
import { createPlan } from '../../../src/core/plan/createPlan';
import type { Plan, StepSpec } from '../../../src/core/plan/plan';
import { Agent } from '../../../src/core/session/agent';
import type { SessionApi } from '../../../src/core/session/sessionApi';
import { createScriptedModel } from './scriptedModel';
import type { ScriptedTurn } from './scriptedModel';
import { openSession, temporaryFolder } from './sessionFixture';
import type { OpenedSession } from './sessionFixture';

export const STEPS: readonly StepSpec[] = [
  { id: 'a', description: 'Write a.txt' },
  { id: 'b', description: 'Write b.txt' },
  { id: 'c', description: 'Write c.txt', dependsOn: ['a'] },
];
export const clock = { now: () => Date.UTC(2026, 0, 2), newId: () => 'plan-1' };
export const planOf = (steps = STEPS): Plan =>
  createPlan({ goal: 'Three files', steps, strategy: 'waves', status: 'ready' }, clock);

const asked = ({ messages }: ModelRequest): string => {
  const first = messages.find(({ role }) => role === 'user');
  return first?.role === 'user'
    ? first.content.map((part) => (part.type === 'text' ? part.text : '')).join('\n')
    : '';
};
/** Each step writes its file; what `said` gives for a step goes first. */
export const working =
  (said: (step: string, request: ModelRequest) => ScriptedTurn | undefined = () => undefined) =>
  (request: ModelRequest): ScriptedTurn => {
    const name = /Step \d+ of \d+: Write (\w+)\.txt/.exec(asked(request))?.[1];
    if (name === undefined) return { text: 'All is said.' };
    const first = said(name, request);
    if (first !== undefined) return first;
    return request.messages.at(-1)?.role === 'tool'
      ? { text: `Wrote ${name}.` }
      : { calls: [{ id: 'call_1', name: 'write', input: { file_path: `${name}.txt`, content: name } }] };
  };
export const always = (turn: (request: ModelRequest) => ScriptedTurn) =>
  Array.from({ length: 60 }, () => turn);

export async function openWithPlans(
  turn = working(),
  options: Partial<Parameters<typeof openSession>[0]> = {},
) {
  const sessionsDir = await temporaryFolder();
  return openSession({ permissive: true, turns: always(turn), config: { sessionsDir }, ...options });
}
export const states = ({ plan }: SessionApi): string =>
  plan.current?.steps.map(({ id, status }) => `${id} ${status}`).join(', ') ?? 'no plan';
export const textOf = ({ root }: OpenedSession, name: string): Promise<string> =>
  readFile(join(root, name), 'utf8');
export const isThere = ({ root }: OpenedSession, name: string): boolean => existsSync(join(root, name));

/** The same session in another process. */
export async function reopen({ session, root }: OpenedSession, sessionsDir: string, turn = working()) {
  const model = createScriptedModel(always(turn));
  const agent = await Agent.create({ defaultModel: 'test/scripted', models: [model], sessionsDir });
  onTestFinished(() => agent.dispose());
  const resumed = agent.resumeSession(session.sessionId, { cwd: root, permissive: true });
  await resumed.ready;
  return resumed;
}
