// What a workspace would instruct the agent by, and what a person has decided about it: for hosts that show it.
import { listTemplates } from '../plan/workspaceTemplates';
import type { ContentGate, WaitingContent } from '../trust/contentGate';
import { readContent } from '../trust/readContent';
import type { TrustRecord, TrustStore } from '../trust/trustStore';
import type { AdmitContent } from '../trust/workspaceContent';
import type { Workspace } from '../workspace/workspace';
import { WorkspaceError } from '../workspace/workspaceError';
import { createProjectInstructions } from './projectInstructions';

/** Asks `admit` about the instructions of the roots and about the plan templates, as their loaders would. Nothing in Restricted Mode. */
export async function lookAtContents(workspace: Workspace, admit: AdmitContent): Promise<void> {
  await createProjectInstructions(workspace, true, { warn: () => undefined, admit }).ofRoots();
  await listTemplates(workspace, admit);
}

/** `new` and `changed` wait for a decision and are not used; `gone`: was trusted, and can't be read any more. */
export interface ListedContent {
  readonly state: 'new' | 'changed' | 'trusted' | 'never' | 'gone';
  readonly content: WaitingContent;
}

/** All of it in the folders of the workspace, by name. */
export async function listContents(
  workspace: Workspace,
  gate: Pick<ContentGate, 'admit' | 'waiting'>,
  store: Pick<TrustStore, 'list'>,
): Promise<readonly ListedContent[]> {
  const roots = new Set(workspace.folders.map(({ root }) => root));
  const isHere = ({ root }: { readonly root: string }): boolean => roots.has(root);
  await lookAtContents(workspace, gate.admit);
  const decided: ListedContent[] = [];
  for (const record of (await store.list()).filter(isHere)) {
    const state = await stateOf(workspace, record, gate.admit);
    if (state !== 'changed') decided.push({ state, content: record });
  }
  const waiting = gate.waiting().filter(isHere);
  return [
    ...waiting.map((content): ListedContent => ({
      state: content.before === undefined ? 'new' : 'changed',
      content,
    })),
    ...decided,
  ].sort((left, right) => left.content.name.localeCompare(right.content.name));
}

async function stateOf(
  workspace: Workspace,
  record: TrustRecord,
  admit: AdmitContent,
): Promise<ListedContent['state']> {
  if (record.decision === 'refused') return 'never';
  // One entry of a file is looked at by its loader.
  if (record.name.includes('#')) return 'trusted';
  try {
    const file = await workspace.resolve(`${record.root}/${record.name}`);
    const content = await readContent(workspace, file, record.kind);
    if (content === undefined) return 'gone';
    return (await admit(content)) === 'trusted' ? 'trusted' : 'changed';
  } catch (error) {
    if (error instanceof WorkspaceError) return 'gone';
    throw error;
  }
}
