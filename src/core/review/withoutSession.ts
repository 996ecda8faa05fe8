// What stays of a file under review when the changes of a session are not (or no longer) this window's to decide.
import { acceptedWhole, withText } from './fileUnderReview';
import type { FileUnderReview } from './fileUnderReview';
import { kept } from './reviewedText';

/** Hunks that nobody else made count as kept. @param isOthers says of a change that its session is not this window's */
export function withoutChanges(
  file: FileUnderReview,
  isOthers: (changeId: string) => boolean,
): FileUnderReview {
  const changes = file.changes.filter((id) => !isOthers(id));
  const isWholeGone = file.changes.length > 0 && changes.length === 0;
  const left = isWholeGone ? acceptedPlace(file) : { ...file, changes };
  if (left.content.kind !== 'text') return left;
  const { text } = left.content;
  const ids = text.hunks.hunks.filter(({ sources }) => sources.every(isOthers)).map(({ id }) => id);
  const rest = kept(text, ids);
  const hunks = rest.hunks.hunks.map((hunk) => ({
    ...hunk,
    sources: hunk.sources.filter((id) => !isOthers(id)),
  }));
  return withText(left, { ...rest, hunks: { ...rest.hunks, hunks } });
}

/** Creation, deletion or rename are accepted; the hunks are looked at one by one. */
function acceptedPlace(file: FileUnderReview): FileUnderReview {
  if (file.presence === 'deleted' || file.content.kind === 'opaque') return acceptedWhole(file);
  const { notUndoable: _, ...rest } = file;
  return { ...rest, origin: file.place, changes: [] };
}
