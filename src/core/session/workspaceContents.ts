// What a workspace would instruct the agent by from the first prompt on, so that a person can be told before they write it.
import { listTemplates } from '../plan/workspaceTemplates';
import type { AdmitContent } from '../trust/workspaceContent';
import type { Workspace } from '../workspace/workspace';
import { createProjectInstructions } from './projectInstructions';

/** Asks `admit` about the instructions of the roots and about the plan templates, as their loaders would. Nothing in Restricted Mode. */
export async function lookAtContents(workspace: Workspace, admit: AdmitContent): Promise<void> {
  await createProjectInstructions(workspace, true, { warn: () => undefined, admit }).ofRoots();
  await listTemplates(workspace, admit);
}
