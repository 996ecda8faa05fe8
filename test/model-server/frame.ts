/** What a frame builder knows about the request it answers. */
export interface FrameContext {
  readonly model: string;
  /** Number of the answer, from 1; part of the ids so that they are stable in tests. */
  readonly sequence: number;
  readonly newId: (prefix: string) => string;
  /** True where the client asked for usage (Chat Completions). */
  readonly usageWanted: boolean;
}

/** A server-sent event with a name. */
export function namedFrame(event: string, data: unknown): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** A server-sent event with data alone. */
export function dataFrame(data: unknown): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}
