// How well redaction tells secrets from other text, over the corpus: what it must hide and does not, and what it hides though it need not.
import { createRedactor, redactionMarks } from '../../src/core/security/secretRedaction';
import { SECRET_PATTERNS } from '../../src/core/security/secretPatterns';
import type { RedactionCategory } from '../../src/core/security/secretPatterns';
import { CONTACT_SAMPLES, HARMLESS_LINES, REDACTION_SAMPLES } from '../fixtures/security/redactionCorpus';

export interface Score {
  /** Share of what was found that should be found, 0 to 1. */
  readonly precision: number;
  /** Share of what should be found that was, 0 to 1. */
  readonly recall: number;
  readonly samples: number;
  /** What went wrong, one line each. */
  readonly misses: readonly string[];
}

export function scoreRedaction(categories: readonly RedactionCategory[]): Score {
  const redactor = createRedactor(
    () => [],
    SECRET_PATTERNS.filter(({ category }) => categories.includes(category)),
  );
  const samples = [...REDACTION_SAMPLES, ...(categories.includes('contact') ? CONTACT_SAMPLES : [])];
  const misses: string[] = [];
  let found = 0;
  let wrong = 0;
  for (const { name, text, secrets } of samples) {
    const shown = redactor.text(text);
    const hidden = secrets.filter((secret) => !shown.includes(secret) && !leaks(shown, secret));
    found += hidden.length;
    if (hidden.length < secrets.length) misses.push(`seen: ${name}`);
    const more = redactionMarks(shown).length - secrets.length;
    if (more > 0) {
      wrong += more;
      misses.push(`too much: ${name}: ${shown}`);
    }
  }
  for (const line of HARMLESS_LINES) {
    const marks = redactionMarks(redactor.text(line));
    wrong += marks.length;
    if (marks.length > 0) misses.push(`hidden without need: ${redactor.text(line)}`);
  }
  const expected = samples.reduce((sum, { secrets }) => sum + secrets.length, 0);
  return {
    precision: found / (found + wrong),
    recall: found / expected,
    samples: samples.length + HARMLESS_LINES.length,
    misses,
  };
}

/** Half of it in one piece is as good as all of it. */
function leaks(shown: string, secret: string): boolean {
  const piece = Math.max(6, Math.ceil(secret.length / 2));
  for (let start = 0; start + piece <= secret.length; start += 1) {
    if (shown.includes(secret.slice(start, start + piece))) return true;
  }
  return false;
}
