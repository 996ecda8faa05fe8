import { getEventListeners } from 'node:events';
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { createDemoModel } from '../../../src/core/model/demoModel';
import { nextDemoTurn } from '../../../src/core/model/demoScript';
import type { Message, ToolResultPart } from '../../../src/core/model/message';
import { collect, prompt, request, textOf } from './helpers';

const allTools = new Set(['ls', 'glob', 'read', 'grep', 'bash', 'edit']);
const sample = new URL('../../fixtures/sampleProject/', import.meta.url);

type Answer = (
  name: string,
  input: Readonly<Record<string, unknown>>,
  count: number,
) => string | { error: string };

/** Plays the demo against made-up tools; gives the calls as short texts and everything it said. */
async function play(answer: Answer, tools = allTools) {
  const messages: Message[] = [prompt('Fix the bug')];
  const calls: string[] = [];
  const said: string[] = [];
  for (let turns = 0; turns < 12; turns += 1) {
    const turn = nextDemoTurn(messages, tools);
    said.push(turn.text);
    const content = turn.calls.map((call) => ({ type: 'tool_call' as const, ...call }));
    messages.push({
      role: 'assistant',
      model: 'demo/scripted',
      content: [{ type: 'text', text: turn.text }, ...content],
    });
    if (turn.calls.length === 0) break;
    const results = turn.calls.map((call): ToolResultPart => {
      const label = `${call.name} ${String(call.input.file_path ?? call.input.command ?? call.input.path ?? call.input.pattern)}`;
      calls.push(label);
      const given = answer(call.name, call.input, calls.filter((made) => made === label).length);
      const isError = typeof given !== 'string';
      return {
        type: 'tool_result',
        toolCallId: call.id,
        toolName: call.name,
        text: isError ? given.error : given,
        isError,
      };
    });
    messages.push({ role: 'tool', results });
  }
  const ids = messages.flatMap((message) =>
    message.role === 'assistant'
      ? message.content.flatMap((part) => (part.type === 'tool_call' ? [part.id] : []))
      : [],
  );
  expect(new Set(ids).size).toBe(ids.length);
  return { calls, said, end: said.at(-1) ?? '', messages };
}

const cart = await readFile(new URL('src/cart.js', sample), 'utf8');
const changelog = await readFile(new URL('CHANGELOG.md', sample), 'utf8');

const onSample: Answer = (name, input, count) => {
  if (name === 'ls') return 'd src\n- package.json';
  if (name === 'glob') return 'src/cart.js\n1 file(s)';
  if (name === 'read') return input.file_path === 'src/cart.js' ? cart : changelog;
  if (name === 'bash')
    return count === 1 ? { error: '✖ rounds every amount\nℹ fail 1' } : 'ℹ pass 5\nℹ fail 0';
  return 'done';
};

const everyCall = [
  'ls .',
  'glob src/cart.js',
  'read src/cart.js',
  'read test/cart.test.js',
  'read CHANGELOG.md',
  'grep src',
  'bash npm test',
  'edit src/cart.js',
  'edit CHANGELOG.md',
  'bash npm test',
];

test('plays the whole task on the sample project, labelled as scripted', async () => {
  const { calls, said, end } = await play(onSample);
  expect(calls).toEqual(everyCall);
  expect(said[0]).toContain('scripted demo model');
  expect(end).toContain('`src/cart.js`: rounds to the nearest cent now.');
  expect(end).toContain('`CHANGELOG.md`: has a line about it.');
  expect(end).toContain('The tests pass.');
});

test('its edits match the files of the sample project exactly once, and its fix makes the tests pass', async () => {
  const { messages } = await play(onSample);
  const edits = messages.flatMap((message) =>
    message.role === 'assistant'
      ? message.content.flatMap((part) =>
          part.type === 'tool_call' && part.name === 'edit' ? [part.input] : [],
        )
      : [],
  );
  expect(cart.split(String(edits[0]?.old_string))).toHaveLength(2);
  expect(changelog.split(String(edits[1]?.old_string))).toHaveLength(2);
  const round = new Function('amount', `return ${String(edits[0]?.new_string)};`) as (
    amount: number,
  ) => number;
  expect([1.047, 1.7898, 1.005, 10.47, 0].map(round)).toEqual([1.05, 1.79, 1.01, 10.47, 0]);
});

