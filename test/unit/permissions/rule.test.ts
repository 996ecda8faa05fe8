import { describe, expect, it } from 'vitest';
import { allowRuleMatches, parseRule, strictRuleMatches } from '../../../src/core/permissions/rule';
import type { RuleContext, RuleSubject } from '../../../src/core/permissions/rule';
import { bash, call, edit, inside, outside, patch, project, read } from './requests';

const linux: RuleContext = { platform: 'linux', home: '/home/ada' };
const mac: RuleContext = { platform: 'darwin', home: '/Users/ada' };
const windows: RuleContext = { platform: 'win32', home: 'C:\\Users\\ada' };

const allows = (rule: string, subject: RuleSubject, context = linux) =>
  allowRuleMatches(parseRule(rule), subject, context);
const touches = (rule: string, subject: RuleSubject, context = linux) =>
  strictRuleMatches(parseRule(rule), subject, context);

describe('how a rule is written', () => {
  it.each([
    ['bash', { text: 'bash', tool: 'bash' }],
    ['Bash(npm test)', { text: 'Bash(npm test)', tool: 'bash', pattern: 'npm test' }],
    [' edit( src/** ) ', { text: 'edit( src/** )', tool: 'edit', pattern: ' src/** ' }],
    ['bash(echo $(date))', { text: 'bash(echo $(date))', tool: 'bash', pattern: 'echo $(date)' }],
    ['bash(npm', { text: 'bash(npm', tool: 'bash(npm' }],
    ['(x)', { text: '(x)', tool: '(x)' }],
    ['*', { text: '*', tool: '*' }],
  ])('%s', (text, expected) => {
    expect(parseRule(text)).toEqual(expected);
  });

  it('is not empty', () => {
    expect(() => parseRule('  ')).toThrow('must not be empty');
  });
});

describe('which tool a rule is about', () => {
  it.each([
    ['Bash(npm test)', bash('npm test'), true],
    ['BASH', bash('anything'), true],
    ['bash(npm', bash('npm'), false],
    ['*', bash('npm test'), false],
    ['mcp__github', call('mcp__github__create_issue', {}), true],
    ['mcp__github', call('mcp__github', {}), true],
    ['mcp__github', call('mcp__github2__create_issue', {}), false],
    ['mcp__github__create', call('mcp__github__create_issue', {}), false],
    ['toString', call('tostring', {}), true],
    ['toString', bash('x'), false],
    ['constructor', call('read', {}), false],
  ])('%s', (rule, subject, expected) => {
    expect(allows(rule, subject)).toBe(expected);
    expect(touches(rule, subject)).toBe(expected);
  });
});

describe('patterns of spec section 3', () => {
  it.each([
    ['web_search(*)', call('web_search', { query: 'a/b' }), true],
    ['web_search({"query":"a*"})', call('web_search', { query: 'abc' }), true],
    ['web_search({"query":"a*"})', call('web_search', { query: 'ab/c' }), false],
    ['web_search({"query":"**"})', call('web_search', { query: 'ab/c' }), true],
    ['web_search({"query:*)', call('web_search', { query: 'ab/c' }), true],
    ['glob(src/*.ts)', { toolName: 'glob', args: { pattern: 'src/a.ts' } }, true],
    ['glob(src/*.ts)', { toolName: 'glob', args: { pattern: 'src/a/b.ts' } }, false],
    ['grep(needle )', { toolName: 'grep', args: { pattern: 'needle' } }, true],
    ['grep(needle src)', { toolName: 'grep', args: { pattern: 'needle', path: 'src' } }, true],
    ['ls(src)', { toolName: 'ls', args: { path: 'src' } }, true],
    ['write(a?c.ts)', { toolName: 'write', args: { file_path: 'abc.ts' } }, true],
    ['write(a?c.ts)', { toolName: 'write', args: { file_path: 'a/c.ts' } }, false],
    ['write(a.c)', { toolName: 'write', args: { file_path: 'abc' } }, false],
    ['read(**/x.ts)', { toolName: 'read', args: { file_path: 'deep/er/x.ts' } }, true],
    ['read(**/x.ts)', { toolName: 'read', args: { file_path: 'x.ts' } }, true],
  ] as const)('%s', (rule, subject, expected) => {
    expect(allows(rule, subject)).toBe(expected);
  });

  it('stays fast on a pattern of many stars', () => {
    const pattern = `web_search(${'*a'.repeat(40)}b)`;
    expect(allows(pattern, call('web_search', { query: 'a'.repeat(20_000) }))).toBe(false);
  });
});

