// What the model is told about the marks that stand in place of secrets.

/** A change would write a mark into a file. */
export const markInChange = (mark: string, place: string): string =>
  `Nothing was written: the new text of ${place} holds ${mark}, a mark that only stands in what you are shown. The file has the real ` +
  'value there, and writing the mark would destroy it. Change only the lines around it with edit, and leave the line with the mark out of ' +
  'old_string and new_string. Where a value has to be changed, ask the person to do it.';

/** A text to look for holds a mark. */
export const markInOldText = (mark: string): string =>
  `The text you gave holds ${mark}, a mark that stands in place of a secret in what you are shown; the file has the real value. Choose a ` +
  'text without it.';
