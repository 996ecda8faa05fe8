// The processes of the machine, as far as ending a command needs them: descendants may have left the process group
// (job control, `setsid`), and only the table finds those.

export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  /** 0 where the system does not tell. */
  readonly session: number;
  /** Tells a process from a later one with the same id; empty where the system does not tell. */
  readonly startedAt: string;
  /** Ended already, and only waiting for its parent to notice. */
  readonly isZombie: boolean;
}

/** Everything that belongs to the command that `root` started: its group, its session, and descendants of those. */
export function membersOf(root: number, table: readonly ProcessEntry[]): readonly ProcessEntry[] {
  const members = new Map<number, ProcessEntry>();
  for (const entry of table) {
    if (entry.pid === root || entry.group === root || entry.session === root) {
      members.set(entry.pid, entry);
    }
  }
  for (let size = -1; size !== members.size;) {
    size = members.size;
    for (const entry of table) {
      if (members.has(entry.parent)) {
        members.set(entry.pid, entry);
      }
    }
  }
  return [...members.values()].filter((entry) => !entry.isZombie);
}

/** Reads one line of `/proc/<pid>/stat`; undefined when it is not one. The name in it may hold spaces and brackets. */
export function parseProcStat(text: string): ProcessEntry | undefined {
  const open = text.indexOf(' (');
  const close = text.lastIndexOf(') ');
  if (open < 0 || close < 0) {
    return undefined;
  }
  const fields = text.slice(close + 2).split(' ');
  const [state, parent, group, session] = fields;
  return {
    pid: Number(text.slice(0, open)),
    parent: Number(parent),
    group: Number(group),
    session: Number(session),
    startedAt: fields[19] ?? '',
    isZombie: state === 'Z' || state === 'X',
  };
}

/** Reads the output of `ps -A -o pid=,ppid=,pgid=,stat=`. */
export function parsePs(text: string): readonly ProcessEntry[] {
  return text.split('\n').flatMap((line) => {
    const match = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)/.exec(line);
    if (match === null) {
      return [];
    }
    const [, pid, parent, group, state = ''] = match;
    return [
      {
        pid: Number(pid),
        parent: Number(parent),
        group: Number(group),
        session: 0,
        startedAt: '',
        isZombie: state.startsWith('Z'),
      },
    ];
  });
}
