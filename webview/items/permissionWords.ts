// Why a call asks or was denied, and what was allowed with the answer, in the person's language where the event tells it as a value.
import type { ConfirmationDetails } from '../../src/protocol/coreTypes';
import type { ToolItem } from '../../src/protocol/viewState';
import { causeWords, keptWords, rememberWords } from '../../src/protocol/words/permissionWords';
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

/** What was allowed with the answer, and where. Empty when nothing was. */
export function rememberedWords({ rememberedSubject, remembered = '', rememberedFor }: ToolItem): string {
  const what = saidWords(rememberedSubject, remembered, rememberWords, t);
  return what === '' ? '' : keptWords(what, rememberedFor, t);
}
