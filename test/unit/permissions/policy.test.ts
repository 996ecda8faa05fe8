import { describe, expect, it } from 'vitest';
import { PermissionPolicy } from '../../../src/core/permissions/policy';
import { bash, edit, inside, read } from './requests';

const context = { platform: 'linux', home: '/home/ada' } as const;

describe('the order of rules', () => {
  const policy = new PermissionPolicy({ context })
    .deny('bash(rm *)')
    .allow('bash(rm *)')
    .allow('bash(npm test)')
    .ask('bash(npm *)')
    .ask('edit(docs/**)');

  it.each([
    ['deny before allow', bash('rm x'), 'deny', 'bash(rm *)'],
    ['allow before ask', bash('npm test'), 'allow', 'bash(npm test)'],
    ['ask before the default', bash('npm install'), 'ask', 'bash(npm *)'],
    ['the default', read(inside('a.ts')), 'ask', undefined],
  ] as const)('%s', (_, request, decision, rule) => {
    const verdict = policy.check(request);
    expect(verdict.decision).toBe(decision);
    expect(verdict.rule).toBe(rule);
  });

  it('answers by name', () => {
    expect(policy.isDenied(bash('rm x'))).toBe(true);
    expect(policy.isAllowed(bash('npm test'))).toBe(true);
    expect(policy.requiresConfirmation(edit(inside('docs/a.md')))).toBe(true);
  });

  it('lists every rule that matches', () => {
    expect(policy.getMatchingRules(bash('npm test'))).toEqual({
      deny: [],
      allow: ['bash(npm test)'],
      ask: ['bash(npm *)'],
    });
    expect(policy.getMatchingRules(bash('rm x'))).toEqual({
      deny: ['bash(rm *)'],
      allow: ['bash(rm *)'],
      ask: [],
    });
  });

  it('says in words which rule it was', () => {
    expect(policy.check(bash('rm x')).reason).toBe('The rule `bash(rm *)` denies this.');
  });
});

describe('presets and stored policies', () => {
  it('permissive allows and strict asks where no rule matches', () => {
    expect(PermissionPolicy.permissive().check(bash('x')).decision).toBe('allow');
    expect(PermissionPolicy.strict().check(bash('x')).decision).toBe('ask');
    expect(PermissionPolicy.permissive().deny('bash').check(bash('x')).decision).toBe('deny');
  });

  it('allows everything when it is switched off', () => {
    expect(new PermissionPolicy({ enabled: false, deny: ['bash'] }).check(bash('x')).decision).toBe('allow');
  });

  it('matches after a round trip through JSON', () => {
    const policy = new PermissionPolicy({
      allow: ['bash(npm test)'],
      deny: ['read(secret/**)'],
      defaultDecision: 'deny',
      context,
    });
    const loaded = PermissionPolicy.fromJson(JSON.parse(JSON.stringify(policy)), context);
    expect(loaded.toJSON()).toEqual(policy.toJSON());
    expect(loaded.check(bash('npm test')).decision).toBe('allow');
    expect(loaded.check(read(inside('secret/key'))).decision).toBe('deny');
    expect(loaded.check(bash('npm run x')).reason).toContain('deny');
  });

  it.each([
    [null, 'must be an object'],
    [[], 'must be an object'],
    [{ deny: 'bash' }, '`permissions.deny` must be a list'],
    [{ allow: [1] }, '`permissions.allow` holds something'],
    [{ enabled: 'no' }, '`permissions.enabled`'],
    [{ defaultDecision: 'maybe' }, '`permissions.defaultDecision`'],
  ])('refuses %j', (value, message) => {
    expect(() => PermissionPolicy.fromJson(value)).toThrow(message);
  });

  it('takes nothing from a prototype', () => {
    const value: unknown = Object.create({ allow: ['bash'] });
    expect(PermissionPolicy.fromJson(value).rules.allow).toEqual([]);
  });

  it('keeps a rule once', () => {
    expect(new PermissionPolicy().allow('bash(x)').allow('bash(x)').rules.allow).toEqual(['bash(x)']);
  });
});

describe('files whose content must not be read', () => {
  it('follows the deny rules for reading', () => {
    const policy = new PermissionPolicy({ deny: ['read(secret/**)'], context });
    expect(policy.isReadDenied(inside('secret/key'))).toBe(true);
    expect(policy.isReadDenied(inside('src/a.ts'))).toBe(false);
  });
});
