// A question to a person about one call (spec section 4), and the answer.
import type { FileDiff } from '../tools/toolDetails';
import type { CommandFacts } from './commands/commandFacts';
import type { PermissionCause } from './permissionCause';

/** What an "always" would cover, as a value to be worded in the person's language. */
export type RememberSubject =
  | { readonly kind: 'command'; readonly command: string }
  | { readonly kind: 'tool'; readonly toolName: string }
  | { readonly kind: 'file' | 'folder'; readonly toolName: string; readonly path: string }
  /** A rule that the person wrote. */
  | { readonly kind: 'rule'; readonly rule: string };

/** What an "always" would cover. */
export interface RememberOffer {
  /** As in `permissions/rule.ts`, such as `bash(npm test)`. */
  readonly rule: string;
  /** The same in words: "run exactly `npm test` without asking". */
  readonly words: string;
  /** Absent in sessions that were stored without it. */
  readonly subject?: RememberSubject;
}

/** Everything a person needs to decide. Plain JSON. */
export interface ConfirmationDetails {
  readonly title: string;
  /** Why it asks. */
  readonly reason: string;
  /** The same as a value, to be worded in the person's language. */
  readonly cause?: PermissionCause;
  /** For commands: the whole line with control characters made visible. */
  readonly command?: string;
  /** The command would run outside of the sandbox: the model's words why. */
  readonly outsideSandbox?: string;
  /** For commands: what the line is known to do. Absent in sessions that were stored without it. */
  readonly facts?: CommandFacts;
  /** For writes: the proposed change. */
  readonly files?: readonly FileDiff[];
  /** Absent where nothing may be remembered (protected paths). */
  readonly remember?: RememberOffer;
}

export interface ConfirmationRequest {
  readonly sessionId: string;
  readonly toolId: string;
  readonly toolName: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly details: ConfirmationDetails;
}

/** Where an answer holds again: until the session ends, for this workspace, or everywhere. The host stores the last two. */
export type RuleScope = 'session' | StoredRuleScope;

/** Both are kept in the user's own storage: no file of a workspace may allow anything. */
export type StoredRuleScope = 'workspace' | 'user';

export type RememberScope = 'once' | RuleScope;

/** What a person takes of one proposed file; `path` as in `ConfirmationDetails.files`. */
export type FileAnswer =
  | { readonly path: string; readonly take: 'all' | 'none' }
  /** Ids of the hunks. */
  | { readonly path: string; readonly take: 'hunks'; readonly hunks: readonly string[] }
  /** The whole new text, as the person wrote it; where `isEditable`. */
  | { readonly path: string; readonly take: 'text'; readonly text: string };

export type ConfirmationAnswer =
  | {
      readonly approved: true;
      readonly remember?: RememberScope;
      /** Remembered instead of the offered rule, as the person changed it; it has to cover the call. */
      readonly rule?: string;
      /** Only this is written; files that are not named are left out. Absent: all that was proposed. */
      readonly files?: readonly FileAnswer[];
    }
  | { readonly approved: false; readonly reason?: string };

/**
 * Extension point: answers an ask. The signal fires when the run is cancelled or the question timed out; the answer is then ignored.
 * `onConfirm` of the session options is the short form.
 */
export interface ConfirmationProvider {
  /** Milliseconds before `timeoutAction`; 0 means none. Library default 30,000 (spec section 4); the panel has none. */
  readonly timeoutMs: number;
  readonly timeoutAction: 'reject' | 'auto_approve';
  request(request: ConfirmationRequest, signal: AbortSignal): Promise<ConfirmationAnswer>;
}
