// What the panel is sent, in which order, by a real session of the core; the editor's part is played.
import { expect, it, onTestFinished } from 'vitest';
import type { AgentEvent } from '../../../../src/core/events/agentEvent';
import { createDenialMemory } from '../../../../src/core/permissions/denialMemory';
import { PermissionPolicy } from '../../../../src/core/permissions/policy';
import { AllowedDomains } from '../../../../src/core/sandbox/allowedDomains';
import { createLocalCommandRunner } from '../../../../src/core/process/localCommandRunner';
import { PanelController } from '../../../../src/host/panel/panelController';
import { LiveSession } from '../../../../src/host/sessions/liveSession';
import type { SessionResources } from '../../../../src/host/sessions/sessionResources';
import type { ToViewMessage } from '../../../../src/protocol/messages';
import { PanelStore } from '../../../../webview/panelStore';
import { openSession } from '../../session/sessionFixture';

type Hub = ConstructorParameters<typeof PanelController>[0]['hub'];
type Listener = Parameters<Hub['onEvent']>[0];

const settings = {
  models: [],
  isSetUp: true,
  hasEditorModels: false,
  isTrusted: true,
  hasWorkspace: true,
  suggestions: [],
};
const nothing = { dispose: (): void => undefined };

/** A panel that shows the session; `onEvent` is called right after each event, before anything is posted of it. */
async function openPanel(onEvent: (panel: Panel, event: AgentEvent) => void): Promise<Panel> {
  const { session: api, root } = await openSession({ turns: [{ text: 'one two three' }, { text: 'four' }] });
  const listeners: Listener[] = [];
  const resources: SessionResources = {
    sessionRules: new PermissionPolicy(),
    domains: new AllowedDomains(),
    sandboxRules: new PermissionPolicy(),
    denials: createDenialMemory(),
    commands: createLocalCommandRunner({ outputDir: root }),
    askToSave: () => Promise.resolve('leave'),
    cancelQuestions: () => undefined,
    dispose: () => Promise.resolve(),
  };
  const session = LiveSession.fresh(api, resources, (from, event) => {
    for (const listener of listeners) listener({ session: from, event });
    onEvent(panel, event);
  });
  const posts: ToViewMessage[] = [];
  const controller = new PanelController({
    hub: {
      current: session,
      waiting: 0,
      onEvent: (listener) => {
        listeners.push(listener);
        return nothing;
      },
      onDidShow: () => nothing,
      onDidChangeList: () => nothing,
      ensureCurrent: () => Promise.resolve(session),
      rows: () => Promise.resolve([]),
      checkOwner: () => Promise.resolve(false),
    },
    view: { isReady: true, post: (message) => void posts.push(message), setBadge: () => undefined },
    log: { error: () => undefined },
    settings: () => Promise.resolve(settings),
  });
  onTestFinished(() => controller.dispose());
  const panel: Panel = { session, controller, posts };
  await controller.sendAll();
  return panel;
}

interface Panel {
  readonly session: LiveSession;
  readonly controller: PanelController;
  readonly posts: ToViewMessage[];
}

it('gives a page that fits what the view has then, in the middle of a stream', async () => {
  const outcomes: boolean[] = [];
  const store = new PanelStore({
    onChange: () => undefined,
    askSnapshot: (reason) => expect.unreachable(reason),
    shown: () => undefined,
  });
  let applied = 0;
  const receive = ({ posts }: Panel): void => {
    for (; applied < posts.length; applied++) store.apply(posts[applied]!);
  };
  const panel = await openPanel((at, event) => {
    if (event.type !== 'text_delta' && event.type !== 'turn_end') return;
    const page = at.controller.readPage(at.session, 'before', { run: 9, item: 0 });
    receive(at);
    outcomes.push(store.applyPage(page));
  });
  await panel.session.submit('Count');
  await expect.poll(() => panel.session.isBusy).toBe(false);
  expect(outcomes.length).toBeGreaterThan(1);
  expect(outcomes).not.toContain(false);
  panel.controller.readPage(panel.session, 'before', { run: 9, item: 0 });
  receive(panel);
  expect(store.state.session?.runs).toEqual(panel.session.view.runs);
});
