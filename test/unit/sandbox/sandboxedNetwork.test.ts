// Single hosts for commands in the real bubblewrap, reached as programs reach them.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CommandOutcome, CommandRequest, CommandRunner } from '../../../src/core/process/commandRunner';
import { createLocalCommandRunner } from '../../../src/core/process/localCommandRunner';
import { AllowedDomains } from '../../../src/core/sandbox/allowedDomains';
import { createSystemSandbox } from '../../../src/core/sandbox/systemSandbox';
import type { SystemSandbox } from '../../../src/core/sandbox/systemSandbox';

const PUBLIC = '93.184.215.14';

let folder: string;
let work: string;
let server: Server;
let system: SystemSandbox;
let runner: CommandRunner;
let domains: AllowedDomains;
let reached: string[];

beforeEach(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'network-')));
  work = join(folder, 'work');
  mkdirSync(work);
  server = createServer((request, response) => response.end(`hello from ${request.headers.host}\n`));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  reached = [];
  domains = new AllowedDomains(() => ['good.test', 'inner.test']);
  system = createSystemSandbox({
    internet: {
      resolve: (host) => Promise.resolve(host === 'inner.test' ? ['192.168.0.1'] : [PUBLIC]),
      connect: (address, port) => {
        reached.push(`${address}:${port}`);
        return connect({ host: '127.0.0.1', port: (server.address() as AddressInfo).port });
      },
    },
  });
  runner = createLocalCommandRunner({
    outputDir: join(folder, 'out'),
    backgroundGraceMs: 50,
    environment: {
      ...process.env,
      PATH: `${dirname(process.execPath)}:${process.env['PATH']}`,
      ALL_PROXY: 'http://outside.test:1',
    },
    sandbox: { mode: () => 'required', system, writable: () => [work], domains },
  });
});

