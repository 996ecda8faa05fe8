// The container back end against a program that stands in for docker; no engine runs in the tests.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLocalCommandRunner } from '../../../src/core/process/localCommandRunner';
import type { CommandRequest, CommandRunner } from '../../../src/core/process/commandRunner';
import {
  DEFAULT_SANDBOX_CONFIG,
  guestPath,
  startArguments,
} from '../../../src/core/sandbox/containerArguments';
import { containerShell, createContainerSandbox } from '../../../src/core/sandbox/containerSandbox';
import type { ContainerSandbox } from '../../../src/core/sandbox/containerSandbox';
import { createSandboxTool } from '../../../src/core/tools/sandboxTool';
import type { Tool } from '../../../src/core/tools/tool';
import { createDiskWorkspace } from '../../../src/core/workspace/diskWorkspace';
import { isRunning, until } from '../process/processes';
import { callTool } from '../tools/searchToolHarness';
import { createFakeEngine } from './fakeEngine';
import type { FakeEngine } from './fakeEngine';

let folder: string;
let work: string;
let engine: FakeEngine;
let container: ContainerSandbox;
let ids: number;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'container-')));
  work = join(folder, 'work');
  mkdirSync(join(work, 'sub'), { recursive: true });
  engine = createFakeEngine(join(folder, 'engine'), work);
  ids = 0;
  container = createContainerSandbox({
    workspace: work,
    engine: engine.program,
    config: { env: { TOKEN: 'value' } },
    newId: () => String((ids += 1)),
  });
});

afterEach(async () => {
  await container.shutdown();
  rmSync(folder, { recursive: true, force: true });
});

const identity = { name: 'planwright-1', engine: 'docker', user: { uid: 1000, gid: 100 } } as const;
const place = {
  root: '/home/ada/shop',
  held: ['/home/ada/shop/.git'],
  readOnly: ['/home/ada/shop/.git/hooks'],
};

describe('the arguments of the engine', () => {
  it('are those of the defaults', () => {
    expect(startArguments(DEFAULT_SANDBOX_CONFIG, place, identity)).toEqual([
      ...['run', '--interactive', '--rm', '--init', '--name', 'planwright-1', '--label', 'planwright'],
      ...['--memory', '512m', '--cpus', '1', '--network', 'none', '--security-opt', 'no-new-privileges'],
      ...['--user', '1000:100', '--env', 'HOME=/tmp'],
      ...['--mount', 'type=bind,source=/home/ada/shop,target=/workspace'],
      ...['--mount', 'type=bind,source=/home/ada/shop/.git,target=/workspace/.git'],
      ...['--mount', 'type=bind,source=/home/ada/shop/.git/hooks,target=/workspace/.git/hooks,readonly'],
      ...[
        '--workdir',
        '/workspace',
        '--entrypoint',
        'sh',
        'alpine:latest',
        '-c',
        'echo ready; exec cat > /dev/null',
      ],
    ]);
  });

  it('are those of the configuration; values of variables are not among them', () => {
    const config = {
      image: 'ubuntu:24.04',
      memoryMb: 64,
      cpus: 0.5,
      network: true,
      env: { HOME: '/h', KEY: 'v' },
    };
    const words = startArguments(
      config,
      { root: '/w', held: [], readOnly: [] },
      { name: 'n', engine: 'docker' },
    );
    expect(words.join(' ')).toBe(
      'run --interactive --rm --init --name n --label planwright --memory 64m --cpus 0.5 --security-opt no-new-privileges --env HOME --env KEY --mount type=bind,source=/w,target=/workspace --workdir /workspace --entrypoint sh ubuntu:24.04 -c echo ready; exec cat > /dev/null',
    );
  });

  it('leave the person the owner of files in rootless podman', () => {
    const words = startArguments(DEFAULT_SANDBOX_CONFIG, place, { ...identity, engine: 'podman' });
    expect(words.join(' ')).toContain('--userns keep-id');
    expect(words).not.toContain('--user');
  });

  it('say paths with commas and quotes as one value', () => {
    const root = '/home/a,readonly="x"';
    const words = startArguments(DEFAULT_SANDBOX_CONFIG, { root, held: [], readOnly: [] }, identity);
    expect(words).toContain('type=bind,"source=/home/a,readonly=""x""",target=/workspace');
  });

  it.each([
    ['/a/b', '/a/b', '/workspace'],
    ['/a/b/c/d', '/a/b/', '/workspace/c/d'],
    ['/a/bc', '/a/b', undefined],
    ['C:\\w\\sub', 'C:\\w', '/workspace/sub'],
  ])('have %s of %s as %s', (path, root, expected) => {
    expect(guestPath(path, root)).toBe(expected);
  });
});

