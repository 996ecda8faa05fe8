// Builds what the window does about plans: actions for the panel, commands, files, documents, and the notification of long runs.
import { ProgressLocation, window } from 'vscode';
import type { Disposable } from 'vscode';
import { WorkspaceError } from '../../core/workspace/workspaceError';
import { t } from '../l10n';
import type { Log } from '../log';
import type { PanelDocuments } from '../panel/documents';
import { PersonError } from '../sessions/liveSession';
import type { LiveSession } from '../sessions/liveSession';
import type { SessionHub } from '../sessions/sessionHub';
import type { TrustedContents } from '../trust/trustedContents';
import type { EditorWorkspace } from '../workspace/editorWorkspace';
import { PlanActions } from './planActions';
import { createPlanCommands } from './planCommands';
import { dryRunFindings } from './planDiffs';
import { PlanDocuments } from './planDocuments';
import { PlanFiles } from './planFiles';
import { watchPlanRuns } from './planProgress';
import type { ShownProgress } from './planProgress';

/** A plan that takes longer than this, in milliseconds, has a notification where the panel does not show it. */
const LONG_MS = 10_000;

export interface PlansOptions {
  readonly hub: SessionHub;
  readonly workspace: EditorWorkspace;
  readonly documents: PanelDocuments;
  readonly contents: Pick<TrustedContents, 'gate' | 'questions' | 'manage'>;
  readonly log: Log;
  /** Throws `PersonError` when the model can't be used yet. */
  readonly assertUsable: (model: string) => void;
  /** The panel shows the session. */
  readonly isOnScreen: (session: LiveSession) => boolean;
  readonly reveal: () => Promise<void>;
}

export interface Plans extends Disposable {
  readonly actions: PlanActions;
  readonly commands: ReturnType<typeof createPlanCommands>;
}

export function createPlans(options: PlansOptions): Plans {
  const { hub, documents, log } = options;
  const files = new PlanFiles(options.workspace, options.contents);
  const planDocuments = new PlanDocuments(hub);
  const actions = new PlanActions({
    assertUsable: options.assertUsable,
    priceOf: async (model) => (await (await hub.agent()).resolveModel(model)).info.price,
    showDryRun: async (key, plan, result) => {
      const { files: changed, note } = dryRunFindings(plan, result);
      const title = t('Dry run of the plan');
      const text = changed.length === 0 && note === '' ? t('The plan would change nothing.') : note;
      await documents.showFiles(
        key,
        title,
        changed,
        text === '' ? undefined : { name: t('Would run.txt'), text },
      );
    },
    offerToKeep: (keep) => {
      offerToKeep(keep).catch((error: unknown) => log.error('A dry run could not be kept', error));
    },
    showStepChange: (key, title, changed) => documents.showFiles(key, title, changed),
    readText: (path) => textOf(options.workspace, path),
    showText: (key, name, text) => documents.show(key, name, text),
    save: (plan) => files.save(plan),
    openDocument: (session, stepId) => planDocuments.open(session, stepId),
    now: Date.now,
    onError: (what, error) => log.error(what, error),
  });
  const progress = watchPlanRuns({
    onEvent: hub.onEvent,
    isOnScreen: options.isOnScreen,
    later: (callback) => {
      const timer = setTimeout(callback, LONG_MS);
      return () => clearTimeout(timer);
    },
    show: showProgress,
  });
  const commands = createPlanCommands({
    hub,
    actions,
    files,
    log,
    reveal: options.reveal,
    manageContents: () => options.contents.manage(),
  });
  return {
    actions,
    commands,
    dispose() {
      progress.dispose();
      planDocuments.dispose();
    },
  };
}

async function offerToKeep(keep: () => Promise<void>): Promise<void> {
  const yes = t('Keep Changes with the Plan');
  const answer = await window.showInformationMessage(
    t(
      'Nothing was written. Kept with the plan, these changes are applied as shown when it runs; otherwise it works them out again.',
    ),
    yes,
  );
  if (answer !== yes) return;
  try {
    await keep();
  } catch (error) {
    if (!(error instanceof PersonError)) throw error;
    void window.showWarningMessage(error.message);
  }
}

async function textOf(workspace: EditorWorkspace, path: string): Promise<string | undefined> {
  try {
    return (await workspace.read((await workspace.resolve(path)).path)).text;
  } catch (error) {
    if (error instanceof WorkspaceError) return undefined; // deleted, or no file any more
    throw error;
  }
}

function showProgress(title: string, onCancel: () => void): ShownProgress {
  const ended = Promise.withResolvers<void>();
  let report: ShownProgress['report'] = () => undefined;
  void window.withProgress(
    { location: ProgressLocation.Notification, title, cancellable: true },
    (progress, token) => {
      token.onCancellationRequested(onCancel);
      report = (message, increment) => progress.report({ message, increment });
      return ended.promise;
    },
  );
  return { report: (text, increment) => report(text, increment), done: () => ended.resolve() };
}
