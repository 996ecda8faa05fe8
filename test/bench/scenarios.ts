// What the scripted model asks for in each scenario.
import { revisionLine, sourceFile } from './workspace';

export interface ToolCall {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
}

export interface Scenario {
  readonly name: string;
  /** Turns with tool calls before the final answer. */
  readonly turns: number;
  /** The calls of one turn. */
  readonly calls: (turn: number) => readonly ToolCall[];
  /** Pieces of text of the final answer. */
  readonly deltas: number;
}

const none = (): readonly ToolCall[] => [];

export const SCENARIOS = {
  hello: { name: 'hello', turns: 0, calls: none, deltas: 2 },
  tools50: { name: '50 tool turns', turns: 50, calls: (turn) => [mixed(turn)], deltas: 2 },
  parallel8: { name: '8 parallel reads', turns: 10, calls: eightReads, deltas: 2 },
  stream10k: { name: '10,000 deltas', turns: 0, calls: none, deltas: 10_000 },
  long200: { name: '200 turns', turns: 200, calls: (turn) => [mixed(turn)], deltas: 2 },
} as const satisfies Readonly<Record<string, Scenario>>;

/** Read, search, list, edit, run: five turns that belong together, on another file each time. */
function mixed(turn: number): ToolCall {
  const index = Math.floor(turn / 5) * 41 + 3;
  const path = sourceFile(index);
  switch (turn % 5) {
    case 0:
      return { name: 'read', args: { file_path: path } };
    case 1:
      return { name: 'grep', args: { pattern: `handler${index}_[0-3]`, path: 'src' } };
    case 2:
      return { name: 'glob', args: { pattern: path.replace(/file\d+\.ts$/, 'file1*.ts') } };
    case 3:
      return {
        name: 'edit',
        args: { file_path: path, old_string: revisionLine(index, 1), new_string: revisionLine(index, 2) },
      };
    default:
      return { name: 'bash', args: { command: `git status --short | wc -l && echo turn-${turn}` } };
  }
}

function eightReads(turn: number): readonly ToolCall[] {
  return Array.from({ length: 8 }, (_, number) => ({
    name: 'read',
    args: { file_path: sourceFile(turn * 53 + number * 17) },
  }));
}
