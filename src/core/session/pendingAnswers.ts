// Lets a host answer a question through the session (`confirm`), whichever provider asked it.
import type {
  ConfirmationAnswer,
  ConfirmationProvider,
  ConfirmationRequest,
} from '../permissions/confirmation';

export interface PendingAnswers {
  /** The provider, answered by whoever comes first: it, or `answer`. */
  wrap(provider: ConfirmationProvider): ConfirmationProvider;
  /** False when no such question is open. */
  answer(toolId: string, answer: ConfirmationAnswer): boolean;
}

export function createPendingAnswers(): PendingAnswers {
  const open = new Map<string, (answer: ConfirmationAnswer) => void>();
  return {
    wrap: (provider) => ({
      timeoutMs: provider.timeoutMs,
      timeoutAction: provider.timeoutAction,
      async request(request: ConfirmationRequest, signal: AbortSignal) {
        const answered = Promise.withResolvers<ConfirmationAnswer>();
        open.set(request.toolId, answered.resolve);
        try {
          return await Promise.race([provider.request(request, signal), answered.promise]);
        } finally {
          open.delete(request.toolId);
        }
      },
    }),
    answer(toolId, answer) {
      const resolve = open.get(toolId);
      open.delete(toolId);
      resolve?.(answer);
      return resolve !== undefined;
    },
  };
}
