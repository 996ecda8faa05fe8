import type { RestoreTrail } from './restoreTrail';

/** Names listed at most; the rest is counted. */
const NAMES = 40;

/** What the model is told before its next turn about restores; empty when there is nothing. */
export function restoreNote(untold: RestoreTrail['untold']): string {
  return untold.map(noteOf).join('\n');
}

function noteOf(event: RestoreTrail['untold'][number]): string {
  if (event.type === 'history_cut') {
    return (
      'The person took this conversation back to here: what was said after it is gone. The files were left as they are now, so these may ' +
      `differ from what you saw: ${names(event.filesLeft ?? [])}. Read them before you rely on them.`
    );
  }
  const what =
    event.isRedo === true
      ? `The person brought changes back that had been taken back before: ${names(event.restored)}.`
      : `The person took files back to how they were before an earlier prompt; what you changed in them since is gone: ${names(event.restored)}.`;
  const kept = event.kept.length === 0 ? '' : ` Left as the person has them now: ${names(event.kept)}.`;
  const advice =
    event.isRedo === true
      ? ' Read them before you rely on them.'
      : ' Read them before you rely on them, and do not make those changes again unless you are asked to.';
  return what + kept + advice;
}

function names(files: readonly string[]): string {
  const shown = files.slice(0, NAMES).join(', ');
  return files.length > NAMES ? `${shown} and ${files.length - NAMES} more` : shown;
}
