// What the commands on a selection ask for. They are written into the transcript as they are, so they read like a person's own words.

export const EXPLAIN_SELECTION =
  'Explain this code: what it does, why it is there, and what about it is easy to get wrong.';

export const FIX_SELECTION =
  'Find what is wrong with this code and fix it with the smallest change that does. Say what was wrong. If nothing is, say that and change nothing.';

export const TEST_SELECTION =
  "Write tests for this code, where and how this project's tests are written. Cover the edge cases, run them, and say what you found.";

export const FIX_PROBLEM =
  'Fix this problem at its cause with the smallest change that does; do not silence the message. Then check that it is gone.';
