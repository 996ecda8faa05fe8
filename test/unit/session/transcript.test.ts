import { describe, expect, it } from 'vitest';
import { toTranscript } from '../../../src/core/session/transcript';
import { answer, end, log, message, results, start, text, toolCall, toolEnd, user } from './logFixture';

const called = (toolId: string, toolName: string, title: string) =>
  ({ type: 'tool_call', toolId, toolName, title, args: {}, readOnly: false }) as const;

describe('a transcript', () => {
  it('tells a whole session', () => {
    const diff = {
      type: 'diff',
      files: [
        {
          path: 'src/cart.ts',
          kind: 'edit',
          added: 1,
          removed: 1,
          hunks: [{ oldStart: 4, newStart: 4, lines: [' a', '-b', '+c'] }],
        },
      ],
    } as const;
    const markdown = toTranscript(
      log(
        start('Fix the cart'),
        message(user('Fix the cart')),
        text('Loo'),
        message(answer('Looking.', toolCall('1', 'edit'), toolCall('2'))),
        called('1', 'edit', 'src/cart.ts'),
        {
          type: 'confirmation_received',
          toolId: '1',
          approved: true,
          remembered: 'change `src/cart.ts` without asking',
        },
        { ...toolEnd('1', 'Replaced 1 occurrence', 'done', 'edit'), details: diff } as ReturnType<
          typeof toolEnd
        >,
        called('2', 'bash', 'npm test'),
        { type: 'confirmation_received', toolId: '2', approved: false, reason: 'not now' },
        toolEnd('2', 'refused', 'denied'),
        message(results(['1', 'Replaced'], ['2', 'refused', true])),
        message(user('Hurry', 'steering')),
        message(answer('Done.')),
        { ...end('Done.', 0.01234), toolCallsCount: 2 },
      ),
    );
    expect(markdown).toBe(`# Fix the cart

*1970-01-01T00:00:01.000Z · test/model*

## Prompt

Fix the cart

Looking.

> Allowed, and from now on: change \`src/cart.ts\` without asking.

**edit** \`src/cart.ts\`

edit \`src/cart.ts\` (+1 −1)

\`\`\`diff
@@ -4 +4 @@
 a
-b
+c
\`\`\`

> Denied: not now

**bash** \`npm test\` (denied)

\`\`\`
refused
\`\`\`

## Meanwhile

Hurry

Done.

*2 tool calls · 15 tokens · $0.0123*
`);
  });

  it('shows where a run was cut off', () => {
    const markdown = toTranscript(
      log(start('Hi'), message(user('Hi')), { type: 'turn_start', turn: 1 }, text('Hel')),
    );
    expect(markdown.endsWith('Hi\n\nHel\n\n> The run was cut off here.\n')).toBe(true);
  });

  it('keeps output inside its fence, and counts what it leaves out', () => {
    const output = ['```', 'x', ...Array.from({ length: 60 }, (_, index) => `line ${index}`)].join('\n');
    const markdown = toTranscript(log(start('Hi'), called('1', 'bash', 'a `b`\nc'), toolEnd('1', output)));
    expect(markdown).toContain('**bash** ``a `b` c``\n\n````\n```\nx\nline 0\n');
    expect(markdown).toContain('line 37\n````\n\n> 22 more lines.');
  });

  it('says how a run ended otherwise', () => {
    const cancelled = { ...end(), stopReason: 'cancelled' } as const;
    const failed = {
      type: 'error',
      error: 'No\nnetwork',
      kind: 'network',
      retryable: true,
      usage: end().usage,
    } as const;
    const markdown = toTranscript(log(start('a'), cancelled, start('b'), failed));
    expect(markdown).toContain('> Stopped.\n\n*0 tool calls · 15 tokens*');
    expect(markdown).toContain('> **Failed:** No network');
  });

  it('leaves child runs out, and is a document also without events', () => {
    expect(toTranscript(log({ ...message(user('child')), parentId: '1' }))).toBe('# Session\n');
  });
});
