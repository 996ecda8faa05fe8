// The option `sandbox` of a session, with the real bubblewrap and with one that does not work.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createLocalCommandRunner } from '../../../src/core/process/localCommandRunner';
import type { ConfirmationRequest } from '../../../src/core/permissions/confirmation';
import type { CommandSandbox } from '../../../src/core/sandbox/commandSandbox';
import type { SandboxMode } from '../../../src/core/sandbox/sandboxMode';
import type { SessionOptions } from '../../../src/core/session/sessionOptions';
import { createFakeEngine } from '../sandbox/fakeEngine';
import { openSession, temporaryFolder } from './sessionFixture';

const missing: CommandSandbox = {
  name: 'bubblewrap',
  check: () => Promise.resolve({ works: false, problem: { code: 'not_installed', name: 'bubblewrap' } }),
  enter: () => Promise.reject(new Error('not here')),
};

/** One run in which the model makes these calls of `bash`, one in each turn; the texts of their results. */
async function run(inputs: readonly Record<string, unknown>[], options: SessionOptions) {
  const turns = inputs.map((input) => ({ calls: [{ name: 'bash', input }] }));
  const opened = await openSession({ turns: [...turns, { text: 'Done.' }], ...options });
  await opened.session.send('Go.');
  const results = opened.events.flatMap((event) => (event.type === 'tool_end' ? [event] : []));
  const notices = opened.events.flatMap((event) => (event.type === 'notice' ? [event.text] : []));
  return { ...opened, results, notices };
}

/** A session whose machine has no sandbox. */
async function without(mode: SandboxMode): Promise<SessionOptions> {
  const folder = await temporaryFolder();
  const sandbox = { mode: () => mode, system: missing, writable: () => [folder] };
  return { permissionMode: 'auto', commands: createLocalCommandRunner({ outputDir: folder, sandbox }) };
}

const write = { command: 'echo x > inside; echo x > /etc/planwright-sandbox-test; echo done' };

test.each<[SandboxMode, string]>([
  ['auto', 'call again with outside_sandbox and say why.]'],
  ['required', 'tell the person: it can not be left.]'],
])('%s: commands run in the sandbox', async (sandbox, wayOut) => {
  const { results, notices, root } = await run([write], {
    permissionMode: 'auto',
    sandbox,
    onConfirm: () => true,
  });
  expect(results[0]).toMatchObject({ outcome: 'done', details: { type: 'command', sandboxed: true } });
  expect(results[0]?.toolOutput).toContain('Read-only file system');
  expect(results[0]?.toolOutput).toContain(wayOut);
  expect([existsSync(join(root, 'inside')), existsSync('/etc/planwright-sandbox-test')]).toEqual([
    true,
    false,
  ]);
  expect(notices).toEqual([]);
});

test('without a choice they run in the sandbox', async () => {
  const { results } = await run([{ command: 'echo x > inside' }], { permissionMode: 'auto' });
  expect(results[0]).toMatchObject({ outcome: 'done', details: { sandboxed: true } });
});

test('off: they run without, and the model is told nothing of it', async () => {
  const { results, model } = await run([{ command: 'echo x > inside' }], {
    permissionMode: 'auto',
    sandbox: 'off',
  });
  expect(results[0]?.details).not.toHaveProperty('sandboxed');
  expect(JSON.stringify(model.requests[0]?.tools)).not.toContain('outside_sandbox');
});

test('auto without one: says so once, and runs under the ordinary rules', async () => {
  const { results, notices } = await run(
    [{ command: 'echo 1' }, { command: 'echo 2' }],
    await without('auto'),
  );
  expect(results.map(({ toolOutput }) => toolOutput)).toEqual(['1', '2']);
  expect(notices).toEqual([
    'Commands run without a sandbox. bubblewrap is not installed (Debian and Ubuntu: apt install bubblewrap; Fedora: dnf install bubblewrap).',
  ]);
});

