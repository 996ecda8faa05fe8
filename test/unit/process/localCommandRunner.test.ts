import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CommandRequest, CommandRunner } from '../../../src/core/process/commandRunner';
import type { LocalCommandRunnerOptions } from '../../../src/core/process/localCommandRunner';
import { createLocalCommandRunner } from '../../../src/core/process/localCommandRunner';
import { isRunning, until } from './processes';

let folder: string;
let runner: CommandRunner;
let calls = 0;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'commands-'));
  runner = create();
});

afterEach(async () => {
  await runner.dispose();
  rmSync(folder, { recursive: true, force: true });
});

function create(options: Partial<LocalCommandRunnerOptions> = {}): CommandRunner {
  return createLocalCommandRunner({ outputDir: join(folder, 'out'), ...options });
}

function request(command: string, options: Partial<CommandRequest> = {}): CommandRequest {
  calls += 1;
  return {
    callId: `call-${calls}`,
    command,
    cwd: folder,
    timeoutMs: 10_000,
    signal: new AbortController().signal,
    onOutput: () => undefined,
    ...options,
  };
}

describe('a command that ends by itself', () => {
  it.each<[string, string, number, string]>([
    ['prints', 'echo one; echo two', 0, 'one\ntwo\n'],
    ['fails', 'echo no; exit 3', 3, 'no\n'],
    ['is not found', 'no-such-program', 127, 'no-such-program: command not found'],
    ['starts with a dash', '-x', 127, '-x: command not found'],
    [
      'keeps the order of output and errors',
      'for i in 1 2 3; do echo o$i; echo e$i >&2; done',
      0,
      'o1\ne1\no2\ne2\no3\ne3\n',
    ],
    ['writes to /dev/stderr by name', 'echo a; echo b > /dev/stderr; exit 4', 4, 'a\nb\n'],
    ['reads its input', 'cat; echo end', 0, 'end\n'],
    ['quotes', `printf '%s\\n' "a  b" 'c"d' $'e\\tf'`, 0, 'a  b\nc"d\ne\tf\n'],
    ['has several lines', 'x=1\nif true; then\n  echo $x\nfi', 0, '1\n'],
    ['runs in its folder', 'test "$(pwd -P)" = "$PWD" && basename "$PWD" | cut -c1-9', 0, 'commands-\n'],
  ])('%s', async (_name, command, exitCode, output) => {
    const outcome = await runner.run(request(command));
    expect(outcome).toMatchObject({ status: 'exited', exitCode, truncated: false });
    expect(outcome.output).toContain(output);
    expect(outcome.leftRunning).toBeUndefined();
  });

  it('reports -1 and the signal that ended it', async () => {
    expect(await runner.run(request('kill -9 $$'))).toMatchObject({
      status: 'exited',
      exitCode: -1,
      signal: 'SIGKILL',
    });
  });

  it('rejects with advice when the command line is too long', async () => {
    await expect(runner.run(request(`: ${'x'.repeat(3_000_000)}`))).rejects.toMatchObject({
      name: 'CommandStartError',
      message: expect.stringContaining('Write the text to a file'),
    });
  });

  it('rejects when the folder is gone', async () => {
    await expect(runner.run(request('true', { cwd: join(folder, 'gone') }))).rejects.toMatchObject({
      name: 'CommandStartError',
    });
  });

  it('sees no key, no function and no start-up file of the host', async () => {
    const other = create({
      environment: {
        ...process.env,
        ANTHROPIC_API_KEY: 'sk-ant-1',
        MY_TOKEN: 't',
        GATEWAY: 'https://x/?k=sk-own-1',
        BASH_ENV: join(folder, 'startup'),
        'BASH_FUNC_ls%%': '() { echo hijacked; }',
        NODE_OPTIONS: '--require ./evil.cjs',
      },
      secrets: () => ['sk-own-1'],
    });
    const outcome = await other.run(request('env; ls'));
    expect(outcome.output).not.toMatch(/sk-|MY_TOKEN|BASH_ENV|hijacked|NODE_OPTIONS/);
    expect(outcome.output).toContain('TERM=dumb');
    await other.dispose();
  });

  it('passes output on while the command runs', async () => {
    let live = '';
    const done = runner.run(
      request('echo first; until [ -e go ]; do sleep 0.02; done; echo last', {
        onOutput: (text) => (live += text),
      }),
    );
    await until('the first line is there', () => live === 'first\n');
    await runner.run(request('touch go'));
    expect((await done).output).toBe('first\nlast\n');
    expect(live).toBe('first\nlast\n');
  });

  it('joins a character whose bytes come apart', async () => {
    const outcome = await runner.run(
      request(`printf 'a\\xe2'; sleep 0.1; printf '\\x82'; sleep 0.1; printf '\\xac b\\xff'`),
    );
    expect(outcome.output).toBe('a€ b\ufffd');
  });

  it('keeps head and tail of long output, and all of it in a private file', async () => {
    const outcome = await runner.run(request('seq 1 200000'));
    expect(outcome.truncated).toBe(true);
    expect(outcome.output.startsWith('1\n2\n3\n')).toBe(true);
    expect(outcome.output.endsWith('\n199999\n200000\n')).toBe(true);
    expect(outcome.output).toMatch(/\n\[\.\.\. \d+ lines \(\d+ characters\) left out here \.\.\.\]\n/);
    expect(outcome.output.length).toBeLessThan(64_000);
    const file = outcome.fullOutputFile as string;
    const lines = readFileSync(file, 'utf8').split('\n');
    expect([lines.length, lines[0], lines[199_999]]).toEqual([200_001, '1', '200000']);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('does not wait for what it left behind, says so, and ends it with the runner', async () => {
    const outcome = await runner.run(request('sleep 300 & echo $!'));
    const pid = Number(outcome.output);
    expect(outcome).toMatchObject({ status: 'exited', exitCode: 0, leftRunning: true });
    expect(isRunning(pid)).toBe(true);
    await runner.dispose();
    expect(isRunning(pid)).toBe(false);
  });
});

describe('a command that is ended', () => {
  it('stops at its time limit, with what it had printed', async () => {
    const outcome = await runner.run(request('echo begun; sleep 300', { timeoutMs: 1_000 }));
    expect(outcome).toMatchObject({
      status: 'timed_out',
      output: 'begun\n',
      exitCode: -1,
      signal: 'SIGTERM',
    });
  });

  it('takes its children, their children and those in other groups along', async () => {
    const abort = new AbortController();
    let live = '';
    const done = runner.run(
      request(
        `set -m; sleep 301 & echo pid $!; (sleep 302 & echo pid $!; wait) & setsid sh -c 'echo pid $$; exec sleep 303' & wait`,
        { signal: abort.signal, onOutput: (text) => (live += text) },
      ),
    );
    const pidsIn = (text: string) => [...text.matchAll(/^pid (\d+)$/gm)].map((match) => Number(match[1]));
    await until('all are started', () => pidsIn(live).length === 3);
    const pids = pidsIn(live);
    expect(pids.map(isRunning)).toEqual([true, true, true]);
    abort.abort();
    expect((await done).status).toBe('cancelled');
    await until('all are gone', () => !pids.some(isRunning));
  });

  it('is reported cancelled before a process that ignores SIGTERM is ended by force', async () => {
    const stubborn = create({ graceMs: 1_500 });
    const abort = new AbortController();
    let live = '';
    const done = stubborn.run(
      request(`trap '' TERM; echo $$; while true; do echo tick; sleep 0.02; done`, {
        signal: abort.signal,
        onOutput: (text) => (live += text),
      }),
    );
    await until('it runs', () => /tick/.test(live));
    const pid = Number(/\d+/.exec(live)?.[0]);
    abort.abort();
    const outcome = await done;
    expect(outcome.status).toBe('cancelled');
    expect(isRunning(pid)).toBe(true);
    const shown = live;
    await until('it is gone', () => !isRunning(pid));
    expect(live).toBe(shown);
    await stubborn.dispose();
  });

  it('never starts when it was cancelled before', async () => {
    const outcome = await runner.run(request('touch started', { signal: AbortSignal.abort() }));
    expect(outcome.status).toBe('cancelled');
    expect((await runner.run(request('ls started'))).exitCode).not.toBe(0);
  });

  it('ends with the runner, which then starts no more', async () => {
    const done = runner.run(request('echo $$; sleep 300', { background: true }));
    let output = (await done).output;
    await until('it runs', () => (output += runner.readBackground('bg-1')?.output) !== '');
    const pid = Number(output);
    await runner.dispose();
    expect(isRunning(pid)).toBe(false);
    await expect(runner.run(request('true'))).rejects.toMatchObject({ name: 'CommandStartError' });
  });

  it('leaves no listener on the signal or the process', async () => {
    const controller = new AbortController();
    let added = 0;
    const signal = controller.signal;
    const { addEventListener, removeEventListener } = signal;
    signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
      added += 1;
      addEventListener.apply(signal, args);
    };
    signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
      added -= 1;
      removeEventListener.apply(signal, args);
    };
    const before = process.listenerCount('exit');
    await runner.run(request('true', { signal }));
    await runner.run(request('sleep 300', { signal, timeoutMs: 50 }));
    expect([added, process.listenerCount('exit')]).toEqual([0, before]);
  });
});

