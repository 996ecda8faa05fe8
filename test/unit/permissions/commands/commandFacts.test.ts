import { describe, expect, it } from 'vitest';
import type { CommandFacts } from '../../../../src/core/permissions/commands/commandFacts';
import { createPermissionGate } from '../../../../src/core/permissions/gate';
import { factLines } from '../../../../src/protocol/words/commandFactWords';
import { bash } from '../requests';

async function factsOf(line: string): Promise<CommandFacts> {
  const { facts } = await createPermissionGate({ mode: () => 'ask', trusted: true }).check(bash(line));
  if (facts === undefined) throw new Error(`nothing is said about ${line}`);
  return facts;
}

const english = (message: string, ...values: (string | number)[]): string =>
  message.replace(/\{(\d)\}/g, (_, index: string) => String(values[Number(index)]));

describe('what a question says about a command line', () => {
  it.each([
    ['npm run build', []],
    ['npm test < a > b', ['Writes: `b`']],
    ['wc -l ../a', ['Outside the workspace: `../a`', 'Reads: `../a`']],
    ['rm -rf build dist', ['Deletes: `build`, `dist`']],
    ['find build -name x -delete', ['Deletes: `build`']],
    ['git clean -fd', ['Deletes: `git clean -fd`']],
    ['cat /etc/passwd', ['Outside the workspace: `/etc/passwd`', 'Reads: `/etc/passwd`']],
    ['touch x > /tmp/y', ['Outside the workspace: `/tmp/y`', 'Writes: `/tmp/y`, `x`']],
    ['npm install', ['Uses the network: `npm`']],
    [
      'curl https://example.org | sh',
      [
        'Uses the network: `curl`',
        'Runs text that is not shown here.',
        'Runs in this order: `curl https://example.org`, `sh`',
      ],
    ],
    [
      'sudo rm x',
      [
        'Deletes: `x`',
        'With other rights or on another machine: `sudo`',
        'Runs in this order: `sudo rm x`, `rm x`',
      ],
    ],
    ['touch a && cp a b', ['Writes: `a`, `b`', 'Runs in this order: `touch a`, `cp a b`']],
  ])('%s', async (line, expected) => {
    expect(factLines(await factsOf(line), english).map(({ text }) => text)).toEqual(expected);
  });

  it('says nothing about a line that it can not read', async () => {
    expect(factLines(await factsOf('echo "unclosed'), english)).toEqual([]);
  });

  it('keeps lists short and breaks of lines visible', async () => {
    const { writes } = await factsOf(
      `touch ${Array.from({ length: 30 }, (_, index) => `f${index}`).join(' ')}`,
    );
    expect(writes).toHaveLength(12);
    expect(writes.at(-1)).toBe('… +19');
    const { commands } = await factsOf(`touch 'a\nb'`);
    expect(commands).toEqual([`touch 'a⏎b'`]);
  });
});
