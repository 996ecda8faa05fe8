// How a value looks in other clothes: in a URL, in a JSON text, in base64 wherever it begins in it, in hex.
import { Buffer } from 'node:buffer';

/** Shorter values are left alone: replacing them would damage ordinary text. */
export const SHORTEST_SECRET = 8;
/** Characters of a piece of base64 that are enough to know the value by. */
const SHORTEST_PIECE = 10;

export interface SecretVariant {
  readonly text: string;
  /** From how many of its first characters on the rest is waited for: what is encoded may begin with any letter. */
  readonly waitsFrom: number;
}

/** The value and its other forms, none twice; empty for a value that is too short to be told from ordinary text. */
export function secretVariants(value: string): readonly SecretVariant[] {
  if (value.length < SHORTEST_SECRET) return [];
  const hex = Buffer.from(value).toString('hex');
  const plain = [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)];
  const encoded = [...[0, 1, 2].flatMap((offset) => inBase64(value, offset)), hex, hex.toUpperCase()];
  const forms = new Map<string, number>();
  for (const text of encoded) forms.set(text, 4);
  for (const text of plain) forms.set(text, 1);
  return [...forms].map(([text, waitsFrom]) => ({ text, waitsFrom }));
}

/** What base64 of any text is sure to hold where the value begins `offset` bytes behind a group of three. */
function inBase64(value: string, offset: number): readonly string[] {
  const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(value)]);
  const sure = bytes
    .toString('base64')
    .slice(Math.ceil((offset * 8) / 6), Math.floor((bytes.length * 8) / 6));
  if (sure.length < SHORTEST_PIECE) return [];
  return [sure, sure.replaceAll('+', '-').replaceAll('/', '_'), encodeURIComponent(sure)];
}
