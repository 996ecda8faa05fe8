// Takes a decision back for one file: what has to be written, and what the file under review is afterwards. Pure but for `stored`.
import type { FileChange, ResolvedPath } from '../workspace/workspace';
import { presentVersion, withText } from './fileUnderReview';
import type { FileUnderReview } from './fileUnderReview';
import { withHunksBack } from './decision';
import type { DecidedFile, Decision } from './decision';
import { currentText, typed } from './reviewedText';
import { contentAs, textOfSnapshot, wholeContent } from './undoPlan';
import type { Present, UndoPlan } from './undoPlan';
import type { RefusalReason } from './refusal';

export interface TakeBackInput {
  readonly kind: Decision['kind'];
  readonly item: DecidedFile;
  /** The file as it is under review now, if it still is. */
  readonly file: FileUnderReview | undefined;
  readonly resolved: ResolvedPath;
  readonly present: Present;
  /** Where the file lay before the decision, if that is another place. */
  readonly earlier?: { readonly resolved: ResolvedPath; readonly isFree: boolean };
  /** The content that it had before the decision, where that is no text. */
  readonly stored?: Uint8Array;
}

const refused = (reason: RefusalReason): UndoPlan => ({ kind: 'refused', reason });
const CHANGED = 'it was changed since';

export function planTakeBack(input: TakeBackInput): UndoPlan {
  const { kind, item, file } = input;
  if (file === undefined) return refused(CHANGED);
  const { before, after } = item;
  const decided = Math.max(1, item.hunks.length);
  const isWhole =
    before.presence === 'deleted' || after.presence === 'gone' || before.content.kind === 'opaque';
  if (kind === 'keep') {
    if (!isWhole) {
      const next = withHunksBack(kind, item, file);
      return next === undefined ? refused(CHANGED) : { kind: 'write', file, next, decided };
    }
    const isAsLeft = file.presence === after.presence && isSameContent(file, after);
    return isAsLeft
      ? { kind: 'write', file, next: { ...before, place: file.place }, decided }
      : refused(CHANGED);
  }
  if (after.presence === 'gone') return planCreateAgain(input, file);
  const { present } = input;
  if (typeof present === 'string' || file.presence !== 'there') return refused(CHANGED);
  if (isWhole || before.place.path !== after.place.path) return planWhole(input, file, present);
  if (file.content.kind !== 'text') return refused(CHANGED);
  const now = textOfSnapshot(file.content, present);
  if (now === undefined) return refused('it has unsaved text that the editor cannot keep byte for byte');
  const seen = now === currentText(file.content.text) ? file : withText(file, typed(file.content.text, now));
  const next = withHunksBack(kind, item, seen);
  if (next?.content.kind !== 'text') return refused(CHANGED);
  const text = contentAs(next.content, currentText(next.content.text), present);
  const change: FileChange = { kind: 'edit', file: input.resolved, before: present, after: text };
  return { kind: 'write', change, file: seen, next, decided };
}

/** The file was created by the change, and its undo has deleted it. */
function planCreateAgain(
  { item, present, resolved, stored }: TakeBackInput,
  file: FileUnderReview,
): UndoPlan {
  if (present !== 'absent') return refused('there is another file of that name now');
  const { before } = item;
  const after = contentBefore(before, stored);
  if (after === undefined) return refused('its content is not stored any more');
  const change: FileChange = { kind: 'create', file: resolved, after };
  return { kind: 'write', change, file, next: before, decided: Math.max(1, item.hunks.length) };
}

/** A deletion, a rename or another content without text, done again. */
function planWhole(
  { item, resolved, stored, earlier }: TakeBackInput,
  file: FileUnderReview,
  present: Exclude<Present, string>,
): UndoPlan {
  const { before, after } = item;
  const isText = after.content.kind === 'text';
  const isAsLeft =
    after.content.kind === 'text'
      ? textOfSnapshot(after.content, present) === currentText(after.content.text)
      : present.version === presentVersion(after.content);
  if (!isAsLeft || present.dirty) return refused(CHANGED);
  const done = (change: FileChange): UndoPlan => ({ kind: 'write', change, file, next: before, decided: 1 });
  if (before.presence === 'deleted') return done({ kind: 'delete', file: resolved, before: present });
  const content = isText && isSameContent(before, after) ? undefined : contentBefore(before, stored);
  if (content === undefined && !isSameContent(before, after))
    return refused('its content is not stored any more');
  if (earlier !== undefined) {
    if (!earlier.isFree) return refused('there is another file of that name now');
    const text = content === undefined ? {} : { after: content };
    return done({ kind: 'rename', file: resolved, to: earlier.resolved, before: present, ...text });
  }
  return content === undefined
    ? refused(CHANGED)
    : done({ kind: 'edit', file: resolved, before: present, after: content });
}

function contentBefore({ content }: FileUnderReview, stored: Uint8Array | undefined) {
  if (content.kind === 'text') return wholeContent(content, currentText(content.text));
  return stored === undefined ? undefined : { bytes: stored };
}

function isSameContent(left: FileUnderReview, right: FileUnderReview): boolean {
  if (left.content.kind === 'opaque') {
    return right.content.kind === 'opaque' && presentVersion(left.content) === presentVersion(right.content);
  }
  return right.content.kind === 'text' && currentText(left.content.text) === currentText(right.content.text);
}
