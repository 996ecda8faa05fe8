export const WRITE_DESCRIPTION = `Writes a whole file, with its parent folders. For a new file or a complete rewrite; use edit for changes.
An existing file must have been read first.`;
