import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { onSignals } from '../../../../src/cli/session/signals';

test('the first signal cancels, the second ends, and nothing is left behind', () => {
  const source = new EventEmitter();
  const calls: string[] = [];
  const stop = onSignals(
    source,
    () => calls.push('cancel'),
    () => calls.push('exit'),
  );
  source.emit('SIGINT');
  source.emit('SIGTERM');
  expect(calls).toEqual(['cancel', 'exit']);
  stop();
  expect(source.eventNames()).toEqual([]);
});