describe('the background', () => {
  it('is read in parts, typed into, and ends', async () => {
    const outcome = await runner.run(
      request('echo ready; while read line; do echo "got $line"; done; echo bye', { background: true }),
    );
    expect(outcome).toMatchObject({ status: 'background', backgroundId: 'bg-1' });
    let first = outcome.output;
    await until('it is ready', () => (first += runner.readBackground('bg-1')?.output) === 'ready\n');
    expect(runner.background()).toMatchObject([{ id: 'bg-1', running: true }]);
    expect(runner.readBackground('bg-1')?.output).toBe('');
    expect(runner.writeBackground('bg-1', 'hello\n')).toBe(true);
    let read = '';
    await until(
      'the answer is there',
      () => (read += runner.readBackground('bg-1')?.output) === 'got hello\n',
    );
    expect(await runner.endBackground('bg-1')).toBe(true);
    expect(runner.readBackground('bg-1')?.state).toMatchObject({ running: false });
    expect(await runner.endBackground('bg-1')).toBe(false);
    expect(runner.writeBackground('bg-1', 'x')).toBe(false);
    expect(runner.readBackground('bg-9')).toBeUndefined();
  });

  it('reports a command that fails at once as ended', async () => {
    const patient = create({ backgroundGraceMs: 5_000 });
    expect(await patient.run(request('echo port in use; exit 1', { background: true }))).toMatchObject({
      status: 'exited',
      exitCode: 1,
      output: 'port in use\n',
    });
    expect(patient.background()).toEqual([]);
    await patient.dispose();
  });

  it('takes over a running command, which its time limit and its cancel then no longer reach', async () => {
    const abort = new AbortController();
    let live = '';
    const call = request('echo $$; sleep 300', {
      timeoutMs: 600,
      signal: abort.signal,
      onOutput: (text) => (live += text),
    });
    const done = runner.run(call);
    await until('it runs', () => live !== '');
    expect(runner.moveToBackground(call.callId)).toBe(true);
    const outcome = await done;
    expect(outcome).toMatchObject({ status: 'background', output: live, backgroundId: 'bg-1' });
    abort.abort();
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(isRunning(Number(live))).toBe(true);
    expect(runner.moveToBackground(call.callId)).toBe(false);
    await runner.endBackground('bg-1');
    expect(isRunning(Number(live))).toBe(false);
  });
});

