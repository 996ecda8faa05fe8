// How our default keys are named to a person. Which keys somebody has given to a command instead can't be asked from the editor.

/** Commands of the review with a default key. */
export type KeyedCommand =
  | 'planwright.keepHunk'
  | 'planwright.undoHunk'
  | 'planwright.peekHunk'
  | 'planwright.keepFile'
  | 'planwright.undoFile'
  | 'planwright.nextHunk'
  | 'planwright.previousHunk'
  | 'planwright.undoLastDecision';

const LETTERS: Readonly<Record<KeyedCommand, string>> = {
  'planwright.keepHunk': 'Y',
  'planwright.undoHunk': 'U',
  'planwright.peekHunk': 'O',
  'planwright.keepFile': 'Shift+Y',
  'planwright.undoFile': 'Shift+U',
  'planwright.nextHunk': 'J',
  'planwright.previousHunk': 'Shift+J',
  'planwright.undoLastDecision': 'Shift+Z',
};

/** @param isMac the person's own machine; the extension may run on another one, where this is not known (undefined) */
export function keyName(command: KeyedCommand, isMac: boolean | undefined): string {
  const [key = '', shift] = LETTERS[command].split('+').toReversed();
  const other = shift === undefined ? `Alt+${key}` : `Shift+Alt+${key}`;
  const mac = shift === undefined ? `⌃⌘${key}` : `⌃⇧⌘${key}`;
  if (isMac === undefined) return `${other}, ${mac}`;
  return isMac ? mac : other;
}
