import { describe, expect, it } from 'vitest';
import { createPermissionGate, rememberOffer } from '../../../src/core/permissions/gate';
import type { PermissionGateOptions } from '../../../src/core/permissions/gate';
import type { PermissionRequest } from '../../../src/core/permissions/permission';
import { PERMISSION_MODES } from '../../../src/core/permissions/permissionMode';
import type { PermissionMode } from '../../../src/core/permissions/permissionMode';
import { PermissionPolicy } from '../../../src/core/permissions/policy';
import { bash, call, edit, inside, outside, patch, project, read } from './requests';

function gate(mode: PermissionMode, options: Partial<PermissionGateOptions> = {}) {
  return createPermissionGate({ mode: () => mode, trusted: true, ...options });
}

async function decisions(request: PermissionRequest, options: Partial<PermissionGateOptions> = {}) {
  const verdicts = await Promise.all(PERMISSION_MODES.map((mode) => gate(mode, options).check(request)));
  return verdicts.map((verdict) => verdict.decision).join(' ');
}

describe('what each mode does by itself', () => {
  // In the order of PERMISSION_MODES: readonly, ask, edits, auto.
  it.each([
    ['reading inside', read(inside('src/a.ts')), 'allow allow allow allow'],
    ['reading outside', read(outside('/etc/hosts')), 'ask ask ask ask'],
    ['reading a protected file', read(inside('.git/config')), 'allow allow allow allow'],
    [
      'searching without a path',
      { ...call('grep', { pattern: 'x' }), readOnly: true },
      'allow allow allow allow',
    ],
    ['an edit inside', edit(inside('src/a.ts')), 'deny ask allow allow'],
    ['an edit outside', edit(outside('/tmp/a')), 'deny ask ask ask'],
    ['a patch with one file outside', patch(inside('a.ts'), outside('/tmp/a')), 'deny ask ask ask'],
    ['an edit of a protected file', edit(inside('.vscode/settings.json')), 'deny ask ask ask'],
    ['a command', bash('npm test'), 'deny ask ask allow'],
    ['a command that names a protected file', bash('echo > .git/config'), 'deny ask ask ask'],
    ['another tool that acts', call('mcp__x__send', {}), 'deny ask ask allow'],
    ["a command in the person's own shell", call('terminal', { command: 'ls' }), 'deny ask ask ask'],
    ['ending a command of this session', call('bash_end', { id: '1' }), 'allow allow allow allow'],
  ] as const)('%s', async (_, request, expected) => {
    expect(await decisions(request)).toBe(expected);
  });

  it('asks the mode anew at each call', async () => {
    let mode: PermissionMode = 'ask';
    const permissions = createPermissionGate({ mode: () => mode, trusted: true });
    expect((await permissions.check(bash('x'))).decision).toBe('ask');
    mode = 'readonly';
    expect((await permissions.check(bash('x'))).decision).toBe('deny');
  });
});

