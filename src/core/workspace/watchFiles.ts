/**
 * Tells of files that change, by whomever, also of unsaved text where the workspace sees it. It may tell of a change that was none, and
 * must not throw.
 *
 * @param paths resolved ones; what is not there yet counts as well
 * @param onChange told the path as it was given
 */
export type WatchFiles = (paths: readonly string[], onChange: (path: string) => void) => { dispose(): void };
