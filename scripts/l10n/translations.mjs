// What is wrong with a translation: texts that lack, that are left over, that use other placeholders than the English ones.
import { placeholders } from './sourceTexts.mjs';

/**
 * One sentence for each fault.
 * @param {Readonly<Record<string, import('./sourceTexts.mjs').BundleEntry>>} english By key.
 * @param {Readonly<Record<string, unknown>>} translated By key.
 * @returns {string[]}
 */
export function translationFaults(english, translated) {
  const missing = Object.keys(english)
    .filter((key) => !Object.hasOwn(translated, key))
    .map((key) => `not translated: ${key}`);
  const leftOver = Object.keys(translated)
    .filter((key) => !Object.hasOwn(english, key))
    .map((key) => `no longer used: ${key}`);
  const wrong = Object.entries(english).flatMap(([key, entry]) => {
    const text = translated[key];
    if (text === undefined) return [];
    if (typeof text !== 'string' || text.trim() === '') return [`empty, or no text: ${key}`];
    const wanted = placeholders(typeof entry === 'string' ? entry : entry.message).join(', ');
    const given = placeholders(text).join(', ');
    return wanted === given
      ? []
      : [`has the placeholders ${given || '(none)'} for ${wanted || '(none)'}: ${key}`];
  });
  return [...missing, ...leftOver, ...wrong];
}
