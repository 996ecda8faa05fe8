// Threat 11: a temporary file whose name can be foreseen, with a link in its place.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createDiskWorkspace } from '../../../src/core/workspace/diskWorkspace';
import { bash, play, write } from './play';

describe('threat 11: a temporary file that somebody else foresees', () => {
  it('has a random name wherever one is made', () => {
    const named = readdirSync('src', { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .flatMap((name) => {
        const text = readFileSync(join('src', name), 'utf8');
        return [...text.matchAll(/^.*\btmpdir\(\).*$/gm)].map(([line]) => line);
      });
    expect(named.length).toBeGreaterThan(0);
    for (const line of named) expect(line).toMatch(/mkdtemp|randomUUID/);
  });

  it('lies beside a file that is written under a name of its own each time', async () => {
    const seen = new Set<string>();
    const { root } = await play([write('first.txt', 'x')]);
    const watcher = watch(root, (_, name) => void (name === null ? undefined : seen.add(name)));
    onTestFinished(() => watcher.close());
    await play([write('second.txt', 'x'), write('third.txt', 'x')], {
      workspace: createDiskWorkspace({ folders: [{ root }] }),
    });
    await expect.poll(() => seen.has('third.txt')).toBe(true);
    const others = [...seen].filter((name) => !/^(?:second|third)\.txt$/.test(name));
    expect(others).toHaveLength(2);
    for (const name of others)
      expect(name).toMatch(/^\.planwright-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.tmp$/);
    expect(readdirSync(root).sort()).toEqual(['first.txt', 'second.txt', 'third.txt']);
  });

  it('holds the output of a command in a folder of our own', async () => {
    const { results } = await play([bash('seq 1 60000')]);
    const file = /(\/\S+planwright-[\w/.-]+)/.exec(results.join(''))?.[1] ?? '';
    expect(file.startsWith(tmpdir())).toBe(true);
    expect(file).toMatch(/planwright-[0-9a-f]{8}-[0-9a-f]{4}-/);
    expect(statSync(dirname(file)).mode & 0o077).toBe(0);
    expect(execFileSync('id', ['-u'], { encoding: 'utf8' }).trim()).toBe(String(statSync(dirname(file)).uid));
  });
});
