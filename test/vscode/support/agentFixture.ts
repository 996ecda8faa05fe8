// The extension under test, set up to ask a scripted model over real HTTP, and a few moves that every suite makes.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { AgentEvent, AgentEventOf, AgentEventType } from '../../../src/core/events/agentEvent';
import type { HostTestApi } from '../../../src/host/extension';
import type { BootstrapTestApi } from '../../../src/host/hostModule';
import type { LiveSession } from '../../../src/host/sessions/liveSession';
import { startModelServer } from '../../model-server/modelServer';
import type { ModelServer } from '../../model-server/modelServer';

/** A key that must never show up in an event or a log. */
export const SECRET_KEY = 'sk-scripted-0123456789abcdef';
export const MODEL = 'scripted/scripted-model';

export interface AgentFixture {
  readonly server: ModelServer;
  readonly host: HostTestApi;
  readonly extension: vscode.Extension<unknown>;
  /** A new, empty session on the screen. */
  newSession(): Promise<LiveSession>;
  dispose(): Promise<void>;
}

export type WireApi = 'anthropic' | 'chat' | 'responses';

export async function createAgentFixture(api: WireApi = 'anthropic'): Promise<AgentFixture> {
  const extension = vscode.extensions.getExtension('planwright.planwright');
  assert(extension, 'planwright.planwright is not installed');
  const bootstrap = (await extension.activate()) as BootstrapTestApi;
  const host = (await bootstrap.loadHost()) as HostTestApi;
  const server = await startModelServer([], { apiKey: SECRET_KEY });
  const baseUrl = api === 'anthropic' ? server.url : server.openaiUrl;
  await setting('providers', { scripted: { baseUrl, api } });
  await setting('model', MODEL);
  await host.secrets.store('key:scripted', SECRET_KEY);
  await host.settled();
  return {
    server,
    host,
    extension,
    newSession: async () => {
      const session = await host.hub.newSession(MODEL);
      assert.equal(session.api.model, MODEL);
      return session;
    },
    dispose: async () => {
      for (const session of host.hub.open) await session.stop();
      await host.secrets.delete('key:scripted');
      for (const key of ['providers', 'model', 'permissions.allow', 'permissionMode'])
        await setting(key, undefined);
      await host.settled();
      await server.dispose();
    },
  };
}

/** Sets one of our settings for the person. */
export async function setting(key: string, value: unknown): Promise<void> {
  await vscode.workspace.getConfiguration('planwright').update(key, value, vscode.ConfigurationTarget.Global);
}

/** Waits for the next event of a type. */
export function nextEvent<Type extends AgentEventType>(
  session: LiveSession,
  type: Type,
): Promise<AgentEventOf<Type>> {
  return new Promise((resolve) => {
    const unsubscribe = session.api.onEvent((event: AgentEvent) => {
      if (event.type !== type) return;
      unsubscribe();
      resolve(event as AgentEventOf<Type>);
    });
  });
}

/** Sends a prompt and waits for the end of its run. */
export async function runToEnd(session: LiveSession, prompt: string): Promise<AgentEventOf<'end'>> {
  const ended = Promise.race([nextEvent(session, 'end'), nextEvent(session, 'error')]);
  await session.submit(prompt);
  const event = await ended;
  assert.equal(event.type, 'end', JSON.stringify(event));
  await eventually(() => !session.isBusy);
  return event;
}

/** Answers every question of the session the same way from now on. Returns how many there were so far, and a way to end it. */
export function answerAll(
  session: LiveSession,
  answer: Parameters<LiveSession['api']['confirm']>[1],
): { readonly count: () => number; readonly stop: () => void } {
  let count = 0;
  const stop = session.api.onEvent((event) => {
    if (event.type !== 'confirmation_required') return;
    count += 1;
    setTimeout(() => session.api.confirm(event.toolId, answer), 0);
  });
  return { count: () => count, stop };
}

/** The conversation of a request as JSON, without system prompt and tools. */
export function conversation(fixture: AgentFixture, index: number): string {
  const { messages, input } = fixture.server.requests[index]?.body ?? {};
  return JSON.stringify(messages ?? input ?? []);
}

/** Fails with a short message instead of the whole text. */
export function assertHas(text: string, pattern: RegExp): void {
  assert(pattern.test(text), `${pattern} is not in: …${text.slice(-600)}`);
}

export function assertLacks(text: string, pattern: RegExp): void {
  const found = pattern.exec(text);
  assert(
    found === null,
    `${pattern} is in: …${text.slice(Math.max(0, (found?.index ?? 0) - 200), (found?.index ?? 0) + 200)}…`,
  );
}

export async function eventually(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 15_000;
  while (!(await isTrue())) {
    assert(Date.now() < deadline, 'It did not happen within 15 s.');
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

export function workspaceRoot(): string {
  const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  assert(root);
  return root;
}

/** Throws unsaved text away and closes every tab. */
export async function closeAllEditors(): Promise<void> {
  for (const document of vscode.workspace.textDocuments) {
    if (!document.isDirty || document.isClosed) continue;
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}
