export const GLOB_DESCRIPTION =
  'Finds files by name pattern, such as src/**/*.test.ts. `*` stays within one folder, `**` spans folders. Ignored files are left out.';
