// The composition root of the extension: builds everything once, hands it down, and owns every disposable.
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { commands, env, l10n, Uri, window, workspace } from 'vscode';
import type { Disposable, ExtensionContext, WebviewView } from 'vscode';
import type { Review } from '../core/review/review';
import { planOverridesOf } from '../core/plan/plannerSettings';
import { createSystemSandbox } from '../core/sandbox/systemSandbox';
import { createSearchBackend } from '../core/search/createSearchBackend';
import { SECRET_PATTERNS } from '../core/security/secretPatterns';
import { createRedactor } from '../core/security/secretRedaction';
import { DefaultSecurityProvider } from '../core/security/securityProvider';
import { createFileSessionStore } from '../core/session/fileSessionStore';
import { createContentFilter } from '../core/workspace/contentFilter';
import { createEffectsPool } from '../core/effects/effectsPool';
import { createFileLeases } from '../core/workspace/fileLeases';
import type { SessionOptions } from '../core/session/sessionOptions';
import type { SessionStore } from '../core/session/sessionStore';
import type { Draft } from '../protocol/messages';
import { COMMAND_IDS, PANEL_VIEW } from './commandIds';
import type { CommandId } from './commandIds';
import { copyDiagnostics } from './commands/copyDiagnostics';
import { deleteApiKey, setApiKey, useDemo, useEditorModel } from './commands/keyCommands';
import type { KeyCommandsOptions } from './commands/keyCommands';
import {
  chooseServerModel,
  chooseSmallModel,
  setReasoningEffort,
  switchMode,
  switchModel,
} from './commands/modelCommands';
import type { ModelCommandsOptions } from './commands/modelCommands';
import {
  copyTranscript,
  deleteAllSessions,
  deleteSession,
  exportTranscript,
  forkSession,
  renameSession,
  resumeSession,
} from './commands/sessionCommands';
import { confirmByteEdit } from './confirmByteEdit';
import { AgentLog } from './editor/agentLog';
import { createDiagnosticsTool } from './editor/diagnosticsTool';
import { createSymbolsPort } from './editor/documentSymbols';
import { createProblemsPort } from './editor/planProblems';
import { createEditorCommands } from './editor/editorCommands';
import { redoRestore, restoreToPrompt } from './commands/restoreCommands';
import { explainCall } from './editor/explainCall';
import type { Host, HostViews } from './hostModule';
import { setTexts } from './l10n';
import { createLog } from './log';
import { generateCommitMessage } from './git/commitMessage';
import { EditorModels } from './models/editorModels';
import { SideModel } from './models/sideModel';
import { Composer } from './panel/composer';
import type { Composition } from './panel/composer';
import { Drafts } from './panel/drafts';
import { PanelController } from './panel/panelController';
import { PanelDocuments } from './panel/documents';
import { Mentions } from './panel/mentions/mentionSearch';
import { ShellHistory } from './panel/mentions/shellHistory';
import { LINK_LIMIT, promptOfLink } from './panel/linkPrompt';
import { createPanelMessages } from './panel/panelMessages';
import { createOpeners } from './panel/openers';
import { watchForNotices } from './notifications';
import { panelSettings } from './panel/panelSettings';
import { showNotice } from './showNotice';
import { PanelView } from './panel/panelView';
import { createPermissions } from './permissions/createPermissions';
import { planTextAgain } from './plans/planTexts';
import { createPlans } from './plans/plans';
import { HunkLedger } from './review/hunkLedger';
import { InlineReview } from './review/inlineReview';
import { ProposalEditor } from './review/proposalEditor';
import { createReviewActions } from './review/reviewActions';
import { ReviewFeed } from './review/reviewFeed';
import { OldTexts } from './review/oldTexts';
import { GitReview } from './review/gitReview';
import { createProposedChanges } from './review/proposedChanges';
import { SourceLabels } from './review/sourceLabels';
import { promptOfView, promptsOf } from './review/storedPrompts';
import { loadStoredReviews, rememberPending } from './review/storedReviews';
import { openWindowReview } from './review/windowReview';
import type { WindowReview, WindowReviewOptions } from './review/windowReview';
import { Secrets } from './secrets';
import { AgentSetup } from './sessions/agentSetup';
import { askPerson } from './sessions/askPerson';
import { environmentFacts } from './sessions/environmentFacts';
import { offerInterruptedRun } from './sessions/interruptedRuns';
import { PersonError } from './sessions/liveSession';
import { SessionHub } from './sessions/sessionHub';
import type { SessionHubOptions } from './sessions/sessionHub';
import { createSessionResources } from './sessions/sessionResources';
import { nameSessions } from './sessions/sessionTitles';
import type { SessionResources } from './sessions/sessionResources';
import { readSettings, rememberDomain, rememberModel } from './settings';
import { StatusBar } from './statusBar';
import { AgentTerminal } from './terminal/agentTerminal';
import { RealTerminals } from './terminal/realTerminal';
import { createRealTerminalTool } from './terminal/realTerminalTool';
import { createTrustedContents } from './trust/trustedContents';
import type { TrustedContents } from './trust/trustedContents';
import { EditorWorkspace } from './workspace/editorWorkspace';
import { PersonsWrites } from './workspace/personsWrites';
import { createWatchFiles } from './workspace/watchFiles';

