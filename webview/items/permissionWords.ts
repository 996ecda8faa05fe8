// Why a call asks or was denied, and what was allowed with the answer, in the person's language where the event tells it as a value.
import type { ConfirmationDetails } from '../../src/protocol/coreTypes';
import type { ToolItem } from '../../src/protocol/viewState';
import { causeWords, rememberWords } from '../../src/protocol/words/permissionWords';
import { saidWords } from '../../src/protocol/words/unknownWords';
import { t } from '../l10n';

export function askedWords({ cause, reason }: Pick<ConfirmationDetails, 'cause' | 'reason'>): string {
  return saidWords(cause, reason, causeWords, t);
}

export function offerWords({ subject, words }: NonNullable<ConfirmationDetails['remember']>): string {
  return saidWords(subject, words, rememberWords, t);
}

/** Empty when it was not denied, or nothing was said. */
export function deniedWords({ deniedCause, deniedReason = '' }: ToolItem): string {
  return saidWords(deniedCause, deniedReason, causeWords, t);
}

/** Empty when nothing was remembered. */
export function rememberedWords({ rememberedSubject, remembered = '' }: ToolItem): string {
  return saidWords(rememberedSubject, remembered, rememberWords, t);
}
