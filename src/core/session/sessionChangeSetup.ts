// What records the changes of one session: its journal, and what finds the changes of its commands.
import { isAbsolute } from 'node:path';
import { createCommandEffects } from '../effects/commandEffects';
import type { CommandEffects, CommandEffectsOptions } from '../effects/commandEffects';
import { blobsDirOf, createSessionChanges } from '../journal/sessionChanges';
import type { SessionChanges } from '../journal/sessionChanges';
import type { ToolServices } from '../tools/toolServices';
import type { CommitLease } from '../workspace/commit';
import type { SessionSetup } from './session';
import { changesPath } from './sessionFileName';
import type { NoticeCause } from '../words/noticeCause';

/** Changes are kept beside the stored session; without such a place there is no undo. */
export function createChanges(
  { store, sessionId, workspace, runtime, options, effects }: SessionSetup,
  leaseFor: () => CommitLease,
  onFailure: (cause: NoticeCause) => void,
): SessionChanges | undefined {
  if (store === undefined || !isAbsolute(store.location)) return undefined;
  const path = changesPath(store.location, sessionId);
  const { now, newId } = runtime;
  const review = options.review === undefined ? {} : { review: options.review };
  const onWritten = effects.note;
  return createSessionChanges({
    path,
    sessionId,
    workspace,
    now,
    newId,
    leaseFor,
    onWritten,
    onFailure,
    ...review,
  });
}

/** Only where changes are kept, and commands run on the same files. */
export function createEffects(
  { effects, workspace, store, sessionId, runtime }: SessionSetup,
  { commands }: ToolServices,
  changes: SessionChanges | undefined,
  notify: CommandEffectsOptions['notify'],
): CommandEffects | undefined {
  if (changes === undefined || commands === undefined || store === undefined) return undefined;
  return createCommandEffects({
    sessionId,
    workspace,
    changes,
    shared: effects.share(workspace, blobsDirOf(changesPath(store.location, sessionId))),
    whenEnded: (id) => commands.whenEnded(id),
    newId: runtime.newId,
    notify,
  });
}