test('required without one: refuses before anybody is asked, and says what to do', async () => {
  const { results, events } = await run(
    [{ command: 'touch 1' }, { command: 'touch 2', run_in_background: true }],
    {
      ...(await without('required')),
      permissionMode: 'ask',
      onConfirm: () => true,
    },
  );
  expect(results.map(({ outcome }) => outcome)).toEqual(['failed', 'failed']);
  expect(results[0]?.toolOutput).toContain('apt install bubblewrap');
  expect(events.some(({ type }) => type === 'confirmation_required')).toBe(false);
});

test('required: the model can not ask to run outside', async () => {
  const { results, model } = await run([{ command: 'echo 1', outside_sandbox: 'network' }], {
    permissionMode: 'auto',
    sandbox: 'required',
  });
  expect(results[0]).toMatchObject({ toolOutput: '1', details: { sandboxed: true } });
  expect(JSON.stringify(model.requests[0]?.tools)).not.toContain('outside_sandbox');
});

test('auto: outside on request with the reason in the question; what was allowed in the sandbox for the session does not count', async () => {
  const asked: ConfirmationRequest[] = [];
  const command = 'touch x';
  const { results } = await run(
    [{ command }, { command }, { command, outside_sandbox: 'needs the\u202e network' }],
    {
      sandbox: 'auto',
      allowSandboxed: false,
      onConfirm: (request) => {
        asked.push(request);
        return { approved: true, remember: 'session' };
      },
    },
  );
  expect(asked.map(({ details }) => details.outsideSandbox)).toEqual([
    undefined,
    'needs the⟨U+202E⟩ network',
  ]);
  expect(results.map(({ details }) => details)).toMatchObject([{ sandboxed: true }, { sandboxed: true }, {}]);
  expect(results[2]?.details).not.toHaveProperty('sandboxed');
});

test('more without asking: in the sandbox only', async () => {
  const asked: string[] = [];
  await run(
    [
      { command: 'touch 1' },
      { command: 'touch 2', outside_sandbox: 'needs it' },
      { command: 'touch 3', run_in_background: true },
    ],
    {
      sandbox: 'auto',
      allowSandboxed: true,
      onConfirm: ({ args }) => {
        asked.push(String(args['command']));
        return true;
      },
    },
  );
  expect(asked).toEqual(['touch 2', 'touch 3']);
});

test('a configuration: commands run in a container of the engine that is found', async () => {
  const folder = await temporaryFolder();
  const turns = [{ calls: [{ name: 'bash', input: { command: 'echo x > made' } }] }, { text: 'Done.' }];
  const path = process.env['PATH'];
  process.env['PATH'] = `${join(folder, 'engine')}:${path}`;
  createFakeEngine(join(folder, 'engine'), folder);
  const opened = await openSession({ turns, permissionMode: 'auto', sandbox: { image: 'ubuntu:24.04' } });
  process.env['PATH'] = path;
  const engine = createFakeEngine(join(folder, 'engine'), opened.root);
  await opened.session.send('Go.');
  await opened.session.dispose();
  expect(existsSync(join(opened.root, 'made'))).toBe(true);
  expect(engine.calls().map(([verb]) => verb)).toEqual(['version', 'run', 'exec', 'rm']);
  expect(JSON.stringify(opened.model.requests[0]?.tools)).toContain('the workspace is /workspace there');
});

test('a configuration without an engine: refuses, never runs on this machine', async () => {
  const turns = [{ calls: [{ name: 'bash', input: { command: 'echo x > made' } }] }, { text: 'Done.' }];
  const folder = await temporaryFolder();
  const path = process.env['PATH'];
  process.env['PATH'] = folder;
  try {
    const { session, root, events } = await openSession({ turns, permissionMode: 'auto', sandbox: {} });
    await session.send('Go.');
    expect(existsSync(join(root, 'made'))).toBe(false);
    const ended = events.find((event) => event.type === 'tool_end');
    expect(ended).toMatchObject({ toolOutput: expect.stringContaining('docker or podman is not installed') });
  } finally {
    process.env['PATH'] = path;
  }
});

