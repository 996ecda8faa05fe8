import { describe, expect, test } from 'vitest';
import { parseArguments } from '../../../src/cli/arguments';

const prompts: readonly [string, readonly string[], string][] = [
  ['words are joined', ['fix', 'the', 'tests'], 'fix the tests'],
  ['one argument', ['Fix the tests'], 'Fix the tests'],
  ['options in between', ['fix', '-m', 'openai/gpt-4o', 'it'], 'fix it'],
  ['options after --', ['--', '--help', 'me'], '--help me'],
  ['a subcommand among other words', ['models', 'of', 'cars'], 'models of cars'],
  ['trust in a sentence', ['trust', 'nobody'], 'trust nobody'],
  ['a subcommand after --', ['--', 'sessions'], 'sessions'],
  ['nothing', [], ''],
];

describe('the prompt', () => {
  test.each(prompts)('%s', (_name, argv, expected) => {
    const options = parseArguments(argv);
    expect(options.prompt).toBe(expected);
    expect(options.subcommand).toBeUndefined();
  });
});

test.each(['sessions', 'models', 'undo', 'help'])('"%s" by itself is a subcommand', (word) => {
  expect(parseArguments([word, '--output', 'text'])).toMatchObject({ subcommand: word, prompt: '' });
});

test.each([
  ['trust', 'list', []],
  ['trust list', 'list', []],
  ['trust add AGENTS.md a.json -C dir', 'add', ['AGENTS.md', 'a.json']],
  ['trust remove AGENTS.md', 'remove', ['AGENTS.md']],
])('%s', (line, action, files) => {
  const options = parseArguments(line.split(' '));
  expect(options).toMatchObject({ subcommand: 'trust', prompt: '', trust: { action, files } });
});

test.each([
  ['trust add', 'trust add needs a file.'],
  ['trust list x', 'trust list takes no files.'],
])('%s is refused', (line, message) => {
  expect(() => parseArguments(line.split(' '))).toThrow(message);
});

test('every option is read', () => {
  const argv =
    '-m openai/bench-model --base-url http://127.0.0.1:1/v1 --api chat -C dir -c conf.json --permission-mode auto --output jsonl ' +
    '--resume last --image a.png --image b.png --allow bash(ls) --deny write --limit-turns 3 --limit-tokens 1000 --limit-cost 0.5 --limit-minutes 1.5 ' +
    '--planning auto --goal pursue';
  expect(parseArguments([...argv.split(' '), 'go'])).toEqual({
    subcommand: undefined,
    help: false,
    version: false,
    prompt: 'go',
    model: 'openai/bench-model',
    baseUrl: 'http://127.0.0.1:1/v1',
    api: 'chat',
    directory: 'dir',
    configFile: 'conf.json',
    permissionMode: 'auto',
    planning: 'auto',
    goal: 'pursue',
    output: 'jsonl',
    resume: 'last',
    run: undefined,
    list: false,
    images: ['a.png', 'b.png'],
    allow: ['bash(ls)'],
    deny: ['write'],
    limits: { turns: 3, tokens: 1000, cost: 0.5, minutes: 1.5 },
  });
});

test.each([
  ['--planning sometimes go', '--planning must be one of off, on, auto; got "sometimes".'],
  ['--goal hunt go', '--goal must be one of off, on, pursue; got "hunt".'],
  ['plan go --planning on', '--planning goes with a prompt.'],
  ['sessions --goal on', '--goal goes with a prompt.'],
])('%s is refused', (line, message) => {
  expect(() => parseArguments(line.split(' '))).toThrow(message);
});

test('plan has a task and options of its own', () => {
  const line =
    'plan Add tags --execute --save a.json --strategy waves --on-failure halt --isolation overlay --template t --param a=1 --param b=2';
  expect(parseArguments(line.split(' '))).toMatchObject({
    subcommand: 'plan',
    prompt: 'Add tags',
    plan: {
      execute: true,
      interactive: false,
      dryRun: false,
      save: 'a.json',
      template: 't',
      params: ['a=1', 'b=2'],
      strategy: 'waves',
      onFailure: 'halt',
      isolation: 'overlay',
    },
  });
  expect(parseArguments(['plan', '--', '--odd task'])).toMatchObject({
    subcommand: 'plan',
    prompt: '--odd task',
  });
  expect(parseArguments(['--', 'plan', 'my week'])).toMatchObject({
    subcommand: undefined,
    prompt: 'plan my week',
  });
});

test('undo has options of its own', () => {
  expect(parseArguments(['undo', '--list', '--run', 'abc'])).toMatchObject({
    subcommand: 'undo',
    list: true,
    run: 'abc',
  });
});

const mistakes: readonly [readonly string[], string][] = [
  [['--execute', 'go'], '--execute goes with plan.'],
  [['plan', 'x', '--dry-run', '--execute'], '--dry-run and --execute exclude each other.'],
  [['plan', 'x', '--param', 'a=1'], '--param goes with --template.'],
  [
    ['plan', 'x', '--on-failure', 'cry'],
    '--on-failure must be one of rollback, halt, continue, replan, ask; got "cry".',
  ],
  [['--colour'], "Unknown option '--colour'."],
  [['--output', 'xml'], '--output must be one of text, jsonl; got "xml".'],
  [['--redaction', 'none'], '--redaction must be one of secrets, personal, all; got "none".'],
  [['--sandbox', 'on'], '--sandbox must be one of off, auto, required; got "on".'],
  [['--permission-mode', 'yolo'], '--permission-mode must be one of readonly, ask, edits, auto; got "yolo".'],
  [['--base-url', 'localhost:11434'], '--base-url must be an http or https address; got "localhost:11434".'],
  [
    ['--base-url', 'file:///etc/passwd'],
    '--base-url must be an http or https address; got "file:///etc/passwd".',
  ],
  [['--limit-turns', '2.5'], '--limit-turns must be a whole number; got "2.5".'],
  [['--limit-cost', '0'], '--limit-cost must be a number above 0; got "0".'],
  [['--list'], '--list goes with undo.'],
  [['--run', 'x', 'go'], '--run goes with undo.'],
  [['--resume', ''], '--resume needs a value.'],
];

test.each(mistakes)('%j is a usage error', (argv, message) => {
  expect(() => parseArguments(argv)).toThrow(expect.objectContaining({ name: 'UsageError', message }));
});

test('an option without its value is a usage error', () => {
  expect(() => parseArguments(['-m'])).toThrow(expect.objectContaining({ name: 'UsageError' }));
});