afterEach(async () => {
  await runner.dispose();
  await system.dispose();
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

function run(command: string, options: Partial<CommandRequest> = {}): Promise<CommandOutcome> {
  return runner.run({
    callId: 'call',
    command,
    cwd: work,
    timeoutMs: 15_000,
    signal: new AbortController().signal,
    onOutput: () => undefined,
    ...options,
  });
}

/** As a program that knows no more than the variable: asks the proxy for a page, or for a tunnel and then a page. */
const ASK = `
const [url] = process.argv.slice(2);
const http = require('node:http');
const proxy = new URL(process.env.HTTP_PROXY);
const show = (response) => response.on('data', (chunk) => process.stdout.write(response.statusCode + ' ' + chunk));
const to = { host: proxy.hostname, port: proxy.port };
if (url.startsWith('http:')) http.get({ ...to, path: url, headers: { host: new URL(url).host } }, show);
else http.request({ ...to, method: 'CONNECT', path: new URL(url).hostname + ':443' })
  .on('connect', (response, socket) => {
    if (response.statusCode !== 200) { console.log(response.statusCode); socket.destroy(); return; }
    http.get({ createConnection: () => socket, headers: { host: 'through the tunnel', connection: 'close' } }, show);
  }).end();
`;

async function ask(url: string): Promise<CommandOutcome> {
  writeFileSync(join(work, 'ask.cjs'), ASK);
  return run(`node ask.cjs ${url}`);
}

test('an allowed host is reached, by a request and by a tunnel', async () => {
  expect(await ask('http://good.test/')).toMatchObject({ output: '200 hello from good.test\n', exitCode: 0 });
  const tunnelled = await ask('https://good.test/');
  expect(tunnelled).toMatchObject({ output: '200 hello from through the tunnel\n' });
  expect(tunnelled.refusedHosts).toBeUndefined();
  expect(reached).toEqual([`${PUBLIC}:80`, `${PUBLIC}:443`]);
});

test('another host, and one that leads into the network of the machine, are refused and named', async () => {
  const refused = await run(
    'for i in 1 2; do node ask.cjs https://bad.test/; done; node ask.cjs http://inner.test/'.replace(
      /^/,
      `cat > ask.cjs <<'END'\n${ASK}\nEND\n`,
    ),
  );
  expect(refused.output).toContain('403\n403\n403 The sandbox does not let commands reach inner.test');
  expect(refused.refusedHosts).toEqual([
    { host: 'bad.test', port: 443, reason: 'not_allowed' },
    { host: 'inner.test', port: 80, reason: 'not_public' },
  ]);
  expect(reached).toEqual([]);
});

test('what is allowed while it runs counts at once', async () => {
  expect((await ask('https://later.test/')).output).toBe('403\n');
  domains.allow('later.test');
  expect((await ask('https://later.test/')).output).toContain('200 ');
});

test('there is no way around the proxy', async () => {
  const port = (server.address() as AddressInfo).port;
  const direct = await run(
    `node -e "require('node:net').connect(${port}, '127.0.0.1').on('connect', () => console.log('in')).on('error', (e) => console.log(e.code))"; env | grep -i -E '^(all|ftp)_proxy' || echo none; env | grep -c planwright-sandbox`,
  );
  expect(direct.output).toBe('ECONNREFUSED\nnone\n0\n');
  expect(reached).toEqual([]);
});

test('without an allowed host nothing of it is there', async () => {
  domains = new AllowedDomains();
  const other = createLocalCommandRunner({
    outputDir: join(folder, 'out'),
    environment: { PATH: process.env['PATH'] },
    sandbox: { mode: () => 'required', system, writable: () => [work], domains },
  });
  const outcome = await other.run({
    callId: 'other',
    command: 'env | grep -i proxy || echo none; cat /proc/net/unix | grep -c planwright',
    cwd: work,
    timeoutMs: 15_000,
    signal: new AbortController().signal,
    onOutput: () => undefined,
  });
  expect(outcome.output).toBe('none\n0\n');
  await other.dispose();
});

test('the command is the command: exit code, input, signals, Ctrl-C', async () => {
  expect(await run('exit 7')).toMatchObject({ exitCode: 7 });
  expect(await run('kill -9 $$')).toMatchObject({ signal: 'SIGKILL' });
  expect(await run('wait; jobs; echo "[$#]"')).toMatchObject({ output: '[0]\n' });
  let live = '';
  const done = run(`trap 'echo interrupted; exit 6' INT; echo ready; while :; do sleep 0.05; done`, {
    callId: 'typed',
    onOutput: (text) => (live += text),
  });
  await expect.poll(() => live, { timeout: 10_000 }).toBe('ready\n');
  runner.writeInput('typed', '\u0003');
  expect(await done).toMatchObject({ exitCode: 6, output: 'ready\ninterrupted\n' });
});

test('a command that is asked to end may still say goodbye to a host', async () => {
  writeFileSync(join(work, 'ask.cjs'), ASK);
  let live = '';
  const abort = new AbortController();
  const done = run(
    `trap 'node ask.cjs http://good.test/ > bye; exit' TERM; echo ready; while :; do sleep 0.05; done`,
    {
      signal: abort.signal,
      onOutput: (text) => (live += text),
    },
  );
  await expect.poll(() => live, { timeout: 10_000 }).toBe('ready\n');
  abort.abort();
  await done;
  await expect.poll(() => reached, { timeout: 10_000 }).toEqual([`${PUBLIC}:80`]);
});

test('a command in the background says what it was refused', async () => {
  writeFileSync(join(work, 'ask.cjs'), ASK);
  const { backgroundId = '' } = await run('node ask.cjs https://bad.test/; sleep 30', { background: true });
  await expect
    .poll(() => runner.readBackground(backgroundId)?.state.refusedHosts, { timeout: 10_000 })
    .toEqual([{ host: 'bad.test', port: 443, reason: 'not_allowed' }]);
  await runner.endBackground(backgroundId);
});

test('the way out of one command is seen by no other, and is gone with it', async () => {
  // Not below a folder that is private for each command anyway.
  const parent = join(import.meta.dirname, '../../../dist-test');
  mkdirSync(parent, { recursive: true });
  const own = mkdtempSync(join(parent, 'network-'));
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = own;
  const other = createSystemSandbox();
  const open = { cwd: work, writable: [work], network: { allows: () => true } };
  const first = await other.enter(open);
  const second = await other.enter(open);
  if (before === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = before;
  const [program = '', ...args] = second.prefix;
  const seen = execFileSync(program, [...args, '/bin/sh', '-c', `ls ${own}/*/`], { encoding: 'utf8' });
  const [name = ''] = readdirSync(own);
  const there = readdirSync(join(own, name));
  await first.ended(false);
  await second.ended(false);
  const left = readdirSync(join(own, name));
  await other.dispose();
  rmSync(own, { recursive: true });
  expect({ seen, there, left }).toEqual({
    seen: 'net-2\n',
    there: ['empty', 'net-1', 'net-2'],
    left: ['empty'],
  });
});
