// The demo task: the rounding bug of the sample project, a shopping cart, and the calls that deal with it.
import type { CallInput } from './demoScript';

export const CART_FILE = 'src/cart.js';
export const TEST_FILE = 'test/cart.test.js';
export const CHANGELOG_FILE = 'CHANGELOG.md';
export const BAD_ROUNDING = 'Math.floor(amount * 100) / 100';
const GOOD_ROUNDING = 'Math.round((amount + Number.EPSILON) * 100) / 100';
const CHANGELOG_HEAD = '## Unreleased\n';
const CHANGELOG_LINE = '- Amounts are rounded to the nearest cent; they were rounded down.';

export const RUN_TESTS: CallInput = { name: 'bash', input: { command: 'npm test' } };
export const FIX_CART: CallInput = {
  name: 'edit',
  input: { file_path: CART_FILE, old_string: BAD_ROUNDING, new_string: GOOD_ROUNDING },
};
export const NOTE_CHANGE: CallInput = {
  name: 'edit',
  input: {
    file_path: CHANGELOG_FILE,
    old_string: CHANGELOG_HEAD,
    new_string: `${CHANGELOG_HEAD}\n${CHANGELOG_LINE}\n`,
  },
};

/** True where a list of files has the cart; the message that nothing matches names it as well. */
export function namesCart(list: string): boolean {
  return list
    .split(/\r?\n/)
    .some((line) => line.trim() === CART_FILE || line.trim().endsWith(`/${CART_FILE}`));
}
