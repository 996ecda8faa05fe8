// What each message of the panel does. One entry a message; a request is answered with `ok` or one sentence for the person.
import { ConfigurationError } from '../../core/config/configurationError';
import type { PermissionMode } from '../../core/permissions/permissionMode';
import type { Attachment } from '../../core/session/sessionOptions';
import { contextParts } from '../../protocol/contextParts';
import { joinPrompt } from '../../protocol/mentionedText';
import type { MentionedText } from '../../protocol/mentionedText';
import type { Mention, MentionChoice, MentionKind } from '../../protocol/mentions';
import type {
  ReplyContent,
  ToHost,
  ToHostMessage,
  ToHostType,
  ToView,
  PanelReviewTarget,
} from '../../protocol/messages';
import type { Page, PageSide, Position } from '../../protocol/pages';
import { t } from '../l10n';
import type { Log } from '../log';
import type { Drafts } from './drafts';
import { answerPlanRequest, isPlanRequest } from './planRequests';
import type { PlanRequest } from './planRequests';
import type { PlanActions } from '../plans/planActions';
import { PersonError } from '../sessions/liveSession';
import type { LiveSession } from '../sessions/liveSession';
import type { SessionHub } from '../sessions/sessionHub';
import { wordsOfError } from '../wordsOfError';

/** What the panel's messages may do beside talking to a session. */
export interface PanelActions {
  /** Sends settings, sessions and a snapshot. */
  sendAll(): Promise<void>;
  /** What was in the input of each session, for a page that comes. */
  readonly drafts: Pick<Drafts, 'all' | 'save'>;
  sendSnapshot(): void;
  sendSessions(): Promise<void>;
  /** Older items of the transcript. */
  readPage(session: LiveSession, side: PageSide, position: Position): Page;
  /** Throws `PersonError` when the model can't be used yet. */
  assertUsable(model: string): void;
  runCommand(id: string, ...args: readonly unknown[]): Promise<unknown>;
  openFile(path: string, line?: number): Promise<void>;
  insertCode(text: string): Promise<void>;
  openLink(url: string): Promise<void>;
  openOutput(session: LiveSession, toolId: string): Promise<void>;
  openDiff(session: LiveSession, toolId: string, file: string): Promise<void>;
  searchMentions(
    session: LiveSession,
    kind: MentionKind | undefined,
    query: string,
  ): Promise<readonly MentionChoice[]>;
  mentionsFromUris(uris: readonly string[]): Promise<readonly MentionChoice[]>;
  /** The texts that the mentions stand for. Throws `PersonError` for one that can't go along. */
  readMentions(session: LiveSession, mentions: readonly Mention[]): Promise<readonly MentionedText[]>;
  /** Opens a proposed text to be changed before it is applied. */
  editProposal(session: LiveSession, message: ToHost<'proposal/edit'>): Promise<void>;
  selectOfProposal(message: ToHost<'proposal/select'>): void;
  applyProposal(session: LiveSession, message: ToHost<'proposal/apply'>): Promise<void>;
  /** Both throw `PersonError` with what could not be decided. */
  keepChanges(target: PanelReviewTarget): Promise<void>;
  undoChanges(target: PanelReviewTarget, reason: string | undefined): Promise<void>;
  openReviewed(path: string, line: number | undefined): Promise<void>;
  setModel(session: LiveSession, model: string): Promise<void>;
  setMode(session: LiveSession, mode: PermissionMode): Promise<void>;
}

/** Messages whose reply has more than that it is done. */
type Question = ToHost<(typeof QUESTIONS)[number]>;
type HandledType = Exclude<ToHostType, Question['type'] | PlanRequest['type']>;
type Handlers = { readonly [Type in HandledType]: (message: ToHost<Type>) => void | Promise<unknown> };

export interface PanelMessagesOptions {
  readonly hub: SessionHub;
  readonly actions: PanelActions;
  readonly plans: PlanActions;
  readonly log: Log;
}

/** Answers the page that a message came from. */
export type Answer = (message: ToView<'reply' | 'problem' | 'drafts'>) => void;

