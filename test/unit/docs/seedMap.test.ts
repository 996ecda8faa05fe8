// docs/seed-map.md tells the truth: what it calls done exists, in the place it names, with the tests it names.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

interface Row {
  readonly name: string;
  readonly ours: readonly string[];
  readonly state: string;
}

const rows: readonly Row[] = read('docs/seed-map.md')
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => {
    const [, name = '', ours = '', state = ''] = line.split('|').map((cell) => cell.trim());
    return {
      name: name.slice(1, -1),
      ours: [...ours.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? ''),
      state,
    };
  });

const sources = {
  exports: read('src/core/index.ts'),
  session: read('src/core/session/sessionApi.ts'),
  agent: read('src/core/session/sessionApi.ts') + read('src/core/session/agent.ts'),
  options: read('src/core/session/sessionOptions.ts'),
  events: read('src/core/events/agentEvent.ts') + read('src/core/plan/planEvent.ts'),
  flags: read('src/cli/arguments.ts'),
};

/** Where a name of the "Ours" column must be found; undefined for words that only explain. */
function exists(ours: string): boolean | undefined {
  const [kind = '', name = ''] = ours.split(' ');
  if (ours.startsWith('src/') || ours.startsWith('docs/')) return existsSync(join(root, ours));
  if (ours.startsWith('--')) return new RegExp(`^  '?${ours.slice(2)}'?: \\{ type:`, 'm').test(sources.flags);
  if (ours.startsWith('session.')) return hasMember(sources.session, ours.slice('session.'.length));
  if (ours.startsWith('agent.')) return hasMember(sources.agent, ours.slice('agent.'.length));
  if (kind === 'event') return sources.events.includes(`type: '${name}'`);
  if (kind === 'option' || kind === 'result')
    return new RegExp(`readonly ${name}\\??:`).test(sources.options);
  if (kind === 'tool') return existsSync(join(root, `src/core/tools/${name}Tool.ts`));
  if (/^[A-Z]\w+$|^create[A-Z]\w+$/.test(ours)) return new RegExp(`\\b${ours}\\b`).test(sources.exports);
  return undefined;
}

function hasMember(source: string, name: string): boolean {
  const member = name.replace('()', '');
  return new RegExp(`(?:readonly|static)? ${member}${name.endsWith('()') ? '\\(' : '\\b'}`).test(source);
}

const AREAS = ['panel', 'review', 'plans', 'trust', 'extension points', 'long sessions', 'lanes and teams'];

test('every row has a state that can be checked', () => {
  expect(rows.length).toBeGreaterThan(250);
  const odd = rows.filter(({ state }) => {
    if (state.startsWith('waits: ')) return !AREAS.includes(state.slice('waits: '.length));
    return !/^(done: test\/\S+\.test\.ts(, test\/\S+\.test\.ts)*|replaced: .{5,})$/.test(state);
  });
  expect(odd).toEqual([]);
});

describe('what is done', () => {
  const done = rows.filter((row) => row.state.startsWith('done: '));

  test('is there', () => {
    const missing = done.flatMap(({ name, ours }) =>
      ours.some((word) => exists(word) === true)
        ? ours.filter((word) => exists(word) === false)
        : [`${name}: nothing`],
    );
    expect(missing).toEqual([]);
  });

  test('is tested', () => {
    const tests = new Set(done.flatMap((row) => row.state.slice('done: '.length).split(', ')));
    expect([...tests].filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});

test('what replaces something is there', () => {
  const replaced = rows.filter((row) => row.state.startsWith('replaced: '));
  expect(replaced.flatMap((row) => row.ours).filter((word) => exists(word) === false)).toEqual([]);
});

test('the check itself can fail', () => {
  expect(
    ['NoSuchExport', 'event no_such_event', 'option noSuchOption', '--no-such-flag', 'tool noSuch'].map(
      exists,
    ),
  ).toEqual(Array.from({ length: 5 }, () => false));
  expect([
    exists('session.noSuchMethod()'),
    exists('agent.noSuchMethod()'),
    exists('src/no/such.ts'),
  ]).toEqual([false, false, false]);
});
