import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CommandOutcome, CommandRunner } from '../../../src/core/process/commandRunner';
import { createLocalCommandRunner } from '../../../src/core/process/localCommandRunner';
import { createBashEndTool, createBashOutputTool } from '../../../src/core/tools/bashBackgroundTools';
import { commandResultText, plainText } from '../../../src/core/tools/bashResult';
import { createBashTool } from '../../../src/core/tools/bashTool';
import type { Tool } from '../../../src/core/tools/tool';
import { createDiskWorkspace } from '../../../src/core/workspace/diskWorkspace';
import { until } from '../process/processes';
import { temporaryFolder } from '../workspace/temporaryFolder';
import { callTool } from './searchToolHarness';

let outputDir: string;
let commands: CommandRunner;

beforeEach(() => {
  outputDir = mkdtempSync(join(tmpdir(), 'bash-tool-'));
  commands = createLocalCommandRunner({ outputDir, backgroundGraceMs: 1_000 });
});

afterEach(async () => {
  await commands.dispose();
  rmSync(outputDir, { recursive: true, force: true });
});

const bash = createBashTool() as Tool;
const bashOutput = createBashOutputTool() as Tool;
const bashEnd = createBashEndTool() as Tool;

function call(tool: Tool, args: Record<string, unknown>, options: { signal?: AbortSignal } = {}) {
  const workspace = createDiskWorkspace({ folders: [{ root: temporaryFolder({ 'sub/a.txt': 'a' }) }] });
  return callTool(tool, args, { workspace, commands, ...options });
}

describe('bash', () => {
  it.each<[string, Record<string, unknown>, string, boolean, number]>([
    ['output', { command: 'echo hi' }, 'hi', false, 0],
    ['that there is none', { command: 'true' }, '(no output)', false, 0],
    ['the exit code', { command: 'echo no >&2; exit 3' }, 'no\n[exit code 3]', true, 3],
    ['the signal', { command: 'kill -9 $$' }, '(no output)\n[ended by SIGKILL]', true, -1],
    ['the folder', { command: 'ls', cwd: 'sub' }, 'a.txt', false, 0],
    [
      'that it left something running',
      { command: 'sleep 60 & echo ok' },
      'ok\n[Something it started is still running; it ends with the session.]',
      false,
      0,
    ],
    [
      'that time was up',
      { command: 'echo begun; sleep 60', timeout: 1_000 },
      'begun\n[Command timed out after 1000ms]\n' +
        'It was ended. Raise timeout (at most 600000), or use run_in_background if it is meant to keep running.',
      true,
      -1,
    ],
  ])('tells %s', async (_case, args, content, isError, exitCode) => {
    const result = await call(bash, args);
    expect(result).toMatchObject({ content, isError, exitCode });
  });

  it('names the file with the whole output', async () => {
    const result = await call(bash, { command: 'seq 1 50000' });
    expect(result.content).toMatch(
      /\n50000\n\[Output was cut\. The rest is in \S+call-1-\w+-1\.log: use read with offset, or grep\.\]$/,
    );
    expect(result.details).toMatchObject({
      type: 'command',
      exitCode: 0,
      outputFile: expect.stringMatching(/call-1-\w+-1\.log$/),
    });
  });

  it('ends with the signal', async () => {
    const abort = new AbortController();
    const result = call(bash, { command: 'sleep 60' }, { signal: abort.signal });
    setTimeout(() => abort.abort(), 50);
    expect(await result).toMatchObject({ content: '[Command cancelled]', isError: true, exitCode: -1 });
  });

  it.each([
    [{ command: '' }, /command/],
    [{ command: 'x', timeout: 0 }, /timeout/],
    [{ command: 'true', cwd: 'gone' }, /could not be started in .*gone/],
  ])('refuses %j', async (args, message) => {
    expect(await call(bash, args)).toMatchObject({ isError: true, content: expect.stringMatching(message) });
  });

  it('names the shell to the model', () => {
    expect(createBashTool({ shellName: 'PowerShell' }).description).toMatch(
      /^Runs a command line in PowerShell /,
    );
  });
});

