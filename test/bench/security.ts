// How well secrets and orders are told from other text, over the corpora, and how fast: as a table.
import { findInjections } from '../../src/core/security/injection';
import { SECRET_PATTERNS } from '../../src/core/security/secretPatterns';
import { createRedactor } from '../../src/core/security/secretRedaction';
import { HARMLESS_LINES, REDACTION_SAMPLES } from '../fixtures/security/redactionCorpus';
import { scoreInjections } from './injectionScore';
import { scoreRedaction } from './redactionScore';
import type { Score } from './redactionScore';

/** Characters of the text that is timed. */
const TEXT = 4_000_000;

export function describeSecurity(): string {
  const part = [...HARMLESS_LINES, ...REDACTION_SAMPLES.map(({ text }) => text)].join('\n');
  const text = part.repeat(Math.ceil(TEXT / part.length)).slice(0, TEXT);
  const redactor = createRedactor(() => [], SECRET_PATTERNS);
  const rows = [
    row('secrets, numbers of persons', scoreRedaction(['secret', 'identity']), text, (whole) =>
      redactor.text(whole),
    ),
    row('these and addresses', scoreRedaction(['secret', 'identity', 'contact'])),
    row('texts that give orders', scoreInjections(), text, (whole) => findInjections(whole)),
  ];
  const head = '| over the corpus | samples | precision | recall | MB/s |\n|---|---:|---:|---:|---:|';
  const misses = [scoreRedaction(['secret', 'identity', 'contact']), scoreInjections()].flatMap((score) =>
    score.misses.map((miss) => `- ${miss}`),
  );
  return [head, ...rows, ...misses].join('\n');
}

function row(name: string, score: Score, text?: string, run?: (text: string) => unknown): string {
  let speed = '';
  if (text !== undefined && run !== undefined) {
    const before = performance.now();
    run(text);
    speed = (text.length / 1_000 / (performance.now() - before)).toFixed(0);
  }
  const share = (value: number): string => `${(value * 100).toFixed(1)} %`;
  return `| ${name} | ${score.samples} | ${share(score.precision)} | ${share(score.recall)} | ${speed} |`;
}
