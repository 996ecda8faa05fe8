import type { ReadLedger } from '../tools/toolServices';

/** A ledger in memory, one per session. */
export function createReadLedger(): ReadLedger {
  const versions = new Map<string, string>();
  return {
    seen: (path, version) => {
      versions.set(path, version);
    },
    versionOf: (path) => versions.get(path),
  };
}