describe('the order of what decides', () => {
  it("a command in the person's own shell asks whatever is allowed, and nothing is remembered", async () => {
    const options = { rules: { allow: ['terminal'] }, permissive: true };
    const verdict = await gate('auto', options).check(call('terminal', { command: 'ls' }));
    expect(verdict).toMatchObject({ decision: 'ask', isProtected: true });
  });

  it('deny beats allow, permissive and reading', async () => {
    const rules = { allow: ['bash', 'read(secret/**)'], deny: ['bash(rm *)', 'read(secret/**)'] };
    expect(await decisions(bash('rm x'), { rules, permissive: true })).toBe('deny deny deny deny');
    expect(await decisions(read(inside('secret/key'), './secret/key'), { rules })).toBe(
      'deny deny deny deny',
    );
  });

  it('a deny rule also beats a rule of the session', async () => {
    const sessionRules = new PermissionPolicy().allow('bash(rm x)');
    expect(await decisions(bash('rm x'), { rules: { deny: ['bash(rm *)'] }, sessionRules })).toBe(
      'deny deny deny deny',
    );
  });

  it('an untrusted workspace is read only, whatever rules say', async () => {
    const options = { trusted: () => false, rules: { allow: ['edit', 'bash'] }, permissive: true };
    expect(await decisions(edit(inside('a.ts')), options)).toBe('deny deny deny deny');
    expect(await decisions(bash('ls'), options)).toBe('deny deny deny deny');
    expect(await decisions(read(inside('a.ts')), options)).toBe('allow allow allow allow');
    expect((await gate('auto', options).check(bash('ls'))).reason).toContain('not trusted');
  });

  it('readonly is stronger than an allow rule', async () => {
    expect(await decisions(bash('ls'), { rules: { allow: ['bash'] } })).toBe('deny allow allow allow');
  });

  it('protected files ask in spite of rules and permissive', async () => {
    const options = { rules: { allow: ['edit(**)', 'edit', 'bash'] }, permissive: true };
    expect(await decisions(edit(inside('.git/config')), options)).toBe('deny ask ask ask');
    expect(await decisions(bash('cp x .vscode/tasks.json'), options)).toBe('deny ask ask ask');
    const verdict = await gate('auto', options).check(edit(inside('.git/config')));
    expect(verdict).toMatchObject({ decision: 'ask', isProtected: true });
    expect(verdict.reason).toBe(
      '`.git/config` is protected and always asks: the inside of a git repository.',
    );
  });

  it('an allow rule opens what the mode asks about, an ask rule closes what it allows', async () => {
    expect(await decisions(bash('npm test'), { rules: { allow: ['bash(npm test)'] } })).toBe(
      'deny allow allow allow',
    );
    expect(await decisions(edit(inside('a.ts')), { rules: { ask: ['edit'] } })).toBe('deny ask ask ask');
    expect(await decisions(read(inside('a.ts')), { rules: { ask: ['read(a.ts)'] } })).toBe('ask ask ask ask');
  });

  it('an ask rule for one writing tool holds for the others', async () => {
    expect(await decisions(patch(inside('docs/a.md')), { rules: { ask: ['edit(docs/**)'] } })).toBe(
      'deny ask ask ask',
    );
  });

  it('outside needs a rule that names the place', async () => {
    expect(await decisions(edit(outside('/tmp/a')), { rules: { allow: ['edit', 'edit(**)'] } })).toBe(
      'deny ask ask ask',
    );
    expect(await decisions(edit(outside('/tmp/a')), { rules: { allow: ['edit(/tmp/*)'] } })).toBe(
      'deny allow allow allow',
    );
  });

  it('a rule of the session works at once', async () => {
    const sessionRules = new PermissionPolicy();
    const permissions = gate('ask', { sessionRules });
    expect((await permissions.check(bash('npm test'))).decision).toBe('ask');
    sessionRules.allow('bash(npm test)');
    expect((await permissions.check(bash('npm test'))).decision).toBe('allow');
    expect((await permissions.check(bash('npm test && rm x'))).decision).toBe('ask');
  });

  it('permissive allows the rest', async () => {
    expect(await decisions(bash('ls'), { permissive: true })).toBe('deny allow allow allow');
    expect(await decisions(edit(outside('/tmp/a')), { permissive: true })).toBe('deny allow allow allow');
  });

  it("another checker decides instead of the mode, within the gate's limits", async () => {
    const allowing = { check: () => ({ decision: 'allow', reason: 'trusted by the embedder' }) as const };
    expect(await decisions(bash('ls'), { checker: allowing })).toBe('deny allow allow allow');
    expect(await decisions(edit(inside('.git/config')), { checker: allowing })).toBe('deny ask ask ask');
    const denying = { check: () => Promise.resolve({ decision: 'deny', reason: 'no' } as const) };
    expect(await decisions(read(inside('a.ts')), { checker: denying })).toBe('deny deny deny deny');
  });

  it('asks when the check itself fails, and lets nothing be remembered', async () => {
    const broken = {
      check: () => {
        throw new Error('broken');
      },
    };
    const verdict = await gate('auto', { checker: broken, permissive: true }).check(read(inside('a.ts')));
    expect(verdict).toEqual({
      decision: 'ask',
      isProtected: true,
      reason: 'The permission check itself failed (broken).',
      cause: { code: 'check_failed', message: 'broken' },
    });
  });

  it('says why in words', async () => {
    expect((await gate('ask').check(bash('x'))).reason).toBe('Running commands asks in the mode `ask`.');
    expect((await gate('ask').check(edit(inside('a.ts')))).reason).toBe(
      'Changing files asks in the mode `ask`.',
    );
    expect((await gate('auto').check(edit(outside('/tmp/a')))).reason).toBe(
      'It would change `/tmp/a`, which is outside the workspace.',
    );
  });
});

