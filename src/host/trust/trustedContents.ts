// Builds what the window does about contents of the workspace that instruct the agent: the gate for all sessions, questions, the command.
import { l10n, window } from 'vscode';
import type { Disposable } from 'vscode';
import { lookAtContents } from '../../core/session/workspaceContents';
import { createContentGate } from '../../core/trust/contentGate';
import type { ContentGate, WaitingContent } from '../../core/trust/contentGate';
import { createTrustStore } from '../../core/trust/trustStore';
import { contentHash } from '../../core/trust/workspaceContent';
import type { Workspace } from '../../core/workspace/workspace';
import type { PanelDocuments } from '../panel/documents';
import { ContentQuestions } from './contentQuestions';
import { chooseTrust, manageContents } from './manageContents';

export interface TrustedContentsOptions {
  readonly workspace: Workspace;
  readonly documents: PanelDocuments;
  /** Folder in the person's own storage. */
  readonly folder: string;
  /** What waits for the person is another than before. */
  readonly onDidChange: () => void;
  readonly onError: (what: string, error: unknown) => void;
}

export interface TrustedContents extends Disposable {
  readonly gate: ContentGate;
  readonly questions: ContentQuestions;
  /** Finds what waits, so that a person is told before the first prompt. */
  look(): void;
  manage(): Promise<void>;
}

/** Milliseconds in which what is found is told in one notice. */
const GATHER_MS = 300;

export function createTrustedContents({
  workspace,
  documents,
  folder,
  onDidChange,
  onError,
}: TrustedContentsOptions): TrustedContents {
  const store = createTrustStore(folder);
  const gate = createContentGate(store);
  const show = async (content: WaitingContent): Promise<void> => {
    const { name, before } = content;
    const key = `trust/${contentHash(content.content).slice(0, 16)}`;
    if (before === undefined) await documents.show(key, name, content.content);
    else
      await documents.showFiles(key, l10n.t('changed since you trusted it'), [
        { path: name, before, after: content.content },
      ]);
  };
  const questions = new ContentQuestions({
    gate,
    ask: async (text, buttons) => window.showInformationMessage(text, ...buttons),
    show,
    choose: chooseTrust,
    onDidChange,
    later: (callback) => void setTimeout(() => void callback(), GATHER_MS),
    onError: (error) => onError('A question about trust failed', error),
  });
  return {
    gate,
    questions,
    look() {
      lookAtContents(workspace, gate.admit).catch((error: unknown) =>
        onError('What instructs the agent could not be read', error),
      );
    },
    manage: () => manageContents({ workspace, gate, store, questions, show }),
    dispose: () => questions.dispose(),
  };
}
