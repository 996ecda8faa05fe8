// Commands in the real bubblewrap. Where it is missing, the set-up of the tests has failed: these tests then fail, they are not skipped.
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as createSocketServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CommandOutcome, CommandRequest, CommandRunner } from '../../../src/core/process/commandRunner';
import { createLocalCommandRunner } from '../../../src/core/process/localCommandRunner';
import type { SystemSandbox } from '../../../src/core/sandbox/systemSandbox';
import { createSystemSandbox } from '../../../src/core/sandbox/systemSandbox';
import { isRunning, until } from '../process/processes';

let folder: string;
let work: string;
let home: string;
let runner: CommandRunner;
let system: SystemSandbox;
let calls = 0;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'sandboxed-')));
  work = join(folder, 'work');
  home = join(folder, 'home');
  mkdirSync(work);
  mkdirSync(join(home, '.ssh'), { recursive: true });
  writeFileSync(join(home, '.ssh', 'id_ed25519'), 'private');
  system = createSystemSandbox({ home });
  runner = create();
});

afterEach(async () => {
  await runner.dispose();
  await system.dispose();
  rmSync(folder, { recursive: true, force: true });
});

function create(graceMs?: number): CommandRunner {
  return createLocalCommandRunner({
    outputDir: join(folder, 'out'),
    backgroundGraceMs: 50,
    environment: { ...process.env, PATH: `${dirname(process.execPath)}:${process.env['PATH']}` },
    ...(graceMs === undefined ? {} : { graceMs }),
    sandbox: { mode: () => 'required', system, writable: () => [work] },
  });
}

function run(command: string, options: Partial<CommandRequest> = {}): Promise<CommandOutcome> {
  calls += 1;
  return runner.run({
    callId: `call-${calls}`,
    command,
    cwd: work,
    timeoutMs: 15_000,
    signal: new AbortController().signal,
    onOutput: () => undefined,
    ...options,
  });
}

