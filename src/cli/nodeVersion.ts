/** The oldest Node that the command line and the library run on. */
export const OLDEST_NODE = '22.13.0';

/** What is wrong with a Node version, for a person; undefined when it is new enough. */
export function nodeVersionProblem(version: string): string | undefined {
  const have = parts(version);
  const need = parts(OLDEST_NODE);
  for (let index = 0; index < need.length; index++) {
    const difference = (have[index] ?? 0) - (need[index] ?? 0);
    if (difference > 0) return undefined;
    if (difference < 0) return `planwright needs Node ${OLDEST_NODE} or newer; this is Node ${version}.`;
  }
  return undefined;
}

function parts(version: string): number[] {
  return version.split('.').map((part) => Number.parseInt(part, 10));
}
