// How well texts with orders are told from ordinary ones, over the corpus.
import { findInjections } from '../../src/core/security/injection';
import { HARMLESS_TEXTS, INJECTIONS } from '../fixtures/security/injectionCorpus';
import type { Score } from './redactionScore';

export function scoreInjections(): Score {
  const missed = INJECTIONS.filter(({ text, source }) => findInjections(text, source).length === 0);
  const wrong = HARMLESS_TEXTS.filter(({ text, source }) => findInjections(text, source).length > 0);
  const found = INJECTIONS.length - missed.length;
  return {
    precision: found / (found + wrong.length),
    recall: found / INJECTIONS.length,
    samples: INJECTIONS.length + HARMLESS_TEXTS.length,
    misses: [
      ...missed.map(({ name }) => `not found: ${name}`),
      ...wrong.map(({ name, text, source }) => {
        const words = findInjections(text, source).map(({ kind, excerpt }) => `${kind} "${excerpt}"`);
        return `found without need: ${name}: ${words.join(', ')}`;
      }),
    ],
  };
}
