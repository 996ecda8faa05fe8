// The review of this window with what it follows: documents, files on disk, and what its sessions have stored.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createBlobStore } from '../../core/journal/blobStore';
import { createReview } from '../../core/review/createReview';
import type { ReviewEngine } from '../../core/review/createReview';
import { changesPath, reviewPath } from '../../core/session/sessionFileName';
import type { FileLeases } from '../../core/workspace/fileLeases';
import type { EditorWorkspace } from '../workspace/editorWorkspace';
import { ReviewDocuments } from './reviewDocuments';

export interface WindowReviewOptions {
  readonly workspace: EditorWorkspace;
  readonly leases: FileLeases;
  /** Folder of the stored sessions. */
  readonly sessionsFolder: string;
  readonly onError: (what: string, error: unknown) => void;
}

export interface WindowReview {
  readonly review: ReviewEngine;
  /** Stores what is not stored yet. */
  close(): Promise<void>;
}

export function openWindowReview({
  workspace,
  leases,
  sessionsFolder,
  onError,
}: WindowReviewOptions): WindowReview {
  const review = createReview({
    workspace,
    newId: randomUUID,
    now: Date.now,
    lease: () => ({ leases, holder: { name: 'the review' } }),
    storage: {
      blobs: createBlobStore({ dir: join(sessionsFolder, 'changes', 'blobs') }),
      journalPath: (sessionId) => changesPath(sessionsFolder, sessionId),
      reviewPath: (sessionId) => reviewPath(sessionsFolder, sessionId),
    },
    onFailure: (error) => onError('The review could not be stored or read', error),
  });
  const documents = new ReviewDocuments({
    review,
    workspace,
    onError: (error) => onError('A file under review could not be followed', error),
  });
  return {
    review,
    async close() {
      documents.dispose();
      await review.dispose();
    },
  };
}