test('the tool sandbox is offered where it is wanted, and its machine ends with the session', async () => {
  const done: string[] = [];
  const turns = [{ calls: [{ name: 'sandbox', input: { command: 'uname' } }] }, { text: 'Done.' }];
  const { session } = await openSession({
    turns,
    permissionMode: 'auto',
    sandboxTool: ({ image }) => ({
      execCommand: (command, folder) => {
        done.push(`${command} in ${folder} of ${image}`);
        return Promise.resolve({ stdout: '', stderr: '', exitCode: 0 });
      },
      shutdown: () => Promise.resolve(void done.push('ended')),
    }),
  });
  await session.send('Go.');
  await session.dispose();
  expect(done).toEqual(['uname in /workspace of undefined', 'ended']);
});

const node = `"${process.execPath}"`;
/** Asks the proxy for a tunnel, as programs do. */
const ask = (host: string): string =>
  `${node} -e "const p = new URL(process.env.HTTP_PROXY); require('http').request({ host: p.hostname, port: p.port, method: 'CONNECT', path: '${host}:443' }).on('connect', (r, s) => { console.log(r.statusCode); s.destroy(); }).end()"`;

test('a host that is not allowed is told to person and model, once a run; allowed for the session, it is let through', async () => {
  const opened = await openSession({
    turns: [
      { calls: [{ name: 'bash', input: { command: ask('one.invalid') } }] },
      { calls: [{ name: 'bash', input: { command: `${ask('one.invalid')}; ${ask('two.invalid')}` } }] },
      { text: 'Done.' },
      { calls: [{ name: 'bash', input: { command: ask('one.invalid') } }] },
      { text: 'Done.' },
    ],
    permissionMode: 'auto',
    allowedDomains: ['example.invalid'],
  });
  const notices = () => opened.events.flatMap((event) => (event.type === 'notice' ? [event.cause] : []));
  const outputs = () =>
    opened.events.flatMap((event) => (event.type === 'tool_end' ? [event.toolOutput] : []));
  await opened.session.send('Go.');
  expect(notices()).toEqual([
    { code: 'host_refused', host: 'one.invalid', reason: 'not_allowed' },
    { code: 'host_refused', host: 'two.invalid', reason: 'not_allowed' },
  ]);
  expect(outputs()).toEqual([
    '403\n[The sandbox did not let it reach one.invalid. The person was told and may allow it; or call again with outside_sandbox and say why.]',
    '403\n403\n[The sandbox did not let it reach one.invalid, two.invalid. The person was told and may allow it; or call again with outside_sandbox and say why.]',
  ]);
  await opened.session.allowDomain('one.invalid');
  expect(notices().at(-1)).toEqual({ code: 'host_allowed', host: 'one.invalid', always: false });
  await opened.session.send('Again.');
  // Nobody has that name, so it is not found; but it was looked for.
  expect(outputs().at(-1)).toContain('502');
  expect(notices()).toHaveLength(3);
});

test('a host that is allowed for always is kept; where that fails it holds for the session, and is said', async () => {
  const kept: string[] = [];
  const opened = await openSession({
    turns: [],
    onAllowDomain: (domain) => {
      kept.push(domain);
      return kept.length === 1 ? Promise.resolve() : Promise.reject(new Error('The disk is full'));
    },
  });
  await opened.session.allowDomain('*.one.test', 'always');
  await opened.session.allowDomain('two.test:8443', 'always');
  await expect(opened.session.allowDomain('https://three.test/', 'always')).rejects.toThrow('names no host');
  expect(kept).toEqual(['*.one.test', 'two.test:8443']);
  expect(opened.events.flatMap((event) => (event.type === 'notice' ? [event.cause] : []))).toMatchObject([
    { code: 'host_allowed', host: '*.one.test', always: true },
    { code: 'host_not_stored', host: 'two.test:8443' },
    { code: 'host_allowed', host: 'two.test:8443', always: false },
  ]);
});