describe('a machine in a container', () => {
  it('is made with the first command, used again and removed', async () => {
    expect(engine.calls()).toEqual([]);
    expect(await container.execCommand('echo out; echo err >&2; exit 3', '/workspace')).toEqual({
      stdout: 'out\n',
      stderr: 'err\n',
      exitCode: 3,
    });
    expect((await container.execCommand('pwd', '/workspace/sub')).stdout).toBe(`${work}/sub\n`);
    await container.shutdown();
    expect(engine.calls().map(([verb]) => verb)).toEqual(['run', 'exec', 'exec', 'rm']);
    expect(engine.calls()[0]).toContain('planwright-1');
    expect(engine.calls()[0]?.join(' ')).not.toContain('value');
    expect(engine.calls()[3]).toEqual(['rm', '--force', 'planwright-1']);
  });

  it('is made once for commands at the same time, and anew after it has ended', async () => {
    await Promise.all([
      container.execCommand('true', '/workspace'),
      container.execCommand('true', '/workspace'),
    ]);
    expect(engine.calls().filter(([verb]) => verb === 'run')).toHaveLength(1);
    await container.shutdown();
    await container.execCommand('true', '/workspace');
    expect(engine.calls().filter(([verb]) => verb === 'run')).toHaveLength(2);
  });

  it('ends a command that is cancelled, also in the container', async () => {
    const abort = new AbortController();
    const done = container.execCommand('echo $$ > pid; exec sleep 351', '/workspace', abort.signal);
    await until(
      'it runs',
      () => existsSync(join(work, 'pid')) && readFileSync(join(work, 'pid'), 'utf8') !== '',
    );
    const pid = Number(readFileSync(join(work, 'pid'), 'utf8'));
    abort.abort();
    await expect(done).rejects.toThrow();
    await until('it is gone', () => !isRunning(pid));
  });

  it('says what the engine said where it can not be made, and is tried anew', async () => {
    writeFileSync(join(folder, 'engine/no-image'), '');
    await expect(container.execCommand('true', '/workspace')).rejects.toThrow(
      'could not be started: no such image',
    );
    rmSync(join(folder, 'engine/no-image'));
    expect((await container.execCommand('true', '/workspace')).exitCode).toBe(0);
  });

  it('says why there is none', async () => {
    expect(await container.check()).toEqual({ works: true });
    writeFileSync(join(folder, 'engine/broken'), '');
    const broken = createContainerSandbox({ workspace: work, engine: engine.program });
    const problem = { code: 'broken', name: 'docker', detail: 'Cannot connect to the daemon' };
    expect(await broken.check()).toEqual({ works: false, problem });
    const none = createContainerSandbox({ workspace: work, environment: { PATH: work } });
    expect(await none.check()).toMatchObject({ works: false, problem: { code: 'not_installed' } });
  });
});

describe('commands of a session in a container', () => {
  let runner: CommandRunner;
  let calls = 0;
  beforeEach(() => {
    runner = createLocalCommandRunner({
      outputDir: join(folder, 'out'),
      shell: containerShell,
      sandbox: {
        mode: () => 'required',
        system: container,
        writable: () => [work],
        isContainer: true,
        onDispose: () => container.shutdown(),
      },
    });
  });
  afterEach(() => runner.dispose());
  const run = (command: string, options: Partial<CommandRequest> = {}) =>
    runner.run({
      callId: `call-${(calls += 1)}`,
      command,
      cwd: work,
      timeoutMs: 10_000,
      signal: new AbortController().signal,
      onOutput: () => undefined,
      ...options,
    });

  it('are told as any other', async () => {
    expect(await run('echo one; echo two >&2; exit 4', { cwd: join(work, 'sub') })).toMatchObject({
      status: 'exited',
      exitCode: 4,
      output: 'one\ntwo\n',
      sandboxed: true,
    });
    expect(engine.calls().at(-1)).toContain('/workspace/sub');
    expect((await run(`printf '%s|' "a  b" 'c"d'`)).output).toBe('a  b|c"d|');
  });

  it('end at their time limit, also in the container', async () => {
    const outcome = await run('echo $$ > pid; echo begun; exec sleep 352', { timeoutMs: 1_000 });
    expect(outcome).toMatchObject({ status: 'timed_out', output: 'begun\n' });
    const pid = Number(readFileSync(join(work, 'pid'), 'utf8'));
    await until('it is gone', () => !isRunning(pid));
  });

  it('do not run in a folder that the container does not have', async () => {
    await expect(run('true', { cwd: folder })).rejects.toMatchObject({
      name: 'CommandStartError',
      message: expect.stringContaining('it has the workspace only'),
    });
  });

  it('end with the container', async () => {
    await run('true');
    await runner.dispose();
    expect(engine.calls().at(-1)?.[0]).toBe('rm');
  });
});

describe('the tool sandbox', () => {
  it('runs in a machine of the first call', async () => {
    const made: unknown[] = [];
    const tool = createSandboxTool((config) => {
      made.push(config);
      return container;
    });
    const call = (args: Record<string, unknown>) =>
      callTool(tool as Tool, args, { workspace: createDiskWorkspace({ folders: [{ root: work }] }) });
    expect(await call({ command: 'echo hi; echo err >&2', image: 'ubuntu', memory_mb: 64 })).toMatchObject({
      content: 'hi\nerr',
      isError: false,
      exitCode: 0,
    });
    expect(await call({ command: 'exit 2', image: 'other' })).toMatchObject({
      content: '(no output)\n[exit code 2]',
      isError: true,
      exitCode: 2,
    });
    expect(made).toEqual([{ image: 'ubuntu', memoryMb: 64 }]);
    await tool.dispose();
    expect(engine.calls().at(-1)?.[0]).toBe('rm');
  });
});
