import { ConfigurationError } from '../../core/config/configurationError';
import type { AgentApi, SessionApi } from '../../core/session/sessionApi';
import type { SessionOptions } from '../../core/session/sessionOptions';
import { createDiskWorkspace } from '../../core/workspace/diskWorkspace';
import { withRememberedRules } from '../ask/rememberedRules';
import { findResumeTarget } from '../resumeTarget';

/** Opens a stored session, in the folders it was saved with unless another one was named. Throws `ConfigurationError`. */
export async function openResumed(
  agent: AgentApi,
  wanted: string,
  folder: string,
  isFolderNamed: boolean,
  options: SessionOptions,
  permissionsFile: string,
): Promise<SessionApi> {
  const store = agent.sessionStore;
  if (!store) throw new ConfigurationError('Sessions are not stored here.');
  const summary = await findResumeTarget(store, wanted, folder);
  const saved = isFolderNamed || summary.workspace.length === 0 ? [folder] : summary.workspace;
  const workspace = createDiskWorkspace({ folders: saved.map((root) => ({ root })) });
  const withRules = await withRememberedRules(options, permissionsFile, saved[0] ?? folder);
  const session = agent.resumeSession(summary.sessionId, { ...withRules, workspace });
  await session.ready;
  return session;
}