describe('paths of an allow rule', () => {
  it.each([
    ['the displayed path', 'edit(src/**)', edit(inside('src/cart.ts')), true],
    ['another folder', 'edit(src/**)', edit(inside('source/cart.ts')), false],
    [
      'a written path that leads elsewhere',
      'edit(src/**)',
      edit(inside('secret/key'), 'src/../secret/key'),
      false,
    ],
    [
      'a written path without a resolved one that climbs',
      'edit(src/**)',
      { toolName: 'edit', args: { file_path: 'src/../x' } },
      false,
    ],
    ['the absolute path', 'edit(/work/project/src/**)', edit(inside('src/cart.ts')), true],
    ['every file of a patch', 'patch(src/**)', patch(inside('src/a.ts'), inside('src/b.ts')), true],
    ['only some files of a patch', 'patch(src/**)', patch(inside('src/a.ts'), inside('docs/b.md')), false],
    ['no pattern: inside', 'read', read(inside('a.ts')), true],
    ['no pattern: outside', 'read', read(outside('/etc/passwd')), false],
    ['a star: outside', 'read(*)', read(outside('/etc/passwd')), false],
    ['a relative pattern: outside', 'read(**)', read(outside('/etc/passwd')), false],
    ['an absolute pattern: outside', 'read(/etc/*)', read(outside('/etc/hosts')), true],
    ['the home folder', 'read(~/notes/**)', read(outside('/home/ada/notes/a.md')), true],
  ])('%s', (_, rule, subject, expected) => {
    expect(allows(rule, subject)).toBe(expected);
  });
});

describe('paths of a deny rule', () => {
  it.each([
    ['as displayed', 'read(secret/**)', read(inside('secret/key'))],
    ['written with a dot', 'read(secret/**)', read(inside('secret/key'), './secret/key')],
    ['written absolute', 'read(secret/**)', read(inside('secret/key'), '/work/project/secret/key')],
    ['a rule with a dot', 'read(./secret/**)', read(inside('secret/key'))],
    ['one of several', 'patch(secret/**)', patch(inside('src/a.ts'), inside('secret/key'))],
    ['through another writing tool', 'edit(secret/**)', patch(inside('secret/key'))],
    [
      'through another reading tool',
      'read(secret/**)',
      { toolName: 'ls', args: { path: 'secret' }, paths: [inside('secret')] },
    ],
    ['the real path behind a link', 'read(secret/**)', read(inside('secret/key'), 'link')],
    ['the written text', 'read(odd name)', { toolName: 'read', args: { file_path: 'odd name' } }],
  ])('%s', (_, rule, subject) => {
    expect(touches(rule, subject)).toBe(true);
  });

  it('reaches both ends of a rename', () => {
    const before = {
      path: '',
      version: '',
      encoding: 'utf8',
      lineEnding: 'lf',
      binary: false,
      dirty: false,
    } as const;
    const change = { kind: 'rename', file: inside('src/a.ts'), to: inside('secret/a.ts'), before } as const;
    expect(touches('edit(secret/**)', { toolName: 'patch', args: {}, changes: [change] })).toBe(true);
  });

  it('matches inside each folder of a workspace with several', () => {
    const file = { path: '/work/project/secret/key', display: 'project/secret/key', folder: project };
    expect(touches('read(secret/**)', read(file))).toBe(true);
    expect(touches('read(project/secret/**)', read(file))).toBe(true);
  });

  it('folds case where the file system does', () => {
    expect(touches('read(secret/**)', read(inside('SECRET/key')), mac)).toBe(true);
    expect(touches('read(secret/**)', read(inside('SECRET/key')), linux)).toBe(false);
  });

  it('knows the separators of Windows', () => {
    const folder = { name: 'project', root: 'C:\\project' };
    const file = { path: 'C:\\project\\Secret\\key', display: 'Secret/key', folder };
    expect(touches('read(C:\\project\\secret\\**)', read(file), windows)).toBe(true);
    expect(touches('read(secret/**)', read(file), windows)).toBe(true);
    expect(allows('read(~\\**)', read({ path: 'C:\\Users\\ada\\x', display: 'x' }), windows)).toBe(true);
  });

  it('leaves other files alone', () => {
    expect(touches('read(secret/**)', read(inside('src/secret.ts')))).toBe(false);
    expect(touches('edit(secret/**)', read(inside('secret/key')))).toBe(false);
  });
});

