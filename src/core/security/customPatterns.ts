// Patterns of one's own for the default security provider (spec section 5: `custom_patterns`).
import type { SecretPattern } from './secretPatterns';

export interface CustomPattern {
  readonly name: string;
  /** A regular expression, matched within one line. */
  readonly regex: string;
  /** What stands in the marker. */
  readonly label: string;
}

/** Those that compile; `warn` is told of the others. */
export function patternsOf(
  custom: readonly CustomPattern[],
  warn: (text: string) => void = () => undefined,
): readonly SecretPattern[] {
  return custom.flatMap(({ name, regex, label }): SecretPattern[] => {
    try {
      const shape = new RegExp(`(?:${regex})`, 'g');
      // Nobody knows what may become a match, so a line waits until it is whole.
      const tail = /[^\n]+$/;
      return [
        {
          category: 'secret',
          label: markerWords(label),
          starts: [],
          shape,
          tail,
          replacesAll: true,
          spansWords: true,
        },
      ];
    } catch (error) {
      warn(`The pattern ${name} is left out: ${error instanceof Error ? error.message : String(error)}`);
      return [];
    }
  });
}

/** Words that the marker can hold, so that it is known as one. */
function markerWords(label: string): string {
  const words = label.replaceAll(/[^\w. -]/g, ' ').trim();
  return /^[A-Za-z]/.test(words) ? words.slice(0, 40) : `custom ${words}`.trim().slice(0, 40);
}