describe('a person who watches', () => {
  it('sees commands begin, print and end, and types into one that takes input', async () => {
    const seen: unknown[] = [];
    const watched = create({
      mirror: {
        started: (callId, command) => seen.push(['started', callId, command]),
        output: (callId, text) => seen.push(['output', callId, text]),
        ended: (callId, code) => seen.push(['ended', callId, code]),
      },
    });
    const call = request('read -r name; echo "hi $name"; exit 2', { callId: 'c', interactive: true });
    const done = watched.run(call);
    await until('it takes input', () => watched.writeInput('c', 'Ada\n'));
    await done;
    expect(seen).toEqual([
      ['started', 'c', call.command],
      ['output', 'c', 'hi Ada\n'],
      ['ended', 'c', 2],
    ]);
    expect(watched.writeInput('c', 'x')).toBe(false);
    await watched.dispose();
  });

  it('interrupts any command by Ctrl-C and ends the input of one by Ctrl-D', async () => {
    const plain = runner.run(request('sleep 300', { callId: 'plain' }));
    await until('it is interrupted', () => runner.writeInput('plain', '\u0003'));
    expect(await plain).toMatchObject({ status: 'exited', exitCode: -1, signal: 'SIGINT' });
    const reading = runner.run(request('cat; echo end', { callId: 'reading', interactive: true }));
    await until('it reads', () => runner.writeInput('reading', 'text\n'));
    expect(runner.writeInput('reading', '\u0004')).toBe(true);
    expect(await reading).toMatchObject({ status: 'exited', exitCode: 0, output: 'text\nend\n' });
  });
});
