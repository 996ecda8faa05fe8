/** A host that commands may reach, or may not. */
export interface NetworkHost {
  /** Lower case, in the letters of the wire; IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
}

/** A host that a command in the sandbox wanted to reach, and did not. */
export interface RefusedHost extends NetworkHost {
  /** `not_public`: allowed, but it leads to this machine or its network. */
  readonly reason: 'not_allowed' | 'not_public';
}
