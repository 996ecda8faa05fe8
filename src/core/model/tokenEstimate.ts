/**
 * Tokens of a text, roughly: four characters of Latin text are one token, a character of any other script is about one. Good to some 20 percent,
 * and linear in the length.
 */
export function estimateTokens(text: string): number {
  let narrow = 0;
  let wide = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text.charCodeAt(at) < 0x250) narrow += 1;
    else wide += 1;
  }
  return Math.ceil(narrow / 4 + wide * 0.8);
}