/** Ids on this machine of processes with this word in their command line: inside, they have others. */
function processesWith(word: string): readonly number[] {
  const found = execFileSync('/bin/ps', ['-A', '-o', 'pid=,stat=,args='], { encoding: 'utf8' });
  return found.split('\n').flatMap((line) => {
    const [, pid, state = '', args = ''] = /^\s*(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    return args.includes(word) && !state.startsWith('Z') ? [Number(pid)] : [];
  });
}

describe('the try-out', () => {
  it('finds that it works', async () => {
    expect(await system.check()).toEqual({ works: true });
  });

  it.each<[string, string, string]>([
    ['fails', 'echo "no namespaces" >&2; exit 1', 'no namespaces'],
    ['does not answer', 'exec sleep 300', 'no answer'],
    ['does nothing', 'exit 0', 'nothing was written'],
  ])('says why where the program %s', async (_name, script, reason) => {
    const program = join(folder, 'bwrap');
    writeFileSync(program, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    const broken = createSystemSandbox({ home, program, platform: 'linux', probeMs: 700 });
    const state = await broken.check();
    expect(state).toEqual({ works: false, problem: { code: 'broken', name: 'bubblewrap', detail: reason } });
    await broken.dispose();
  });

  it.each([
    ['linux', { code: 'not_installed', name: 'bubblewrap' }],
    ['win32', { code: 'unsupported' }],
  ] as const)('names what is missing on %s', async (platform, problem) => {
    const none = createSystemSandbox({ home, platform, program: join(folder, 'none') });
    expect(await none.check()).toEqual({ works: false, problem });
  });

  it('is made once', async () => {
    const program = join(folder, 'bwrap');
    writeFileSync(program, `#!/bin/sh\necho tried >> ${folder}/tries; exit 1\n`, { mode: 0o755 });
    const broken = createSystemSandbox({ home, program, platform: 'linux' });
    await Promise.all([broken.check(), broken.check()]);
    await broken.check();
    expect(readFileSync(join(folder, 'tries'), 'utf8')).toBe('tried\n');
    await broken.dispose();
  });
});

describe('a command in the sandbox', () => {
  it('writes in the workspace and nowhere else', async () => {
    const outcome = await run(
      `echo in > inside; mkdir -p a/b && echo deep > a/b/c; echo out > ${folder}/outside; echo out > /etc/planwright-test; cat inside a/b/c`,
    );
    expect(outcome).toMatchObject({ status: 'exited', exitCode: 0, sandboxed: true });
    expect(outcome.output).toMatch(/in\ndeep\n$/);
    expect(readFileSync(join(work, 'a/b/c'), 'utf8')).toBe('deep\n');
    expect([existsSync(join(folder, 'outside')), existsSync('/etc/planwright-test')]).toEqual([false, false]);
  });

  it('has a temporary folder of its own, empty each time', async () => {
    expect((await run('echo x > "$TMPDIR/mine" && ls -A /tmp')).output).toContain('mine');
    expect(existsSync('/tmp/mine')).toBe(false);
    expect((await run('ls -A /tmp')).output).not.toContain('mine');
  });

  it('has no network, also not that of this machine', async () => {
    const server = createServer((_request, response) => response.end('reached'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const ask = `exec 3<>/dev/tcp/127.0.0.1/${port} && printf 'GET / HTTP/1.0\\r\\n\\r\\n' >&3 && cat <&3`;
    expect((await run(ask)).output).toContain('Connection refused');
    const open = createLocalCommandRunner({ outputDir: join(folder, 'out') });
    const call = { callId: 'open', command: ask, cwd: work, timeoutMs: 9_000, onOutput: () => undefined };
    const reached = await open.run({ ...call, signal: new AbortController().signal });
    expect(reached.output).toContain('reached');
    await open.dispose();
    server.close();
  });

  it('can talk to itself', async () => {
    const script = `const s = require('net').createServer(c => c.end('hi')).listen(0, '127.0.0.1', () =>
      require('net').connect(s.address().port, '127.0.0.1').on('data', d => { console.log(String(d)); process.exit() }))`;
    writeFileSync(join(work, 'own.cjs'), script);
    expect((await run('node own.cjs')).output).toBe('hi\n');
  });

  it('reaches no socket of another program', async () => {
    // One where all temporary files are, and one elsewhere.
    const elsewhere = mkdtempSync(join(homedir(), '.planwright-test-'));
    const sockets = [join(home, 'daemon.sock'), join(elsewhere, 'daemon.sock')];
    const servers = await Promise.all(
      sockets.map(async (path) => {
        const server = createSocketServer((connection) => connection.end('reached'));
        await new Promise<void>((resolve) => server.listen(path, resolve));
        return server;
      }),
    );
    writeFileSync(
      join(work, 'connect.cjs'),
      `require('net').connect(process.argv[2]).on('data', d => console.log(String(d))).on('error', e => console.log(e.code))`,
    );
    try {
      const answers = await Promise.all(sockets.map((path) => run(`node connect.cjs ${path}`)));
      expect(answers[0]?.output).toBe('ENOENT\n');
      // As root, and as anybody else.
      expect(answers[1]?.output).toMatch(/^(ECONNREFUSED|EACCES)\n$/);
    } finally {
      for (const server of servers) server.close();
      rmSync(elsewhere, { recursive: true, force: true });
    }
  });

  it('sees no keys of the person and no process of the machine', async () => {
    const outcome = await run(`cat ${home}/.ssh/id_ed25519; ls -A ${home}/.ssh; ls /proc | grep -c '^[0-9]'`);
    expect(outcome.output).not.toContain('private');
    expect(outcome.output).not.toContain('id_ed25519\n');
    expect(Number(outcome.output.trim().split('\n').at(-1))).toBeLessThan(10);
  });

  it('changes nothing of the running system, also as root', async () => {
    const outcome = await run(
      '[ -w /proc/sys/kernel/core_pattern ] && echo writable; find /sys -maxdepth 2 -writable | head',
    );
    expect(outcome.output).toBe('');
  });
});

describe('what git would run later', () => {
  beforeEach(() => {
    execFileSync('git', ['init', '-q', '.'], { cwd: work });
    writeFileSync(join(work, '.git/hooks/pre-commit'), 'mine');
    mkdirSync(join(work, '.github/workflows'), { recursive: true });
    mkdirSync(join(work, '.vscode'));
  });
  const attack = 'echo evil > evil; ';

  it.each<[string, string]>([
    ['writing a hook', 'cp evil .git/hooks/pre-commit'],
    ['adding a hook', 'cp evil .git/hooks/post-checkout'],
    ['deleting a hook', 'rm -f .git/hooks/pre-commit'],
    ['a rename over a hook', 'mv -f evil .git/hooks/pre-commit'],
    [
      'a rename of the folder of hooks',
      'mkdir h && cp evil h/pre-commit && mv .git/hooks .git/old && mv h .git/hooks',
    ],
    ['a rename of .git', 'cp -r .git copy && cp evil copy/hooks/pre-commit && mv .git old && mv copy .git'],
    ['deleting .git', 'rm -rf .git; mkdir -p .git/hooks && cp evil .git/hooks/pre-commit'],
    ['a link to the hooks', 'ln -s .git/hooks way && cp evil way/pre-commit'],
    [
      'a link in the place of the hooks',
      'mkdir h && cp evil h/pre-commit && rm -rf .git/hooks && ln -s ../h .git/hooks',
    ],
    ['a hard link to a hook', 'ln .git/hooks/pre-commit way && cp evil way'],
    ['a rename of the workspace', `cd / && mv ${'$OLDPWD'} ${'$OLDPWD'}.old`],
    ['unmounting', 'umount .git/hooks; cp evil .git/hooks/pre-commit'],
    ['mounting anew', 'mount -o remount,rw,bind .git/hooks; cp evil .git/hooks/pre-commit'],
    ['namespaces of its own', 'unshare -Urm sh -c "umount .git/hooks; cp evil .git/hooks/pre-commit"'],
    ['the configuration', 'git config core.hooksPath h; echo "[core]" >> .git/config; mv evil .git/config'],
    [
      'another common folder',
      'mkdir -p c/hooks && cp evil c/hooks/pre-commit && cp .git/config c && echo ../c > .git/commondir',
    ],
    ['a second configuration', 'cp evil .git/config.worktree'],
    [
      'editor settings',
      'cp evil .vscode/tasks.json; mv .vscode v; mkdir .vscode && cp evil .vscode/tasks.json',
    ],
    [
      'workflows',
      'cp evil .github/workflows/x.yml; mv .github g; mkdir -p .github/workflows; cp evil .github/workflows/x.yml',
    ],
  ])('is kept from %s', async (_name, command) => {
    const config = readFileSync(join(work, '.git/config'), 'utf8');
    await run(attack + command);
    expect(readFileSync(join(work, '.git/hooks/pre-commit'), 'utf8')).toBe('mine');
    expect(readFileSync(join(work, '.git/config'), 'utf8')).toBe(config);
    for (const made of [
      '.git/hooks/post-checkout',
      '.git/commondir',
      '.git/config.worktree',
      '.vscode/tasks.json',
      '.github/workflows/x.yml',
    ]) {
      expect([made, existsSync(join(work, made))]).toEqual([made, false]);
    }
  });

  it('is kept where it is missing so far', async () => {
    rmSync(join(work, '.git/hooks'), { recursive: true });
    await run('mkdir -p .git/hooks; echo evil > .git/hooks/pre-commit');
    expect(existsSync(join(work, '.git/hooks/pre-commit'))).toBe(false);
  });

  it('is kept where the hooks are a link into the workspace', async () => {
    rmSync(join(work, '.git/hooks'), { recursive: true });
    mkdirSync(join(work, 'scripts'));
    writeFileSync(join(work, 'scripts/pre-commit'), 'mine');
    symlinkSync('../scripts', join(work, '.git/hooks'));
    await run('echo evil > scripts/pre-commit; mv scripts s');
    expect(readFileSync(join(work, 'scripts/pre-commit'), 'utf8')).toBe('mine');
  });

  it('does not keep git from working', async () => {
    const outcome = await run(
      'rm .git/hooks/* 2>/dev/null; echo x > file && git add file && git -c user.name=A -c user.email=a@b.c -c core.hooksPath=/dev/null commit -qm one && git checkout -qb side && git log --oneline | wc -l && git status --short',
    );
    expect(outcome).toMatchObject({ exitCode: 0 });
    expect(outcome.output).toMatch(/^1\n/);
  });
});

describe('a sandboxed command is told as any other', () => {
  it.each<[string, string, number, string]>([
    ['ends', 'echo one; echo two >&2', 0, 'one\ntwo\n'],
    ['fails', 'echo no; exit 3', 3, 'no\n'],
    ['is not found', 'no-such-program', 127, 'no-such-program: command not found'],
    [
      'keeps the order of output and errors',
      'for i in 1 2 3; do echo o$i; echo e$i >&2; done',
      0,
      'o1\ne1\no2\ne2\no3\ne3\n',
    ],
    ['writes to /dev/stderr by name', 'echo a; echo b > /dev/stderr; exit 4', 4, 'a\nb\n'],
    ['reads its input', 'cat; echo end', 0, 'end\n'],
    ['quotes', `printf '%s\\n' "a  b" 'c"d' $'e\\tf'`, 0, 'a  b\nc"d\ne\tf\n'],
  ])('%s', async (_name, command, exitCode, output) => {
    const outcome = await run(command);
    expect(outcome).toMatchObject({ status: 'exited', exitCode });
    expect(outcome.output).toContain(output);
    expect(outcome.leftRunning).toBeUndefined();
  });

  it('by a signal', async () => {
    expect(await run('kill -9 $$')).toMatchObject({ status: 'exited', exitCode: -1, signal: 'SIGKILL' });
    expect(await run('kill -TERM $$')).toMatchObject({ exitCode: -1, signal: 'SIGTERM' });
  });

  it('with long output in a file, which the next command can read', async () => {
    const outcome = await run('seq 1 200000');
    expect(outcome.truncated).toBe(true);
    expect((await run(`tail -n 1 ${outcome.fullOutputFile}`)).output).toBe('200000\n');
  });

  it('with output while it runs', async () => {
    let live = '';
    const done = run('echo first; until [ -e go ]; do sleep 0.02; done; echo last', {
      onOutput: (text) => (live += text),
    });
    await until('the first line is there', () => live === 'first\n');
    writeFileSync(join(work, 'go'), '');
    expect((await done).output).toBe('first\nlast\n');
  });

  it('and takes along what it left behind', async () => {
    const outcome = await run('sleep 345.25 & setsid sleep 345.25 & echo started');
    expect(outcome).toMatchObject({ status: 'exited', exitCode: 0, output: 'started\n' });
    expect(outcome.leftRunning).toBeUndefined();
    await until('both are gone', () => processesWith('sleep 345.25').length === 0);
  });
});

describe('a sandboxed command is ended', () => {
  it('at its time limit, with what it had printed', async () => {
    const outcome = await run('echo begun; sleep 346.25', { timeoutMs: 1_500 });
    expect(outcome).toMatchObject({
      status: 'timed_out',
      output: 'begun\n',
      exitCode: -1,
      signal: 'SIGTERM',
    });
    expect(processesWith('sleep 346.25')).toEqual([]);
  });

  it('with a chance to clean up, also in groups of its own', async () => {
    const abort = new AbortController();
    let live = '';
    const done = run(
      `trap 'echo bye > cleaned; exit 5' TERM; set -m; (trap 'echo bye > cleaned-too; exit' TERM; echo ready; while :; do sleep 0.05; done) & echo ready; while :; do sleep 0.05; done`,
      { signal: abort.signal, onOutput: (text) => (live += text) },
    );
    await until('both run', () => live === 'ready\nready\n');
    abort.abort();
    expect((await done).status).toBe('cancelled');
    await until(
      'it has cleaned up',
      () => existsSync(join(work, 'cleaned')) && existsSync(join(work, 'cleaned-too')),
    );
  });

  it('with a chance for what it started, also where itself ends at once', async () => {
    const abort = new AbortController();
    let live = '';
    const done = run(
      `set -m; (trap 'sleep 0.3; echo bye > cleaned-late; exit' TERM; echo ready; while :; do sleep 0.05; done) & set +m; exec sleep 349.25`,
      { signal: abort.signal, onOutput: (text) => (live += text) },
    );
    await until('it runs', () => live === 'ready\n' && processesWith('sleep 349.25').length > 0);
    abort.abort();
    expect((await done).status).toBe('cancelled');
    await until('it has cleaned up', () => existsSync(join(work, 'cleaned-late')));
    await until('all is gone', () => processesWith('sleep 349.25').length === 0);
  });

  it('by force when it does not listen, after the time for that', async () => {
    runner = create(300);
    const abort = new AbortController();
    let live = '';
    const done = run(`trap '' TERM; echo ready; while :; do sleep 0.347; done`, {
      signal: abort.signal,
      onOutput: (text) => (live += text),
    });
    await until('it runs', () => live === 'ready\n' && processesWith('sleep 0.347').length > 0);
    const pids = processesWith('sleep 0.347');
    abort.abort();
    expect((await done).status).toBe('cancelled');
    await until('it is gone', () => processesWith('sleep 0.347').length === 0 && !pids.some(isRunning));
  });

  it('by Ctrl-C, as it likes', async () => {
    let live = '';
    const done = run(`trap 'echo interrupted; exit 6' INT; echo ready; while :; do sleep 0.05; done`, {
      callId: 'typed',
      onOutput: (text) => (live += text),
    });
    await until('it runs', () => live === 'ready\n');
    runner.writeInput('typed', '\u0003');
    expect(await done).toMatchObject({ status: 'exited', exitCode: 6, output: 'ready\ninterrupted\n' });
  });

  it('with the runner, also from the background', async () => {
    const outcome = await run('echo up; read line; echo "got $line"; sleep 348.25', { background: true });
    expect(outcome).toMatchObject({ status: 'background', backgroundId: 'bg-1', sandboxed: true });
    expect(runner.writeBackground('bg-1', 'word\n')).toBe(true);
    let output = outcome.output;
    await until('it answers', () =>
      (output += runner.readBackground('bg-1')?.output ?? '').includes('got word'),
    );
    await runner.dispose();
    expect(processesWith('sleep 348.25')).toEqual([]);
  });
});
