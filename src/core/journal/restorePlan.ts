// What a restore would do, and where a person has to choose. Types only: the panel draws them.

/** `keep`: leave the file as it is now. `restore`: as it was at the checkpoint. `merge`: take back only what was done since. */
export type RestoreChoice = 'keep' | 'restore' | 'merge';

/** A file that is not as the journal left it: somebody else changed it since. */
export interface RestoreConflict {
  readonly path: string;
  readonly display: string;
  /** What is there now. `blocked`: a folder or a link, or unsaved text that a restore can't reach. */
  readonly now: 'changed' | 'deleted' | 'appeared' | 'blocked';
  /** What may be chosen; `keep` always, `merge` where both changes fit together. */
  readonly choices: readonly RestoreChoice[];
  /** The text that `merge` gives. */
  readonly merged?: string;
}

/** What a restore would do to one file. */
export interface PlannedFile {
  readonly path: string;
  readonly display: string;
  /** `create`: it comes back. `stay`: it can't be restored, or only over what a person did. */
  readonly action: 'change' | 'create' | 'delete' | 'stay';
  /** Somebody else changed it since: there is a choice to make. */
  readonly conflict?: RestoreConflict;
  /** Why it can't be restored, in words. */
  readonly notUndoable?: string;
}

/** What can be taken back to a checkpoint, and how. */
export interface RestorePlan {
  /** Absent where changes of files are not kept. */
  readonly files?: readonly PlannedFile[];
  /** The conversation can be taken back as well: its prompt is still there. */
  readonly canCut: boolean;
}
