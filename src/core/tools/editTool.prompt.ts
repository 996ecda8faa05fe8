export const EDIT_DESCRIPTION = `Replaces text in a file: old_string by new_string, or a list of edits, applied in order, all or nothing.
old_string is the file's text without line numbers and must be found once; add surrounding lines to make it unique, or set replace_all.
In a notebook name the cell; an empty old_string then replaces the whole cell.`;
