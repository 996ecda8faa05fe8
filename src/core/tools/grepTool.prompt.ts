export const GREP_DESCRIPTION =
  'Searches file contents by regular expression (ripgrep syntax; look-around works). Ignored files are left out; dot files are searched.';