describe('what "always" offers', () => {
  it.each([
    ['a command', bash('npm test'), 'bash(npm test)', 'run exactly `npm test` without asking'],
    ['a command with a star', bash('ls *.ts'), 'bash(ls \\*.ts)', 'run exactly `ls *.ts` without asking'],
    [
      'a file',
      edit(inside('src/a.ts')),
      'edit(/work/project/src/a.ts)',
      'change (by `edit`) `src/a.ts` without asking',
    ],
    ['a file outside', read(outside('/etc/hosts')), 'read(/etc/hosts)', 'read `/etc/hosts` without asking'],
    [
      'files of one folder',
      patch(inside('src/x/a.ts'), inside('src/b.ts')),
      'patch(/work/project/src/**)',
      'change (by `patch`) any file in `src` without asking',
    ],
    [
      'a tool',
      call('mcp__x__send', {}),
      'mcp__x__send',
      'use `mcp__x__send` without asking, whatever its arguments',
    ],
  ] as const)('%s', (_, request, rule, words) => {
    expect(rememberOffer(request)).toMatchObject({ rule, words });
  });

  it.each([
    ['files all over the workspace', patch(inside('src/a.ts'), inside('docs/b.md'))],
    ['files outside and inside', patch(outside('/tmp/a'), outside('/tmp/b'))],
    ['a file whose name is a pattern', edit(inside('src/[*].ts'))],
    ['an empty command', bash(' ')],
  ])('nothing for %s', (_, request) => {
    expect(rememberOffer(request)).toBeUndefined();
  });

  it('covers exactly the command, also one that looks like a pattern', async () => {
    for (const command of [
      'npm test',
      'touch *',
      '*',
      'npm:*',
      'tool . -name \\*.ts',
      'a\\\\b',
      'x && y',
      'tool "(a)"',
      ' pad ',
      'end\\',
    ]) {
      const offer = rememberOffer(bash(command));
      const permissions = gate('ask', { sessionRules: new PermissionPolicy().allow(offer?.rule ?? '') });
      expect([command, (await permissions.check(bash(command))).decision]).toEqual([command, 'allow']);
      for (const other of [
        `${command}x`,
        `x${command}`,
        `${command} && rm`,
        'touch a',
        'npm install',
        'a\\b',
      ]) {
        expect([command, other, (await permissions.check(bash(other))).decision]).toEqual([
          command,
          other,
          'ask',
        ]);
      }
    }
  });

  it('covers exactly the file, and the folder exactly its files', async () => {
    const file = rememberOffer(edit(inside('src/a.ts')));
    const folder = rememberOffer(patch(inside('src/a.ts'), inside('src/b.ts')));
    const sessionRules = new PermissionPolicy().allow(file?.rule ?? '').allow(folder?.rule ?? '');
    const permissions = gate('ask', { sessionRules });
    expect((await permissions.check(edit(inside('src/a.ts')))).decision).toBe('allow');
    expect((await permissions.check(edit(inside('src/b.ts')))).decision).toBe('ask');
    expect((await permissions.check(patch(inside('src/deep/c.ts')))).decision).toBe('allow');
    expect((await permissions.check(patch(inside('srcs/c.ts')))).decision).toBe('ask');
  });

  it('shows what a command hides', () => {
    expect(rememberOffer(bash('ls \u202Ex'))?.words).toBe('run exactly `ls ⟨U+202E⟩x` without asking');
  });

  it('names the folder below its root in a workspace with several', () => {
    const file = (name: string) => ({
      path: `/work/project/src/${name}`,
      display: `project/src/${name}`,
      folder: project,
    });
    expect(rememberOffer(patch(file('a.ts'), file('b.ts')))?.rule).toBe('patch(/work/project/src/**)');
    const top = (name: string) => ({
      path: `/work/project/${name}`,
      display: `project/${name}`,
      folder: project,
    });
    expect(rememberOffer(patch(top('a.ts'), top('b.ts')))).toBeUndefined();
  });
});