describe('a background command', () => {
  it('is read and ended', async () => {
    const started = await call(bash, {
      command: 'echo up; read line; echo got $line; read line',
      run_in_background: true,
    });
    expect(started).toMatchObject({
      content: 'up\n[Running in the background as bg-1: see bash_output, bash_end]',
      isError: false,
      details: { backgroundId: 'bg-1' },
    });
    expect((await call(bashOutput, {})).content).toBe(
      'bg-1 is running: echo up; read line; echo got $line; read line',
    );
    expect((await call(bashOutput, { id: 'bg-1' })).content).toBe('(no new output)\n[bg-1 is running]');
    commands.writeBackground('bg-1', 'it\n');
    const output = commands.readBackground.bind(commands);
    let read = '';
    await until('it answered', () => (read += output('bg-1')?.output ?? '') === 'got it\n');
    expect((await call(bashEnd, { id: 'bg-1' })).content).toBe('[bg-1 was ended]');
    expect((await call(bashEnd, { id: 'bg-1' })).content).toBe('[bg-1 has ended with exit code -1]');
    expect(await call(bashOutput, { id: 'bg-2' })).toMatchObject({
      isError: true,
      content: expect.stringMatching(/^There is no background command bg-2\. bg-1 has ended/),
    });
  });
});

it.each([
  ['colours', '\u001b[1;31mred\u001b[0m', 'red'],
  ['titles and links', '\u001b]0;title\u0007a\u001b]8;;http://x\u001b\\b', 'ab'],
  ['progress that is written over', 'start\n10%\r50%\r100%\ndone\r\nend\r', 'start\n100%\ndone\nend'],
  ['bells and NUL', 'a\u0007b\u0000c', 'abc'],
  ['trailing white space', 'a  \n\n\n', 'a'],
])('output is shown without %s', (_case, output, text) => {
  expect(plainText(output)).toBe(text);
});

describe('a command that the sandbox stops', () => {
  const outcome = {
    status: 'exited',
    exitCode: 0,
    truncated: false,
    durationMs: 1,
    sandboxed: true,
  } as const;
  const said = (output: string, changed: Partial<CommandOutcome> = {}) =>
    commandResultText({ ...outcome, output, ...changed }, 1_000, true);
  const network =
    '[This ran in a sandbox without network. If that is why it failed, call again with outside_sandbox and say why.]';
  const place =
    '[This ran in a sandbox that writes only in the workspace and $TMPDIR. If that is why it failed, call again with outside_sandbox and say why.]';

  it.each([
    ['curl: (6) Could not resolve host: example.org', network],
    ['npm error request to https://x/ failed, reason: getaddrinfo EAI_AGAIN x', network],
    ["fatal: unable to access 'https://x/': Could not resolve host", network],
    ['dial tcp: lookup proxy.golang.org', network],
    ['connect ECONNREFUSED 127.0.0.1:5432', network],
    ["touch: cannot touch '/x': Read-only file system", place],
    ['Error: EROFS: read-only file system, mkdir', place],
  ])('is explained: %s', (output, note) => {
    expect(said(output)).toBe(`${output}\n${note}`);
  });

  it('is explained where the sandbox itself or another program is the reason', () => {
    expect(said('bwrap: setting up uid map: Permission denied', { exitCode: 1 })).toContain(
      'The sandbox itself failed.',
    );
    expect(
      said('Cannot connect to the Docker daemon at unix:///var/run/docker.sock.', { exitCode: 1 }),
    ).toContain('reaches no other program');
  });

  it('is told to the person where it can not be left', () => {
    expect(commandResultText({ ...outcome, output: 'EROFS' }, 1_000)).toContain(
      'tell the person: it can not be left.]',
    );
  });

  it('is not explained where nothing speaks for it, or it ran outside', () => {
    expect(said('1 test failed', { exitCode: 1 })).toBe('1 test failed\n[exit code 1]');
    expect(said('Read-only file system', { sandboxed: false })).toBe('Read-only file system');
    const early = `Read-only file system\n${'x'.repeat(5_000)}`;
    expect(said(early)).toBe(early);
  });
});
