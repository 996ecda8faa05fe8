// What stands between the files of a workspace and the agent: it answers every loader by what a person has decided, and keeps what nobody
// has decided about yet, so that a host can show it. It never asks by itself and never waits for a person.
import { contentHash, contentId } from './workspaceContent';
import type { AdmitContent, WorkspaceContent } from './workspaceContent';
import type { TrustStore } from './trustStore';

/** Something that was held back. `before`: what was trusted of it; absent when it was never seen. */
export interface WaitingContent extends WorkspaceContent {
  readonly before?: string;
}

export interface ContentGate {
  /** Where decisions are kept. */
  readonly location: string;
  readonly admit: AdmitContent;
  /** What was held back and nobody has decided about, the latest content of each. */
  waiting(): readonly WaitingContent[];
  /** Exactly this content may be used. */
  trust(content: WorkspaceContent): Promise<void>;
  /** It is not used, and nobody is asked about it again, whatever it holds. */
  refuse(content: WorkspaceContent): Promise<void>;
  /** Something waits that did not before, or with another content. Returns what ends it. */
  onDidHoldBack(listener: (content: WaitingContent) => void): () => void;
}

export function createContentGate(store: TrustStore): ContentGate {
  const held = new Map<string, WaitingContent>();
  const listeners = new Set<(content: WaitingContent) => void>();
  const hold = (content: WaitingContent): void => {
    const id = contentId(content);
    const isKnown = held.get(id)?.content === content.content;
    held.set(id, content);
    if (!isKnown) for (const listener of listeners) listener(content);
  };
  const decide = async (content: WorkspaceContent, decision: 'trusted' | 'refused'): Promise<void> => {
    await store.decide(content, decision);
    const id = contentId(content);
    // What came meanwhile is still to be looked at.
    if (decision === 'refused' || held.get(id)?.content === content.content) held.delete(id);
  };
  return {
    location: store.location,
    async admit({ kind, root, name, content }) {
      const asked: WorkspaceContent = { kind, root, name, content };
      const record = await store.find(asked).catch(() => undefined); // a guard that fails must not let it pass
      if (record?.decision === 'refused') return 'refused';
      if (record?.hash === contentHash(content)) {
        held.delete(contentId(asked));
        return 'trusted';
      }
      hold(record === undefined ? asked : { ...asked, before: record.content });
      return record === undefined ? 'new' : 'changed';
    },
    waiting: () => [...held.values()],
    trust: (content) => decide(content, 'trusted'),
    refuse: (content) => decide(content, 'refused'),
    onDidHoldBack(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
