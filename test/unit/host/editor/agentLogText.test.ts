import { readFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { agentLogText, callAtLine } from '../../../../src/host/editor/agentLogText';
import { setTexts } from '../../../../src/host/l10n';
import { everyError, everyNotice } from '../../protocol/everyCause';
import { NO_USAGE, emptyView } from '../../../../src/protocol/viewState';
import type { RunView, SessionView, ToolItem, ViewItem } from '../../../../src/protocol/viewState';

const tool: ToolItem = {
  id: '3',
  kind: 'tool',
  toolId: 'call-1',
  toolName: 'edit',
  title: 'src/cart.ts',
  isReadOnly: false,
  state: 'done',
  argumentsText: '{}',
  argumentsLength: 2,
  output: 'The file was changed.',
  isOutputCut: false,
  startedAt: 0,
  durationMs: 1_100,
  details: {
    type: 'diff',
    files: [
      {
        path: 'src/cart.ts',
        kind: 'edit',
        added: 1,
        removed: 1,
        hunks: [{ oldStart: 4, newStart: 4, lines: ['-return a', '+return round(a)'] }],
      },
    ],
  },
};

function viewOf(items: readonly ViewItem[], run: Partial<RunView> = {}): SessionView {
  const whole: RunView = {
    id: 'run-1',
    state: 'ended',
    items,
    startedAt: Date.UTC(2026, 0, 2, 3, 4, 5),
    isPaused: false,
    toolCalls: 1,
    changedFiles: [],
    usage: NO_USAGE,
    turnItemStart: 0,
    ...run,
  };
  return { ...emptyView('s', 'acme/large', 'edits'), title: 'Fix the\nrounding', runs: [whole] };
}

const limit = { about: 'run', code: 'limit', of: 'minutes', limit: 2 } as const;

const restored: ViewItem = {
  ...{ kind: 'restored', id: 'a', checkpointId: 'run-1', restored: ['a.ts'], kept: [], notUndoable: [] },
  ...{ withConversation: false, isRedo: false, state: 'over' },
};

const prompt: ViewItem = { id: '1', kind: 'prompt', text: 'Fix it.', images: 0, isSteering: false };

describe('agentLogText', () => {
  it('is one text with a heading a prompt and a call, the change as a diff', () => {
    const run = { endedAt: Date.UTC(2026, 0, 2, 3, 4, 9), changedFiles: ['src/cart.ts'] };
    const answer: ViewItem = {
      id: '2',
      kind: 'answer',
      text: 'I round each line.\n',
      isStreaming: false,
      isIncomplete: false,
    };
    expect(agentLogText(viewOf([prompt, answer, tool], run), { timeZone: 'UTC' }).text)
      .toBe(`# Fix the rounding

Model acme/large, permission mode edits.

## You, 2026-01-02 03:04:05

Fix it.

I round each line.

### edit src/cart.ts (done, 1.1 s)

edit \`src/cart.ts\`, 1 added, 1 removed

\`\`\`diff
@@ -4 +4 @@
-return a
+return round(a)
\`\`\`

*Done: 4.0 s, 1 tool call, 0 tokens, changed src/cart.ts.*
`);
  });

  it('says what a question asks, and that it waits', () => {
    const question = {
      details: { title: 'Run', reason: 'No rule\ncovers it.', command: 'npm i' },
      askedAt: 0,
      timeoutMs: 0,
    };
    const waiting: ToolItem = { ...tool, toolName: 'bash', state: 'waiting', output: '', question };
    const { text } = agentLogText(viewOf([{ ...waiting, details: undefined } as ToolItem]));
    expect(text).toContain(
      '### bash src/cart.ts (waits for you, 1.1 s)\n\nAsks you: No rule covers it.\n\n```sh\nnpm i\n```',
    );
  });

  it('keeps output inside its fence', () => {
    const { text } = agentLogText(
      viewOf([{ ...tool, details: undefined, output: '```\n# no heading' } as ToolItem]),
    );
    expect(text).toContain('````\n```\n# no heading\n````');
  });

  it('knows which call a line belongs to', () => {
    const second: ToolItem = { ...tool, id: '4', toolId: 'call-2', title: 'src/other.ts' };
    const log = agentLogText(viewOf([prompt, tool, second]));
    const lines = log.text.split('\n');
    const lineOf = (words: string): number => lines.findIndex((line) => line.includes(words));
    expect(callAtLine(log, lineOf('Fix it.'))).toBeUndefined();
    expect(callAtLine(log, lineOf('### edit src/cart.ts'))).toBe('call-1');
    expect(callAtLine(log, lineOf('+return round'))).toBe('call-1');
    expect(callAtLine(log, lineOf('### edit src/other.ts'))).toBe('call-2');
  });

  it('says what became of the changes of a call, also after the run', () => {
    const view = viewOf([tool]);
    let state = 'pending: src/cart.ts, line 4';
    const text = (): string =>
      agentLogText(view, { hunksOf: (toolId) => (toolId === 'call-1' ? [state] : []) }).text;
    expect(text()).toContain('```\n\n- pending: src/cart.ts, line 4\n');
    state = 'undone: src/cart.ts, line 4';
    expect(text()).toContain('- undone: src/cart.ts, line 4\n');
  });

  it('has no English left in another language, whatever went wrong or was told', () => {
    const english = 'The text of the log is not shown.';
    const texts = Object.keys(
      JSON.parse(readFileSync('media/l10n/bundle.l10n.json', 'utf8')) as Record<string, unknown>,
    );
    setTexts(Object.fromEntries(texts.map((text) => [text, text.replaceAll(/[^{}0-9]+/g, '*')])), 'en');
    onTestFinished(() => setTexts(undefined, 'en'));
    const items: ViewItem[] = [
      ...everyError.flatMap((cause, index): ViewItem[] => [
        {
          ...{ kind: 'retry', id: `r${index}`, attempt: 1, maxAttempts: 3, until: 0, isActive: false },
          ...{ errorKind: 'network', message: english, cause },
        },
        {
          ...{ kind: 'error', id: `e${index}`, message: english, errorKind: 'network' },
          ...{ isRetryable: true, cause },
        },
      ]),
      ...everyNotice.map((cause, index): ViewItem => {
        return { kind: 'notice', id: `n${index}`, level: 'warning', text: english, cause };
      }),
      { kind: 'notice', id: 'l', level: 'info', text: english, cause: limit },
      { ...restored, id: 'b', withConversation: true },
      { ...restored, id: 'c', isRedo: true, kept: ['b.ts'] },
      { ...tool, taken: { hunks: 1, of: 2, isEdited: false } },
    ];
    const { text } = agentLogText(viewOf(items));
    // The first line is the title that the person's prompt gave.
    expect(text.slice(text.indexOf('\n'))).not.toMatch(
      /\b(the|is|are|was|has|not|of|no|step|could|hunks|files?)\b/i,
    );
  });

  it('shows the text of a log of an earlier version, which says no cause', () => {
    const { text } = agentLogText(
      viewOf([
        { kind: 'error', id: '1', message: 'It broke.', errorKind: 'network', isRetryable: true },
        { kind: 'notice', id: '2', level: 'warning', text: 'Take care.' },
      ]),
    );
    expect(text).toContain('### Failed: It broke.');
    expect(text).toContain('> Warning: Take care.');
  });

  it('says what going back to a prompt did, and what it left', () => {
    const refused = { display: 'c.ts', reason: 'it is read-only' };
    const { text } = agentLogText(viewOf([{ ...restored, kept: ['b.ts'], notUndoable: [refused] }]));
    expect(text).toContain(
      '> 1 file is as it was before that prompt. a.ts. Left as you have them: b.ts. c.ts was not restored: it is read-only.',
    );
  });
});
