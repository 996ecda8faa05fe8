import { homedir } from 'node:os';
import { ConfigurationError } from '../config/configurationError';
import { causeOf } from '../words/errorCause';
import type { NoticeCause } from '../words/noticeCause';
import type { RememberOffer } from './confirmation';
import { allowRuleMatches, parseRule } from './rule';
import type { RuleContext, RuleSubject } from './rule';

/** The rule that is remembered, in words too, and what to tell the person when it is not the one they wrote. */
export interface ChosenRule extends RememberOffer {
  readonly problem?: NoticeCause;
}

/** A rule as a person changed it, where it can be read and allows the very call it was made for; else the one that was offered. */
export function chosenRule(
  offer: RememberOffer,
  written: string | undefined,
  subject: RuleSubject,
  context: RuleContext = { platform: process.platform, home: homedir() },
): ChosenRule {
  const text = written?.trim() ?? offer.rule;
  if (text === offer.rule) return offer;
  try {
    const rule = parseRule(text);
    if (allowRuleMatches(rule, subject, context)) {
      const words = `allow \`${rule.text}\` without asking`;
      return { rule: rule.text, words, subject: { kind: 'rule', rule: rule.text } };
    }
    return { ...offer, problem: { code: 'rule_does_not_cover', rule: rule.text, offered: offer.rule } };
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return { ...offer, problem: { code: 'rule_unreadable', offered: offer.rule, of: causeOf(error) } };
  }
}
