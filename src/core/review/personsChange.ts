// What a write does that a person asked for and that is no decision of the review: a restore, or an undo that the review had not stored
// before the window was gone. What it brings back of earlier states is pending again.
import { textIn, withText, withVersion } from './fileUnderReview';
import type { FileUnderReview } from './fileUnderReview';
import { currentText, steppedBack, typed } from './reviewedText';
import type { ReviewableChange, ReviewContent } from './reviewSink';

/** The file after the write; undefined when it is not under review. */
export function applyPersonsChange(
  change: ReviewableChange,
  file: FileUnderReview | undefined,
): FileUnderReview | undefined {
  if (file === undefined) return undefined;
  const { kind, before, after } = change;
  switch (kind) {
    case 'create':
      return withContent({ ...file, presence: 'there', place: change.file }, undefined, after);
    case 'delete': {
      const isAgents = file.origin !== 'absent' && file.changes.length > 0;
      return { ...file, presence: isAgents ? 'deleted' : 'gone' };
    }
    case 'edit':
      return withContent(file, before, after);
    case 'rename':
      return withContent({ ...file, place: change.to ?? file.place }, before, after);
  }
}

function withContent(
  file: FileUnderReview,
  before: ReviewContent | undefined,
  after: ReviewContent | undefined,
): FileUnderReview {
  const { content } = file;
  if (after === undefined) return file;
  if (content.kind === 'opaque') {
    return after.kind === 'opaque' ? withVersion(file, after.version) : file;
  }
  if (after.kind === 'opaque') return file;
  const seen =
    before === undefined || before.kind === 'opaque' || currentText(content.text) === textIn(before)
      ? content.text
      : typed(content.text, textIn(before));
  const text = steppedBack(seen, textIn(after));
  // The model hears of restores in other words.
  return withText(file, { ...text, told: text.hunks });
}
