// Reads git's index file (versions 2 to 4), which says of each tracked file what it was like when git last knew it to be clean.
// Only reads. What is not understood gives no entry, so that nothing is taken for clean by mistake.
import type { FileStamp } from './fileStamp';

/** How a file on disk stands to its entry. `unsure`: only its content can tell. */
export type Cleanness = 'clean' | 'unsure' | 'changed';

export interface GitIndex {
  /** Hash of objects. */
  readonly algorithm: 'sha1' | 'sha256';
  /** The file that it was read from. */
  readonly bytes: Buffer;
  /** As `GitIndexOptions.modified`. */
  readonly modified: number;
  /** Id of the object that a tracked file has; paths relative to the top of the work tree, with `/`. */
  objectOf(path: string): string | undefined;
  /** Paths of submodules. */
  readonly gitlinks: readonly string[];
  isTracked(path: string): boolean;
  /** True when something below this folder is tracked. */
  holdsTracked(folder: string): boolean;
  cleanness(path: string, stamp: FileStamp): Cleanness;
}

export interface GitIndexOptions {
  readonly algorithm: 'sha1' | 'sha256';
  /** When the index file was written; milliseconds since the epoch. Entries as young as it may be racy. */
  readonly modified: number;
}

const HEADER_BYTES = 12;
/** Times, device, inode, mode, owner and size, before the object id. */
const STAT_BYTES = 40;
const REGULAR_FILE = 0o100000;
const GITLINK = 0o160000;
const EXTENDED = 0x4000;
const STAGE = 0x3000;
const INTENT_TO_ADD = 0x2000;

/** Undefined for a damaged index, one of another version, and one that is split over two files. */
export function parseGitIndex(bytes: Buffer, { algorithm, modified }: GitIndexOptions): GitIndex | undefined {
  try {
    return parse(bytes, algorithm, modified);
  } catch (error) {
    // Cut off in the middle: a read beyond the end.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function parse(bytes: Buffer, algorithm: GitIndex['algorithm'], modified: number): GitIndex | undefined {
  const version = bytes.readUInt32BE(4);
  if (bytes.toString('latin1', 0, 4) !== 'DIRC' || version < 2 || version > 4) return undefined;
  const idBytes = algorithm === 'sha1' ? 20 : 32;
  const entries = new Map<string, number>();
  const gitlinks: string[] = [];
  let at = HEADER_BYTES;
  let previous: Buffer = Buffer.alloc(0);
  for (let left = bytes.readUInt32BE(8); left > 0; left -= 1) {
    const start = at;
    const flags = bytes.readUInt16BE(start + STAT_BYTES + idBytes);
    const isExtended = version >= 3 && (flags & EXTENDED) !== 0;
    const more = isExtended ? bytes.readUInt16BE(start + STAT_BYTES + idBytes + 2) : 0;
    at = start + STAT_BYTES + idBytes + (isExtended ? 4 : 2);
    let name: string;
    if (version === 4) {
      const stripped = readVariableLength(bytes, at);
      const end = endOfName(bytes, stripped.next);
      previous = Buffer.concat([
        previous.subarray(0, previous.length - stripped.value),
        bytes.subarray(stripped.next, end),
      ]);
      name = previous.toString('utf8');
      at = end + 1;
    } else {
      const end = endOfName(bytes, at);
      name = bytes.toString('utf8', at, end);
      // Padded with one to eight zero bytes.
      at = start + Math.floor((end - start + 8) / 8) * 8;
    }
    const isWhole = (flags & STAGE) === 0 && (more & INTENT_TO_ADD) === 0;
    const kind = bytes.readUInt32BE(start + 24) & 0o170000;
    if (isWhole && kind === REGULAR_FILE) entries.set(name, start);
    if (kind === GITLINK) gitlinks.push(name);
  }
  if (hasExtension(bytes, at, idBytes, 'link')) return undefined;
  const folders = new Set<string>();
  for (const path of entries.keys()) {
    for (let end = path.lastIndexOf('/'); end !== -1; end = path.lastIndexOf('/', end - 1)) {
      const folder = path.slice(0, end);
      if (folders.has(folder)) break;
      folders.add(folder);
    }
  }
  return {
    algorithm,
    bytes,
    modified,
    gitlinks,
    objectOf(path) {
      const start = entries.get(path);
      return start === undefined
        ? undefined
        : bytes.toString('hex', start + STAT_BYTES, start + STAT_BYTES + idBytes);
    },
    isTracked: (path) => entries.has(path),
    holdsTracked: (folder) => folders.has(folder),
    cleanness(path, stamp) {
      const start = entries.get(path);
      if (start === undefined || stamp.kind !== 'file') return 'changed';
      const field = (offset: number): number => bytes.readUInt32BE(start + offset);
      const time = (offset: number): number => field(offset) * 1000 + field(offset + 4) / 1e6;
      // Git writes a size of nothing where it is not sure itself.
      if (field(36) !== stamp.size % 2 ** 32) return field(36) === 0 ? 'unsure' : 'changed';
      const isExecutable = (field(24) & 0o100) !== 0;
      const isUntouched =
        isSameTime(time(8), stamp.modified) &&
        isSameTime(time(0), stamp.changed) &&
        (field(20) === 0 || field(20) === stamp.inode % 2 ** 32) &&
        (process.platform === 'win32' || isExecutable === ((stamp.mode & 0o100) !== 0));
      const isRacy = time(8) >= modified - TIME_STEP_MS;
      return isUntouched && !isRacy ? 'clean' : 'unsure';
    },
  };
}

/** What is lost when nanoseconds become fractions of a millisecond. */
const TIME_STEP_MS = 0.001;

function isSameTime(recorded: number, found: number): boolean {
  return Math.abs(recorded - found) < TIME_STEP_MS;
}

function endOfName(bytes: Buffer, from: number): number {
  const end = bytes.indexOf(0, from);
  if (end === -1) throw new RangeError('cut off');
  return end;
}

/** As in pack files: seven bits a byte, each further byte adds one to what came before. */
function readVariableLength(bytes: Buffer, from: number): { readonly value: number; readonly next: number } {
  let at = from;
  let byte = bytes.readUInt8(at);
  let value = byte & 0x7f;
  while ((byte & 0x80) !== 0) {
    at += 1;
    byte = bytes.readUInt8(at);
    value = (value + 1) * 128 + (byte & 0x7f);
  }
  return { value, next: at + 1 };
}

function hasExtension(bytes: Buffer, from: number, idBytes: number, signature: string): boolean {
  for (let at = from; at + 8 <= bytes.length - idBytes; at += 8 + bytes.readUInt32BE(at + 4)) {
    if (bytes.toString('latin1', at, at + 4) === signature) return true;
  }
  return false;
}
