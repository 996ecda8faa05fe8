import { expect, it } from 'vitest';
import { looksUnfinished } from '../../../src/core/session/continuation';

it.each([
  ['', true],
  ['   ', true],
  ['Here is what I found:', true],
  ['Looking at the file...', true],
  ['First, the tests,', true],
  ['I’ll update the parser now.', true],
  ['The bug is in `cart.js`. Let me fix it.', true],
  ["I'm going to run the tests.", true],
  ['The bug is fixed and all 12 tests pass.', false],
  ['I will not touch the API, as agreed. The bug is fixed.', false],
  ['Done. Let me know if you want the changelog updated too.', false],
  ['Should I delete the old file?', false],
  ['- renamed `a`\n- removed `b`:\n- added `c`', false],
])('%j is unfinished: %s', (text, expected) => {
  expect(looksUnfinished(text)).toBe(expected);
});