/** Makes the function that handles every message of the panel. It never throws. */
export function createPanelMessages(
  options: PanelMessagesOptions,
): (message: ToHostMessage, post: Answer) => Promise<void> {
  const handlers = createHandlers(options);
  let choices: Promise<unknown> = Promise.resolve();
  return async (message, post) => {
    const { log } = options;
    const requestId = 'requestId' in message ? message.requestId : undefined;
    try {
      if (message.type === 'ready') post({ type: 'drafts', drafts: options.actions.drafts.all });
      if (isQuestion(message)) {
        post({ type: 'reply', requestId: message.requestId, ok: true, ...(await find(message, options)) });
        return;
      }
      if (isPlanRequest(message)) {
        const content = await answerPlanRequest(message, sessionOf(options.hub, message), options.plans);
        post({ type: 'reply', requestId: message.requestId, ok: true, ...content });
        return;
      }
      // The map has exactly the handler of each type; the compiler can't follow the pairing.
      const handle = handlers[message.type] as (message: ToHostMessage) => void | Promise<unknown>;
      // A prompt sent right behind a choice is meant for what was chosen.
      const handled = IN_ORDER.has(message.type) ? choices.then(() => handle(message)) : handle(message);
      if (IN_ORDER.has(message.type)) choices = Promise.resolve(handled).catch(() => undefined);
      await handled;
      if (requestId !== undefined) post({ type: 'reply', requestId, ok: true });
    } catch (error) {
      const isForPerson = error instanceof PersonError || error instanceof ConfigurationError;
      if (!isForPerson) log.error(`The panel's message ${message.type} failed`, error);
      const words = isForPerson ? wordsOfError(error) : t('That did not work. The log says more.');
      if (requestId !== undefined) post({ type: 'reply', requestId, ok: false, error: words });
      else post({ type: 'problem', text: words });
    }
  };
}

const QUESTIONS = [
  'mention/search',
  'mention/fromUris',
  'command/list',
  'page/request',
  'context/parts',
  'restore/plan',
] as const;

function isQuestion(message: ToHostMessage): message is Question {
  return (QUESTIONS as readonly string[]).includes(message.type);
}

async function find(message: Question, { hub, actions }: PanelMessagesOptions): Promise<ReplyContent> {
  switch (message.type) {
    case 'mention/search':
      return { mentions: await actions.searchMentions(sessionOf(hub, message), message.kind, message.query) };
    case 'mention/fromUris':
      return { mentions: await actions.mentionsFromUris(message.uris) };
    case 'command/list':
      return { commands: await sessionOf(hub, message).api.offeredCommands() };
    case 'page/request':
      return { page: actions.readPage(sessionOf(hub, message), message.side, message) };
    case 'restore/plan':
      return { restorePlan: await sessionOf(hub, message).planRestore(message.runId) };
    case 'context/parts': {
      const parts = contextParts(sessionOf(hub, message).view);
      return parts === undefined ? {} : { contextParts: parts };
    }
  }
}

function sessionOf(hub: SessionHub, { sessionId }: { readonly sessionId: string }): LiveSession {
  const session = hub.find(sessionId);
  if (session === undefined) throw new PersonError(t('This session is no longer open.'));
  return session;
}

const IN_ORDER: ReadonlySet<ToHostType> = new Set<ToHostType>([
  'setup/useDemo',
  'model/set',
  'mode/set',
  'session/new',
  'session/resume',
  'prompt/submit',
  'prompt/edit',
]);

