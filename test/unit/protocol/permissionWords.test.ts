// What a person reads about a permission says the same as what the model reads, and every piece of it can be translated.
import { describe, expect, test } from 'vitest';
import type { Effect } from '../../../src/core/permissions/effect';
import { causeText } from '../../../src/core/permissions/permissionCause';
import type { PermissionCause } from '../../../src/core/permissions/permissionCause';
import { causeWords, rememberWords } from '../../../src/protocol/words/permissionWords';
import type { Translate } from '../../../src/protocol/words/permissionWords';

const english: Translate = (message, ...values) =>
  message.replaceAll(/{(\d)}/g, (_all, index: string) => String(values[Number(index)]));
/** As a translation would: not one word of the text stays. */
const starred: Translate = (message, ...values) => english(message.replaceAll(/[^{}0-9]+/g, '*'), ...values);

const KINDS = [
  'git',
  'editor',
  'agent',
  'hooks',
  'ci',
  'shell',
  'secrets',
  'packages',
  'start',
  'own',
  'unchecked',
] as const;

const EFFECTS: readonly Effect[] = [
  ...(['delete', 'write', 'network'] as const).flatMap((kind): Effect[] => [
    { kind },
    { kind, target: '/w/1', shown: '1' },
  ]),
  { kind: 'read_outside', target: '/etc/1', shown: '/etc/1' },
  { kind: 'git_commit' },
  { kind: 'git_push' },
  { kind: 'git_discard' },
];

const causes: readonly PermissionCause[] = [
  ...(['allow', 'ask', 'deny'] as const).flatMap((decision): PermissionCause[] => [
    { code: 'rule', decision, rule: 'bash(npm *)' },
    { code: 'no_rule', decision },
  ]),
  { code: 'policy_off' },
  { code: 'permissive' },
  ...KINDS.map((what): PermissionCause => ({ code: 'protected_file', path: '.env', what })),
  { code: 'git_configuration' },
  { code: 'protected_word', word: '.git/config', what: 'git' },
  { code: 'own_terminal' },
  { code: 'git_runs_program', setting: 'core.fsmonitor' },
  ...EFFECTS.flatMap((effect): PermissionCause[] =>
    [true, false].map((inThisRun) => ({ code: 'refused_before', effect, by: 'rm -rf 1', inThisRun })),
  ),
  { code: 'check_failed', message: 'no rule file' },
  { code: 'outside_read', path: '/etc/hosts' },
  { code: 'outside_write', path: '/etc/hosts' },
  { code: 'inside_read' },
  { code: 'reading_command' },
  { code: 'sets_variable', name: 'GIT_DIR' },
  ...(
    [
      'too_long',
      'hidden_characters',
      'syntax',
      'not_understood',
      'runs_text',
      'unknown_shell',
      'no_grammar',
    ] as const
  ).map((why): PermissionCause => ({ code: 'unparsable', why })),
  { code: 'own_command' },
  { code: 'writing', decision: 'ask', mode: 'ask' },
  { code: 'writing', decision: 'allow', mode: 'edits' },
  { code: 'running', decision: 'ask', mode: 'edits' },
  { code: 'running', decision: 'allow', mode: 'auto' },
  { code: 'using', toolName: 'mcp__a__b', mode: 'ask' },
  { code: 'repeated', times: 3 },
  { code: 'none_taken' },
  { code: 'no_answer' },
  { code: 'cancelled' },
];

describe('why a call asks or was denied', () => {
  test.each(causes.map((cause) => [JSON.stringify(cause), cause] as const))('%s', (_name, cause) => {
    expect(causeWords(cause, english)).toBe(causeText(cause));
    expect(causeWords(cause, starred)).not.toMatch(/\b(the|is|this|command|asks)\b/i);
  });

  test('what only the model is told is left out', () => {
    expect(causeWords({ code: 'mode_readonly' }, english)).toBe(
      'The permission mode is `readonly`: nothing is written or run.',
    );
    expect(causeText({ code: 'untrusted' })).toContain(causeWords({ code: 'untrusted' }, english));
  });
});

test.each([
  [{ kind: 'command', command: 'npm test' }, 'run exactly `npm test` without asking'],
  [{ kind: 'tool', toolName: 'x' }, 'use `x` without asking, whatever its arguments'],
  [{ kind: 'file', toolName: 'delete', path: 'a.txt' }, 'delete `a.txt` without asking'],
  [{ kind: 'file', toolName: 'edit', path: 'a.txt' }, 'change (by `edit`) `a.txt` without asking'],
  [{ kind: 'folder', toolName: 'grep', path: 'src' }, 'search in any file in `src` without asking'],
  [{ kind: 'rule', rule: 'bash(npm *)' }, 'whatever the rule `bash(npm *)` covers, without asking'],
] as const)('what is remembered: %j', (subject, words) => {
  expect(rememberWords(subject, english)).toBe(words);
});
