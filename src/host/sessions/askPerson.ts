import type { ConfirmationProvider } from '../../core/permissions/confirmation';

/**
 * Questions wait for a person without a time limit. The answer comes from the panel through the session's `confirm`; this only ends
 * the wait when the run is cancelled.
 */
export const askPerson: ConfirmationProvider = {
  timeoutMs: 0,
  timeoutAction: 'reject',
  request: (_request, signal) =>
    new Promise((resolve) => {
      const refuse = (): void => resolve({ approved: false });
      if (signal.aborted) refuse();
      else signal.addEventListener('abort', refuse, { once: true });
    }),
};