describe('command lines of an allow rule', () => {
  it.each([
    ['npm test', 'npm test', true],
    ['npm test', 'npm test -- --watch', false],
    ['npm test', 'npm test; rm -rf .', false],
    ['npm *', 'npm run build:all --prefix a/b', true],
    ['npm:*', 'npm test', true],
    ['cargo:*', 'cargo', true],
    ['cargo:*', 'cargo build --release', true],
    ['cargo:*', 'cargofoo', false],
    ['npm test:*', 'npm testing', false],
    ['npm *', 'npm test && npm run lint', true],
    ['npm *', 'npm test 2>&1', true],
    ['npm *', 'npm test 2>/dev/null', true],
    ['npm *', 'timeout 60 npm test', true],
    ['npm *', './timeout 60 npm test', false],
    ['npm *', 'sudo npm test', false],
    ['sudo npm *', 'sudo npm test', true],
    ['sudo *', 'sudo npm test', false],
    ['find *', 'find . -exec rm {} +', false],
    ['xargs *', 'xargs rm', false],
    ['*', 'a && b | c', true],
    ['a && b', 'a && b', true],
    ['ls \\*.ts', 'ls *.ts', true],
    ['ls \\*.ts', 'ls a.ts', false],
    ['find . -name \\\\\\*.ts', 'find . -name \\*.ts', true],
    ['npm *', 'npm test && rm -rf .', false],
    ['npm *', 'npm test; rm', false],
    ['npm *', 'npm test | tee x', false],
    ['npm *', 'npm test > x', false],
    ['npm *', 'npm test < x', false],
    ['npm *', 'npm test $(rm x)', false],
    ['npm *', 'npm test `rm x`', false],
    ['npm *', 'npm test\nrm x', false],
    ['npm *', 'npm test & rm x', false],
    ['npm:*', 'npm test && rm -rf .', false],
  ])('bash(%s) and %s', (pattern, command, expected) => {
    expect(allows(`bash(${pattern})`, bash(command))).toBe(expected);
  });
});

describe('command lines of a deny rule', () => {
  it.each([
    ['rm:*', 'rm -rf .'],
    ['rm *', 'ls && rm -rf .'],
    ['rm *', 'ls; rm -rf a/b'],
    ['rm *', 'ls | xargs rm -rf'],
    ['rm *', 'sudo rm x'],
    ['rm *', 'sudo -n rm x'],
    ['rm *', 'FOO=1 rm x'],
    ['rm *', 'echo $(rm x)'],
    ['rm *', 'echo `rm x`'],
    ['rm *', '(rm x)'],
    ['rm *', '{ rm x; }'],
    ['rm *', 'ls\nrm x'],
    ['rm *', 'rm   x'],
    ['rm *', 'r""m x'],
    ['rm *', 'r\\m x'],
    ['rm *', 'bash -c "rm x"'],
    ['rm *', 'env A=1 rm x'],
    ['git push', 'cd a && git push'],
    ['*', 'anything'],
  ])('bash(%s) and %s', (pattern, command) => {
    expect(touches(`bash(${pattern})`, bash(command))).toBe(true);
  });

  it('is not skipped for a very long line', () => {
    expect(touches('bash(rm *)', bash(`${'true; '.repeat(20_000)}rm x`))).toBe(true);
  });

  it('leaves other commands alone', () => {
    expect(touches('bash(rm *)', bash('npm run format'))).toBe(false);
    expect(touches('bash(git push)', bash('git push --force'))).toBe(false);
  });
});
