/**
 * Raw arguments given for a call that the output limit cut off before its first character. Empty arguments would mean "none" and the call would
 * be run; this is no JSON, so that it is not.
 */
export const cutArguments = '{';

/** True for the text of a whole JSON object. */
export function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    // Not JSON (yet) is an answer, too.
    return false;
  }
}
