/**
 * Why a file can't be decided about, undone or restored, as words that follow its name. English is told to the model; hosts word it in the
 * language of the person.
 */
export type RefusalReason =
  | 'it is not under review any more'
  | 'it was changed since'
  | 'it was changed at the same moment, or has unsaved text'
  | 'it was changed since it was created, and undoing deletes it'
  | 'it has unsaved text: save it or throw that text away first'
  | 'it has unsaved text that the editor cannot keep byte for byte'
  | 'it is no text any more'
  | 'it is read-only'
  | 'its path leads to another place now'
  | 'its earlier name is not known'
  | 'its content is not stored any more'
  | 'its earlier content is not stored any more'
  | 'its earlier content could not be stored'
  | 'its earlier content was too large to be stored'
  | 'the store for earlier contents was full'
  | 'its content before the command is not known'
  | 'it is a link'
  | 'only contents are recorded'
  | 'the file is not there any more'
  | 'there is another file of that name now'
  | 'there is another file of its earlier name now'
  | 'something that is no file has taken its place'
  | 'it is being changed by other work'
  | 'it is outside the workspace'
  | 'the editor refused the change'
  | 'it was changed in the editor but could not be saved'
  | 'its encoding lacks some character of the text'
  | 'the disk is full'
  | 'another program has changed the text that it was made on';
