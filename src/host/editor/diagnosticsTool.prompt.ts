export const DIAGNOSTICS_DESCRIPTION = `Shows the problems that the editor knows about: errors and warnings of compilers, linters and language servers.

- With file_path: the problems of that file, after the language server had a moment to look at it. Use it after you changed a file.
- Without: the problems of all files that the language servers have reported so far. That may not be the whole project; run its build or its tests where you need to be sure.
- An empty result means that nothing is reported, not that the code is right.`;