/** What suites inside the extension host may use. */
export interface HostTestApi {
  readonly hub: SessionHub;
  readonly workspace: EditorWorkspace;
  readonly review: Review;
  /** Another review over what is stored now, as after a reload. The caller closes it. */
  readonly reopenReview: (sessionIds: readonly string[]) => Promise<WindowReview>;
  readonly proposals: ProposalEditor;
  /** Which contents of the workspace may instruct the agent. */
  readonly contents: TrustedContents;
  /** What is in the panel's input, by session. */
  readonly drafts: () => readonly Draft[];
  readonly setup: AgentSetup;
  readonly secrets: Secrets;
  readonly store: SessionStore;
  /** Resolves when a change of settings or keys has reached the sessions. */
  readonly settled: () => Promise<void>;
  /** Resolves when the review has looked at Git after all that happened so far. */
  readonly gitSettled: () => Promise<void>;
  /** Another hub over the same sessions, as after a reload; `ownStore`: as in another window. The caller closes it. */
  readonly createHub: (options?: { readonly ownStore?: boolean }) => SessionHub;
}

export async function startHost(context: ExtensionContext, views: HostViews): Promise<Host> {
  setTexts(l10n.bundle, env.language);
  const owned: Disposable[] = [];
  const own = <Item extends Disposable>(item: Item): Item => {
    owned.push(item);
    return item;
  };

  const secrets = own(new Secrets(context));
  const secretPatterns = SECRET_PATTERNS.filter(({ category }) => category === 'secret');
  const redactor = createRedactor(secrets.values, secretPatterns);
  const log = own(createLog(redactor));
  let settings = readSettings();
  for (const problem of settings.problems) log.warn(problem);

  const editorWorkspace = own(await EditorWorkspace.create({ confirmByteEdit }));
  const content = createContentFilter(editorWorkspace);
  const leases = createFileLeases();
  const effects = createEffectsPool();
  own(new PersonsWrites(editorWorkspace, effects));
  const terminal = own(new AgentTerminal());
  const realTerminals = own(new RealTerminals());
  const editorModels = own(new EditorModels(context.languageModelAccessInformation));
  const sessionsFolder = Uri.joinPath(context.globalStorageUri, 'sessions').fsPath;
  const outputsFolder = Uri.joinPath(context.globalStorageUri, 'outputs').fsPath;
  const store = createFileSessionStore(sessionsFolder);
  const setup = new AgentSetup({
    settings: () => settings,
    secrets,
    editorModels,
    store,
    warn: (text) => log.warn(text),
  });
  const windowReview: WindowReviewOptions = {
    workspace: editorWorkspace,
    leases,
    sessionsFolder,
    onError: (what, error) => log.error(what, error),
  };
  const { review, close: closeReview } = openWindowReview(windowReview);
  own(rememberPending(review, context.workspaceState));
  const sandbox = createSystemSandbox();
  own({ dispose: () => void sandbox.dispose() });
  const documents = own(
    new PanelDocuments({
      textAgain: (key, name) =>
        planTextAgain(key, name, async (id) => (await hub.store.load(id))?.events ?? []),
    }),
  );
  const contents = own(
    createTrustedContents({
      workspace: editorWorkspace,
      documents,
      folder: Uri.joinPath(context.globalStorageUri, 'trust').fsPath,
      onDidChange: () => void controller.sendSettings(),
      onError: (what, error) => log.error(what, error),
    }),
  );
  const roots = (): readonly string[] => editorWorkspace.folders.map((folder) => folder.root);

  const permissions = own(
    createPermissions({
      hub: () => hub,
      state: context.workspaceState,
      view: views.permissions,
      workspace: editorWorkspace,
      show: (key, name, text) => documents.show(key, name, text),
      outputsFolder,
      warn: (text) => log.warn(text),
      reveal: () => reveal(),
    }),
  );

  const sessionOptions = (resources: SessionResources): SessionOptions => ({
    workspace: editorWorkspace,
    leases,
    effects,
    review,
    commands: resources.commands,
    sessionRules: resources.sessionRules,
    domains: resources.domains,
    denials: resources.denials,
    search: createSearchBackend({ workspace: editorWorkspace, appRoot: env.appRoot }),
    environment: () => environmentFacts(editorWorkspace, content),
    tools: [
      createDiagnosticsTool(editorWorkspace),
      // A terminal of the person's own is never in the sandbox.
      ...(settings.realTty && settings.sandbox !== 'required' && editorWorkspace.isLocal
        ? [createRealTerminalTool(realTerminals)]
        : []),
    ],
    permissions: permissions.rules,
    allowSandboxed: settings.allowSandboxed,
    sandboxTool: settings.sandboxTool,
    limits: settings.limits,
    projectInstructions: settings.projectInstructions,
    builtinSkills: join(context.extensionPath, 'skills'),
    skillDirs: [join(homedir(), '.planwright', 'skills')],
    commandDirs: [join(homedir(), '.planwright', 'commands')],
    contentGate: contents.gate,
    securityProvider: new DefaultSecurityProvider({ redact: settings.redaction }),
    planningPreset: 'editor',
    planningContext: { symbols: createSymbolsPort(editorWorkspace) },
    planApproval: settings.planApproval,
    goalTracking: settings.goalTracking,
    asksAboutPlan: true,
    planOptions: planOverridesOf(settings.planner),
    testCommand: settings.planner.testCommand,
    problems: createProblemsPort(editorWorkspace),
    watchFiles: createWatchFiles(editorWorkspace),
    confirmation: askPerson,
    onRemember: permissions.remember,
    onAllowDomain: rememberDomain,
    sandboxRules: resources.sandboxRules,
    onUnsaved: async (files) =>
      settings.saveBeforeCommands === 'ask' ? resources.askToSave(files) : settings.saveBeforeCommands,
  });

  const hubOptions: SessionHubOptions = {
    store,
    workspaceState: context.workspaceState,
    createAgent: () => setup.createAgent(),
    sessionOptions,
    createResources: (sessionId) =>
      createSessionResources({
        outputDir: join(outputsFolder, sessionId),
        secrets: secrets.values,
        sandbox: { mode: () => settings.sandbox, system: sandbox, writable: roots },
        allowedDomains: () => settings.allowedDomains,
        mirrorOf: (write) => terminal.mirror(write),
      }),
    deleteOutputs: async (sessionId) => {
      await review.forget(sessionId);
      await rm(join(outputsFolder, basename(sessionId)), { recursive: true, force: true });
    },
    newSessionMode: () => settings.permissionMode,
    newSessionPlanning: () => settings.planning,
    roots,
    onError: (what, error) => log.error(what, error),
  };
  const hub = own(new SessionHub(hubOptions));
  permissions.follow(hub);
  const lifetime = new AbortController();
  void loadStoredReviews({
    review,
    store,
    roots,
    pause: (ms) => delay(ms, undefined, { signal: lifetime.signal }),
  }).catch((error: unknown) => {
    if (!lifetime.signal.aborted) log.error('The stored review could not be read', error);
  });
  // A session that another window had may have become ours.
  own(
    hub.onDidShow((session) => {
      if (session.access === 'owner') void review.taken(session.id);
    }),
  );

  const labels = new SourceLabels({
    openPrompt: (sessionId, runId) => promptOfView(hub.find(sessionId)?.view, runId),
    storedPrompts: async (sessionId) => promptsOf((await store.load(sessionId))?.events ?? []),
    onError: (what, error) => log.error(what, error),
  });
  const proposedChanges = own(
    createProposedChanges({
      review,
      workspace: editorWorkspace,
      labels,
      decide: (decision, target) => inline.decide(decision, target),
      reveal: (place) => inline.walk.reveal(place),
      journals: join(sessionsFolder, 'changes'),
      state: context.workspaceState,
      now: Date.now,
      newId: randomUUID,
      hasFileDecorations: () => settings.review.fileMarks,
      onError: (what, error) => log.error(what, error),
    }),
  );
  const gitReview = own(
    new GitReview({
      review,
      workspace: editorWorkspace,
      isWanted: () => settings.review.followGit,
      onError: (what, error) => log.error(what, error),
    }),
  );

  const view: PanelView = own(
    new PanelView({
      extensionUri: context.extensionUri,
      log,
      onMessage: (message, answer) => void handleMessage(message, answer),
      onReady: (isReady) => {
        controller.setReady(isReady);
        if (isReady && settings.projectInstructions) contents.look();
        if (!isReady) composer.setFilled(false);
      },
    }),
  );
  const controller = own(
    new PanelController({
      hub,
      view,
      log,
      settings: () => panelSettings({ hub, setup, editorModels, contents: contents.questions }),
    }),
  );
  const mentions = new Mentions({
    workspace: editorWorkspace,
    content,
    search: createSearchBackend({ workspace: editorWorkspace, appRoot: env.appRoot }),
    shell: own(new ShellHistory()),
  });
  own(new StatusBar(hub));
  const ledger = new HunkLedger(review);
  const agentLog = own(
    new AgentLog(hub, {
      linesOf: (toolId) => ledger.linesOf(toolId),
      onDidChange: (listener) => review.onDidChange(listener),
    }),
  );

  const reveal = async (): Promise<void> => {
    const target = hub.current?.activity === 'waiting' ? 'question' : 'input';
    // The editor would take the focus away for a moment and give it anew; what is typed then would be lost.
    if (view.focusHere(target)) return;
    await commands.executeCommand(`${PANEL_VIEW}.focus`);
    view.focusView(target);
  };
  const revealPlan = async (): Promise<void> => {
    if (view.focusHere('plan')) return;
    await commands.executeCommand(`${PANEL_VIEW}.focus`);
    view.focusView('plan');
  };
  const composer = new Composer({ reveal, post: (message) => view.post(message) });
  const sideModel = new SideModel({
    agent: () => hub.agent(),
    smallModel: () => settings.smallModel,
    sessionModel: async () => (await hub.ensureCurrent()).api.model,
    isUsable: (model) => setup.isUsable(model),
    redact: (text) => redactor.text(text),
  });
  own(
    nameSessions({
      onEvent: hub.onEvent,
      sideModel,
      isWanted: () =>
        settings.sessionTitles && settings.smallModel !== '' && setup.isUsable(settings.smallModel),
      onError: (error) => log.warn(`A session could not be named: ${String(error)}`),
    }),
  );
  const oldTexts = own(
    new OldTexts({ review, displayOf: (path) => review.file(path)?.display ?? basename(path) }),
  );
  const inline: InlineReview = own(
    new InlineReview({
      review,
      ledger,
      workspace: editorWorkspace,
      labels,
      extensionUri: context.extensionUri,
      settings: () => settings.review,
      baselineUri: (path) => oldTexts.uriOf(path),
      announceInPanel: (text) => view.announce(text),
      showDifference: (path) => proposedChanges.openDiff(path),
      showList: () => proposedChanges.focus(),
      onError: (what, error) => log.error(what, error),
    }),
  );
  const feed = own(
    new ReviewFeed({
      review,
      counts: () => review.callCounts(hub.current?.id ?? ''),
      labelOf: (sources) => labels.labelOf(sources),
      post: (list) => view.post({ type: 'review', list }),
    }),
  );
  own({ dispose: labels.onDidChange(() => feed.schedule()) });
  own(hub.onDidShow(() => feed.schedule()));
  const proposals = own(new ProposalEditor());
  own(hub.onEvent(proposals.follow));
  const showRestore = async (sessionId: string, runId: string): Promise<void> => {
    await commands.executeCommand(`${PANEL_VIEW}.focus`);
    view.post({ type: 'restore/show', sessionId, runId });
  };
  const asking = {
    hub,
    reveal,
    compose: (composition: Composition) => composer.compose(composition),
    isUsable: (model: string) => setup.isUsable(model),
  };
  own(
    watchForNotices({
      onEvent: hub.onEvent,
      setting: () => settings.notifications,
      isFocused: () => window.state.focused,
      show: showNotice,
      answer: permissions.answer,
      open: async (session) => {
        await hub.resume(session.id);
        await reveal();
      },
      onError: (error) => log.error('A notification failed', error),
    }),
  );
  const useModel = async (name: string): Promise<void> => {
    await rememberModel(name);
    settings = readSettings();
    await hub.setModel(await hub.ensureCurrent(), name);
    await controller.sendSettings();
  };
  const keys: KeyCommandsOptions = {
    settings: () => settings,
    secrets,
    setup,
    editorModels,
    useModel,
    chooseServerModel: (provider) => chooseServerModel(models, provider),
  };
  const models: ModelCommandsOptions = {
    hub,
    setup,
    useModel,
    settings: () => settings,
    setApiKey: () => setApiKey(keys),
  };
  const sessions = { hub, roots, reveal };

  const assertUsable = (model: string): void => {
    if (!setup.isUsable(model))
      throw new PersonError(l10n.t('Set a key for {0} first, or choose another model.', model));
  };
  const plans = own(
    createPlans({
      hub,
      workspace: editorWorkspace,
      documents,
      contents,
      log,
      assertUsable,
      isOnScreen: (session) => session === hub.current && view.isReady,
      reveal: revealPlan,
    }),
  );

  const handlers: Readonly<Record<CommandId, (...args: readonly unknown[]) => unknown>> = {
    'planwright.open': reveal,
    'planwright.newSession': async () => {
      await hub.newSession();
      await reveal();
    },
    'planwright.resumeSession': () => resumeSession(sessions),
    'planwright.stop': () => hub.current?.stop(),
    'planwright.switchModel': () => switchModel(models),
    'planwright.chooseServerModel': (provider) =>
      chooseServerModel(models, typeof provider === 'string' ? provider : undefined),
    'planwright.chooseSmallModel': () => chooseSmallModel(models),
    'planwright.setReasoningEffort': () => setReasoningEffort(settings),
    'planwright.switchMode': () => switchMode(hub),
    'planwright.setApiKey': () => setApiKey(keys),
    'planwright.deleteApiKey': () => deleteApiKey(keys),
    'planwright.useDemo': () => useDemo(keys),
    'planwright.useEditorModel': () => useEditorModel(keys),
    'planwright.continueInterrupted': async () => (await hub.ensureCurrent()).continueInterrupted(),
    'planwright.discardInterrupted': async () => (await hub.ensureCurrent()).discardInterrupted(),
    'planwright.takeOverSession': (sessionId) => takeOver(sessionId),
    'planwright.renameSession': () => renameSession(hub),
    'planwright.forkSession': () => forkSession(hub),
    'planwright.deleteSession': (sessionId) =>
      deleteSession(hub, typeof sessionId === 'string' ? sessionId : undefined),
    'planwright.deleteAllSessions': () => deleteAllSessions(hub),
    'planwright.copyTranscript': () => copyTranscript(hub),
    'planwright.exportTranscript': () => exportTranscript(hub),
    'planwright.showTerminal': () => terminal.show(),
    'planwright.showLog': () => log.show(),
    'planwright.openAgentLog': () => agentLog.show(),
    'planwright.copyDiagnostics': () =>
      copyDiagnostics({
        hub,
        log,
        secrets,
        settings: () => settings,
        rules: permissions.rules,
        redact: (text) => redactor.text(text),
      }),
    'planwright.explainToolCall': (toolId) =>
      explainCall({ hub, log: agentLog, sideModel, documents }, toolId),
    'planwright.generateCommitMessage': (source) =>
      generateCommitMessage({ sideModel, workspace: editorWorkspace, content }, source),
    'planwright.openInEditor': () => view.openEditor(),
    'planwright.openSettings': () =>
      commands.executeCommand('workbench.action.openSettings', '@ext:planwright.planwright'),
    'planwright.openWalkthrough': () =>
      commands.executeCommand('workbench.action.openWalkthrough', 'planwright.planwright#start'),
    'planwright.manageTrust': () => commands.executeCommand('workbench.trust.manage'),
    'planwright.manageTrustedContent': () => contents.manage(),
    'planwright.applyEdited': (uri) => proposals.applyActive(uri),
    'planwright.restoreToPrompt': () => restoreToPrompt({ hub, showRestore }),
    'planwright.redoRestore': () => redoRestore(hub),
    ...inline.commands,
    ...proposedChanges.commands,
    ...plans.commands,
    ...permissions.commands,
    ...createEditorCommands({ ...asking, workspace: editorWorkspace, content }),
  };

  async function runCommand(id: string, args: readonly unknown[]): Promise<unknown> {
    const known = COMMAND_IDS.find((candidate) => candidate === id);
    if (known === undefined) throw new Error(`There is no command ${id}.`);
    try {
      return await handlers[known](...args);
    } catch (error) {
      if (!(error instanceof PersonError)) throw error;
      void window.showWarningMessage(error.message);
      return undefined;
    }
  }

  const drafts = new Drafts(context.workspaceState);
  const openers = createOpeners(editorWorkspace, documents);
  const handleMessage = createPanelMessages({
    hub,
    log,
    plans: plans.actions,
    actions: {
      drafts,
      sendAll: async () => {
        await controller.sendAll();
        feed.send();
        composer.setFilled(view.isReady);
        view.flushFocus();
      },
      sendSnapshot: () => controller.sendSnapshot(),
      sendSessions: () => controller.sendSessions(),
      readPage: (session, side, position) => controller.readPage(session, side, position),
      assertUsable,
      runCommand: (id, ...args) => runCommand(id, args),
      ...openers,
      searchMentions: (session, kind, query) => mentions.search(session.view, kind, query),
      mentionsFromUris: (uris) => mentions.fromUris(uris),
      readMentions: (session, chosen) => mentions.read(session.view, chosen),
      ...createReviewActions({
        review,
        openFile: (path, line) => openers.openFile(path, line),
        askAbout: (refused, undo) => inline.askAbout(refused, undo),
        showList: () => runCommand('planwright.review.show', []),
      }),
      editProposal: (session, { toolId, path, files }) => proposals.edit(session, toolId, path, files),
      selectOfProposal: ({ toolId, files }) => proposals.select(toolId, files),
      applyProposal: (session, { toolId, files }) => proposals.apply(session, toolId, files),
      setModel: async (session, model) => {
        await hub.setModel(session, model);
        await rememberModel(model);
        await controller.sendSettings();
      },
      setMode: (session, mode) => hub.setMode(session, mode),
    },
  });

  /** A session of its own: what a stranger wrote does not go behind what was said before. */
  async function openLink(path: string, query: string): Promise<void> {
    const link = promptOfLink(path, query);
    if ('problem' in link) {
      void window.showWarningMessage(
        link.problem === 'too_long'
          ? l10n.t('The text of this link is too long: more than {0} characters.', LINK_LIMIT)
          : l10n.t('This link is none that Planwright knows.'),
      );
      return;
    }
    await hub.newSession();
    await composer.compose({ text: link.text, isFromLink: true });
  }

  async function takeOver(sessionId: unknown): Promise<void> {
    const session = typeof sessionId === 'string' ? await hub.resume(sessionId) : await hub.ensureCurrent();
    await session.takeOver();
    controller.sendSnapshot();
  }

  // One change often comes with others: a renewed agent is made once for all of them.
  let renewing: Promise<void> = Promise.resolve();
  const renew = (): void => {
    renewing = renewing
      .then(async () => {
        const { planning } = settings;
        settings = readSettings();
        for (const problem of settings.problems) log.warn(problem);
        inline.refreshSettings();
        proposedChanges.refresh();
        gitReview.look();
        await hub.reconfigure();
        if (settings.planning !== planning) await hub.followPlanning(planning, settings.planning);
        await controller.sendSettings();
      })
      .catch((error: unknown) => log.error('A change of settings could not be used', error));
  };
  own(
    workspace.onDidChangeConfiguration((event) => {
      if (!event.affectsConfiguration('planwright')) return;
      permissions.refresh();
      renew();
    }),
  );
  own(secrets.onDidChange(renew));
  own(editorModels.onDidChange(renew));
  own(workspace.onDidGrantWorkspaceTrust(renew));
  own(workspace.onDidGrantWorkspaceTrust(() => contents.look()));
  own(
    workspace.onDidChangeWorkspaceFolders(() => {
      permissions.refresh();
      void controller.sendSettings();
    }),
  );
  void editorModels
    .refresh()
    .catch((error: unknown) => log.warn(`The editor's models could not be listed: ${String(error)}`));

  const testApi: HostTestApi = {
    hub,
    workspace: editorWorkspace,
    review,
    reopenReview: async (sessionIds) => {
      await review.flush();
      const reopened = openWindowReview(windowReview);
      await reopened.review.load(sessionIds);
      return reopened;
    },
    proposals,
    contents,
    drafts: () => drafts.all,
    setup,
    secrets,
    store,
    settled: () => renewing,
    gitSettled: () => gitReview.settled(),
    createHub: (options) => {
      if (options?.ownStore !== true) return new SessionHub(hubOptions);
      const ownStore = createFileSessionStore(sessionsFolder);
      return new SessionHub({
        ...hubOptions,
        store: ownStore,
        createAgent: () => setup.createAgent(ownStore),
      });
    },
  };
  return {
    runCommand,
    adoptEditor: (panel) => view.adoptEditor(panel),
    resolveView: (webviewView: WebviewView) => Promise.resolve(view.resolve(webviewView)),
    openLink,
    permissions: permissions.tree,
    offerInterrupted: () =>
      offerInterruptedRun({
        ...sessions,
        isOnScreen: (sessionId) => sessionId === hub.current?.id && view.isReady,
      }),
    testApi,
    async dispose() {
      // Runs and commands end before what they use does.
      lifetime.abort();
      await hub.close();
      await closeReview();
      await effects.dispose();
      for (const item of owned.toReversed()) item.dispose();
    },
  };
}