function createHandlers({ hub, actions, log }: PanelMessagesOptions): Handlers {
  const ownSession = (message: { readonly sessionId: string }): LiveSession => sessionOf(hub, message);
  /** What the person wrote, with what they mentioned. */
  const promptOf = async (
    session: LiveSession,
    { text, mentions = [] }: { readonly text: string; readonly mentions?: readonly Mention[] },
  ): Promise<string> =>
    mentions.length === 0 ? text : joinPrompt(text, await actions.readMentions(session, mentions));
  return {
    ready: () => actions.sendAll(),
    // Kept by the page itself.
    'page/focus': () => undefined,
    'draft/save': ({ sessionId, text, mentions = [] }) => actions.drafts.save({ sessionId, text, mentions }),
    'snapshot/request': ({ reason }) => {
      log.info(`The panel asked for a snapshot: ${reason}`);
      actions.sendSnapshot();
    },
    'prompt/submit': async (message) => {
      const session = ownSession(message);
      actions.assertUsable(session.api.model);
      await session.submit(await promptOf(session, message), message.attachments.map(toAttachment));
    },
    'prompt/steer': async (message) => {
      const session = ownSession(message);
      actions.assertUsable(session.api.model);
      await session.steer(await promptOf(session, message));
    },
    'prompt/edit': async (message) => {
      const session = ownSession(message);
      actions.assertUsable(session.api.model);
      await session.editPrompt(message.seq, await promptOf(session, message));
    },
    'queue/remove': (message) => void ownSession(message).api.unqueue(message.id),
    'run/stop': (message) => ownSession(message).stop(),
    'run/pause': (message) => ownSession(message).api.pause(),
    'run/resume': (message) => ownSession(message).api.resume(),
    'run/retry': (message) => ownSession(message).retry(),
    'permission/answer': (message) => {
      const isOpen = ownSession(message).api.confirm(message.toolId, message.answer);
      if (!isOpen) log.info(`The question of call ${message.toolId} was answered already.`);
    },
    'proposal/edit': (message) => actions.editProposal(ownSession(message), message),
    'proposal/select': (message) => actions.selectOfProposal(message),
    'proposal/apply': (message) => actions.applyProposal(ownSession(message), message),
    'domain/allow': (message) => ownSession(message).api.allowDomain(message.domain, message.scope),
    'tool/background': (message) => {
      const isRunning = ownSession(message).api.moveToBackground(message.toolId);
      if (!isRunning) log.info(`The command of call ${message.toolId} is not running.`);
    },
    'tool/explain': (message) => {
      ownSession(message);
      return actions.runCommand('planwright.explainToolCall', message.toolId);
    },
    'interrupted/continue': (message) => ownSession(message).continueInterrupted(),
    'interrupted/discard': (message) => ownSession(message).discardInterrupted(),
    'review/keep': ({ target }) => actions.keepChanges(target),
    'review/undo': ({ target, reason }) => actions.undoChanges(target, reason),
    'review/open': ({ path, line }) => actions.openReviewed(path, line),
    'restore/apply': (message) => ownSession(message).restore(message),
    'restore/redo': (message) => ownSession(message).redoRestore(),
    'model/set': (message) => actions.setModel(ownSession(message), message.model),
    'mode/set': (message) => actions.setMode(ownSession(message), message.mode),
    'setup/setKey': () => actions.runCommand('planwright.setApiKey'),
    'setup/useDemo': () => actions.runCommand('planwright.useDemo'),
    'setup/useEditorModels': () => actions.runCommand('planwright.useEditorModel'),
    'session/new': () => hub.newSession(),
    'session/list': () => actions.sendSessions(),
    'session/resume': ({ sessionId }) => hub.resume(sessionId),
    'session/rename': async ({ sessionId, title }) => {
      const session = hub.find(sessionId);
      if (session !== undefined) await session.api.rename(title);
    },
    'session/delete': ({ sessionId }) => actions.runCommand('planwright.deleteSession', sessionId),
    'session/takeOver': ({ sessionId }) => actions.runCommand('planwright.takeOverSession', sessionId),
    'file/open': ({ path, line }) => actions.openFile(path, line),
    'code/insert': ({ text }) => actions.insertCode(text),
    'link/open': ({ url }) => actions.openLink(url),
    'output/open': (message) => actions.openOutput(ownSession(message), message.toolId),
    'diff/open': (message) => actions.openDiff(ownSession(message), message.toolId, message.file),
    'command/run': ({ command }) => actions.runCommand(command),
    'log/show': () => log.show(),
    'log/write': ({ level, text }) => log[level](`Panel: ${text}`),
  };
}

function toAttachment(attachment: ToHost<'prompt/submit'>['attachments'][number]): Attachment {
  return { data: Buffer.from(attachment.data, 'base64'), mediaType: attachment.mediaType };
}