test.each([
  ['No reason provided', 'you refused it.'],
  ['not needed', 'you refused it (not needed).'],
])('says which edit was refused, without the words meant for the model (%s)', async (reason, words) => {
  const error = `The person refused edit. Reason: ${reason}. Do not retry it or reach the same effect another way unless asked to.`;
  const { calls, end } = await play((name, input, count) =>
    name === 'edit' && input.file_path === 'CHANGELOG.md' ? { error } : onSample(name, input, count),
  );
  expect(calls).toEqual(everyCall);
  expect(end).toContain(`\`CHANGELOG.md\` is unchanged: ${words}`);
  expect(end).not.toContain('Do not');
  expect(end).toContain('`src/cart.js`: rounds');
});

test('stops after the fix itself was refused', async () => {
  const { calls, end } = await play((name, input, count) =>
    name === 'edit' ? { error: 'Refused.' } : onSample(name, input, count),
  );
  expect(calls).toEqual(everyCall.slice(0, 8));
  expect(end).toContain('`src/cart.js` is unchanged: Refused.');
  expect(end).toContain('The bug is still there.');
  expect(end).not.toContain('tests pass');
});

test('does not claim that tests ran when commands are refused or not offered', async () => {
  const refused = await play((name, input, count) =>
    name === 'bash' ? { error: 'Not allowed.' } : onSample(name, input, count),
  );
  expect(refused.said.join('\n')).toContain('The tests were not run, but');
  expect(refused.end).toContain('The tests were not run: Not allowed.');
  expect(refused.calls.filter((call) => call === 'bash npm test')).toHaveLength(1);
  const without = await play(onSample, new Set(['ls', 'glob', 'read', 'grep', 'edit']));
  expect(without.calls).not.toContain('bash npm test');
  expect(without.end).not.toContain('tests');
});

test('on any other folder it lists what is there and leaves it alone', async () => {
  const { calls, end } = await play((name) =>
    name === 'ls' ? '- main.py' : 'No files found matching pattern: src/cart.js',
  );
  expect(calls).toEqual(['ls .', 'glob src/cart.js']);
  expect(end).toContain('- main.py');
  expect(end).toContain('sample project only');
});

test('a second prompt after the fix finds nothing left to do', async () => {
  const fixedCart = cart.replace('Math.floor(amount * 100)', 'Math.round((amount + Number.EPSILON) * 100)');
  const { calls, end } = await play((name, input, count) =>
    name === 'read' && input.file_path === 'src/cart.js' ? fixedCart : onSample(name, input, count),
  );
  expect(calls.filter((call) => call.startsWith('edit'))).toEqual([]);
  expect(end).toContain('already rounds');
});

test('the model streams its turn in pieces and can be cancelled in between', async () => {
  const slept: number[] = [];
  const model = createDemoModel({
    sleep: (ms, signal) => {
      slept.push(ms);
      return signal?.aborted ? Promise.reject(signal.reason as Error) : Promise.resolve();
    },
  });
  const tools = [...allTools].map((name) => ({ name, description: '', parameters: {} }));
  const { parts } = await collect(model, request([prompt('Go')], { tools }));
  expect(textOf(parts)).toContain('scripted demo model');
  expect(parts.filter((part) => part.type === 'text_delta').length).toBeGreaterThan(5);
  expect(parts.filter((part) => part.type === 'tool_call_end')).toHaveLength(2);
  expect(parts.at(-1)).toEqual({ type: 'finish', stopReason: 'tool_calls' });
  expect(new Set(slept)).toEqual(new Set([15]));

  const cancel = new AbortController();
  const cancelled = (async () => {
    for await (const part of createDemoModel().stream(request([prompt('Go')], { tools }), cancel.signal)) {
      if (part.type === 'text_delta') cancel.abort();
    }
  })();
  await expect(cancelled).rejects.toMatchObject({ kind: 'aborted' });
  expect(getEventListeners(cancel.signal, 'abort')).toEqual([]);
});
