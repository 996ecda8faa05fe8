import { homedir } from 'node:os';
import { ConfigurationError } from '../config/configurationError';
import { causeOf } from '../words/errorCause';
import type { NoticeCause } from '../words/noticeCause';
import type { RememberOffer } from './confirmation';
import { allowRulesMatch, parseRule, splitRules } from './rule';
import type { RuleContext, RuleSubject } from './rule';

/** The rule that is remembered, in words too, and what to tell the person when it is not the one they wrote. */
export interface ChosenRule extends RememberOffer {
  readonly problem?: NoticeCause;
}

/** Rules as a person changed them, where they can be read and allow the very call they were made for; else what was offered. */
export function chosenRule(
  offer: RememberOffer,
  written: string | undefined,
  subject: RuleSubject,
  context: RuleContext = { platform: process.platform, home: homedir() },
): ChosenRule {
  const text = written?.trim() ?? offer.rule;
  if (text === offer.rule) return offer;
  try {
    const rules = splitRules(text).map(parseRule);
    const rule = rules.map((one) => one.text).join(' ');
    if (allowRulesMatch(rules, subject, context)) {
      return { rule, words: `allow \`${rule}\` without asking`, subject: { kind: 'rule', rule } };
    }
    return { ...offer, problem: { code: 'rule_does_not_cover', rule, offered: offer.rule } };
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return { ...offer, problem: { code: 'rule_unreadable', offered: offer.rule, of: causeOf(error) } };
  }
}