describe('commands in the sandbox', () => {
  const rules = new PermissionPolicy({ allow: ['bash(npm install)'] });
  const sandboxed = (command: string): PermissionRequest => ({ ...bash(command), sandboxed: true });
  const allowing = { sandbox: { rules: new PermissionPolicy(), allows: true } };

  it.each<[string, PermissionRequest, Partial<PermissionGateOptions>, string]>([
    ['ask as any other', sandboxed('npm test'), { sandbox: { rules, allows: false } }, 'deny ask ask allow'],
    ['need no question where that is set', sandboxed('npm test'), allowing, 'deny allow allow allow'],
    [
      'unless a rule asks',
      sandboxed('npm test'),
      { ...allowing, rules: { ask: ['bash(npm *)'] } },
      'deny ask ask ask',
    ],
    [
      'or denies',
      sandboxed('npm test'),
      { ...allowing, rules: { deny: ['bash(npm *)'] } },
      'deny deny deny deny',
    ],
    ['or they name a protected file', sandboxed('echo > .git/config'), allowing, 'deny ask ask ask'],
    [
      'or work in a folder elsewhere',
      { ...sandboxed('ls'), paths: [outside('/etc')] },
      allowing,
      'deny ask ask ask',
    ],
    ['not for those outside', bash('npm test'), allowing, 'deny ask ask allow'],
    [
      'have rules of their own',
      sandboxed('npm install'),
      { sandbox: { rules, allows: false } },
      'deny allow allow allow',
    ],
    [
      'which hold for them only',
      bash('npm install'),
      { sandbox: { rules, allows: false } },
      'deny ask ask allow',
    ],
  ])('%s', async (_name, request, options, expected) => {
    expect(await decisions(request, options)).toBe(expected);
  });
});

describe('the tool for containers', () => {
  const sandbox = (command: string): PermissionRequest => call('sandbox', { command });
  it.each<[string, PermissionRequest, Partial<PermissionGateOptions>, string]>([
    ['asks as other tools that act', sandbox('ls'), {}, 'deny ask ask allow'],
    [
      'keeps what `bash` is denied',
      sandbox('rm -rf x'),
      { rules: { deny: ['bash(rm *)'], allow: ['sandbox'] } },
      'deny deny deny deny',
    ],
    [
      'keeps what `bash` asks about',
      sandbox('rm -rf x'),
      { rules: { ask: ['bash(rm *)'] } },
      'deny ask ask ask',
    ],
    [
      'has nothing of what `bash` is allowed',
      sandbox('ls'),
      { rules: { allow: ['bash'] } },
      'deny ask ask allow',
    ],
    [
      'keeps protected files',
      sandbox('echo > .git/config'),
      { rules: { allow: ['sandbox'] } },
      'deny ask ask ask',
    ],
  ])('%s', async (_name, request, options, expected) => {
    expect(await decisions(request, options)).toBe(expected);
  });
});
