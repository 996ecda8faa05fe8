// The panel in the real editor with a model behind real HTTP that a test scripts: what the model server got is what was really sent.

import type { Frame } from 'playwright-core';
import { afterEach } from 'vitest';
import { startModelServer } from '../model-server/modelServer';
import type { ModelServer } from '../model-server/modelServer';
import type { Script } from '../model-server/script';
import { openDriver, waitFor } from './driver';
import type { Driver, DriverOptions } from './driver';

export interface ScriptedPanel {
  readonly driver: Driver;
  /** The one that answers now. */
  readonly server: ModelServer;
  /** Nothing answers at the model's address any more. */
  stopServer(): Promise<void>;
  /** Something answers there again. */
  startServer(script: Script): Promise<void>;
  /** The panel's view, as it is now. */
  panel(): Promise<Frame>;
  /** Types a prompt into the panel's input and sends it; a run begins. */
  ask(text: string): Promise<void>;
  /** Sends what is in the panel's input; a run begins. */
  send(): Promise<void>;
  /** Waits until the run on the screen has ended. */
  ended(): Promise<void>;
  /** A session of its own, with the focus in the input. */
  newSession(): Promise<void>;
  /** What a person said last, as the model got it. */
  lastPrompt(): string;
  /** The whole conversation of the last request as JSON. */
  lastConversation(): string;
  /** Puts the focus into the panel's input by its key. */
  focusInput(): Promise<void>;
  dispose(): Promise<void>;
}

/** Starts model server and editor; the model is set up and can be used at once. */
export async function openScriptedPanel(script: Script, options: DriverOptions): Promise<ScriptedPanel> {
  let server = await startModelServer(script);
  const driver = await openDriver({
    ...options,
    settings: { ...scriptedSettings(server.url), ...options.settings },
  }).catch(async (error: unknown) => {
    await server.dispose();
    throw error;
  });
  driver.page.setDefaultTimeout(15_000);
  const panel = (): Promise<Frame> => driver.panel();
  // A person who asks has waited until the panel is there.
  await (await panel()).locator('planwright-composer textarea').waitFor();
  // Away from the icon, whose tooltip would lie over the panel.
  await driver.page.mouse.move(900, 300);
  const focusInput = async (): Promise<void> => {
    const frame = await panel();
    await frame.locator('planwright-composer textarea').waitFor();
    await driver.page.keyboard.press('Alt+q');
    await frame.locator('planwright-composer textarea:focus').waitFor();
  };
  const send = async (): Promise<void> => {
    const frame = await panel();
    const prompts = frame.locator('.prompt');
    const before = await prompts.count();
    await frame.locator('planwright-composer textarea').press('Enter');
    await waitFor('the prompt in the transcript', async () => (await prompts.count()) > before);
  };
  return {
    driver,
    get server() {
      return server;
    },
    stopServer: () => server.dispose(),
    startServer: async (next) => {
      server = await startModelServer(next, { port: server.port });
    },
    panel,
    focusInput,
    ask: async (text) => {
      await (await panel()).locator('planwright-composer textarea').fill(text);
      await send();
    },
    send,
    ended: async () => {
      const frame = await panel();
      await frame.locator('.transcript-row:last-child .facts').waitFor({ timeout: 60_000 });
    },
    newSession: async () => {
      await driver.runCommand('Planwright: New Session');
      await (await panel()).locator('.transcript-empty').waitFor();
    },
    lastPrompt: () => lastPrompt(server),
    lastConversation: () => JSON.stringify(lastBody(server)['messages'] ?? []),
    dispose: async () => {
      await driver.dispose();
      await server.dispose();
    },
  };
}

/** Keeps a picture of the window for each test of the file that fails. */
export function keepPicturesOfFailures(scripted: () => ScriptedPanel | undefined): void {
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await scripted()?.driver.screenshot(`failed ${task.name}`);
  });
}

/** User settings for a model of that server; it is on this machine and needs no key. */
export function scriptedSettings(url: string): Readonly<Record<string, unknown>> {
  const models = [{ id: 'scripted-model', label: 'Scripted', contextTokens: 100_000, images: true }];
  return {
    'planwright.model': 'scripted/scripted-model',
    'planwright.providers': { scripted: { baseUrl: url, api: 'anthropic', models } },
  };
}

function lastBody(server: ModelServer): Readonly<Record<string, unknown>> {
  const request = server.requests.findLast(({ format }) => format !== undefined);
  if (request === undefined) throw new Error('The model was not asked yet.');
  return request.body;
}

/** The text of the last message of a person, without the results of tools. */
function lastPrompt(server: ModelServer): string {
  const messages = lastBody(server)['messages'] as readonly {
    readonly role: string;
    readonly content: string | readonly { readonly type: string; readonly text?: string }[];
  }[];
  const texts = messages
    .filter(({ role }) => role === 'user')
    .map(({ content }) =>
      typeof content === 'string'
        ? content
        : content.flatMap((part) => (part.type === 'text' ? [part.text ?? ''] : [])).join('\n'),
    );
  return texts.findLast((text) => text !== '') ?? '';
}
