import { describe, expect, it } from 'vitest';
import { parseCommandLine } from '../../../src/core/permissions/commands/parseCommandLine';
import { protectedCommandCause } from '../../../src/core/permissions/protectedCommands';
import { createProtectedPaths } from '../../../src/core/permissions/protectedPaths';
import { inside } from './requests';

const protectedPaths = createProtectedPaths({
  own: ['/home/ada/.local/share/agent', 'C:\\Users\\ada\\Agent'],
});
const reason = (path: string) => protectedPaths.kindOf({ path, display: path });

describe('protected files', () => {
  it.each([
    '.git/config',
    '.git/hooks/pre-commit',
    '.git',
    'sub/module/.git/config',
    'server.git/hooks',
    '.gitmodules',
    '.vscode/settings.json',
    '.vscode/tasks.json',
    'my.code-workspace',
    '.idea/workspace.xml',
    '.devcontainer/devcontainer.json',
    '.planwright/config.json',
    '.planwrightignore',
    '.claude/settings.json',
    '.mcp.json',
    '.cursor/mcp.json',
    'AGENTS.md',
    'packages/a/CLAUDE.md',
    '.github/copilot-instructions.md',
    '.github/workflows/ci.yml',
    '.gitlab-ci.yml',
    '.circleci/config.yml',
    'Jenkinsfile',
    'azure-pipelines.yml',
    '.husky/pre-commit',
    '.pre-commit-config.yaml',
    '/home/ada/.bashrc',
    '/home/ada/.zshenv',
    '/home/ada/.config/fish/conf.d/x.fish',
    '/home/ada/.ssh/authorized_keys',
    '/home/ada/.gitconfig',
    '/home/ada/.config/git/config',
    '/home/ada/.config/Code/User/settings.json',
    '/home/ada/.npmrc',
    '.env',
    '.env.local',
    '.envrc',
    '/home/ada/.local/share/agent/sessions/x.jsonl',
    'C:\\Users\\ada\\agent\\config.json',
  ])('%s', (path) => {
    expect(reason(path)).toEqual(expect.any(String));
  });

  it.each([
    ['folded case', '.GIT/config'],
    ['folded case', '.VsCode/settings.json'],
    ['a short name of Windows', 'GIT~1/config'],
    ['a trailing dot', '.git./config'],
    ['a trailing space', '.git /config'],
    ['a stream name', '.git::$INDEX_ALLOCATION/config'],
    ['an invisible character', '.g\u200cit/config'],
    ['wide letters', '.ｇit/config'],
    ['backslashes', 'a\\.git\\config'],
    ['a URI with escapes', 'vscode-vfs://github/a/b/.g%69t/config'],
    ['a drive letter', 'c:\\a\\.git\\config'],
  ])('in disguise: %s', (_, path) => {
    expect(reason(path)).toEqual(expect.any(String));
  });

  it('is protected when it can not be judged', () => {
    expect(reason('vscode-vfs://github/%E0%A4%A')).toBe('unchecked');
  });

  it('is protected by its real path or by the shown one', () => {
    expect(protectedPaths.kindOf({ path: '/work/project/.git/config', display: 'link' })).toBeDefined();
    expect(protectedPaths.kindOf({ path: '/elsewhere/config', display: '.git/config' })).toBeDefined();
  });

  it.each([
    'src/git/config.ts',
    'src/.gitkeep',
    '.gitignore',
    '.github/ISSUE_TEMPLATE.md',
    'workflows/a.yml',
    '.env.example',
    'environment.ts',
    'constructor',
    'toString/__proto__',
    'src/code/user/profile.ts',
    'agents.ts',
    'profile.ts',
    '../x',
  ])('not %s', (path) => {
    expect(reason(path)).toBeUndefined();
  });

  it('compares our own folders by whole names', () => {
    expect(reason('/home/ada/.local/share/agent_evil/x')).toBeUndefined();
  });

  it('says what the file is', () => {
    expect(protectedPaths.kindOf(inside('.github/workflows/ci.yml'))).toBe('ci');
  });
});

describe('commands that name protected files', () => {
  const commandReason = async (text: string) =>
    protectedCommandCause({ text, parsed: await parseCommandLine(text) }, protectedPaths);

  it.each([
    'echo x > .git/hooks/pre-commit',
    'cp evil ".vscode/settings.json"',
    'cp evil .vsc""ode/tasks.json',
    'tee .github/workflows/ci.yml',
    'cat x>>~/.bashrc',
    'sed -i s/a/b/ --in=.mcp.json',
    'dd if=x of=.git/config',
    'cat $(rm .git/config)',
    'git config core.hooksPath x',
    'cd a && git config core.pager x',
    'git -c core.pager=x log',
    '/usr/bin/git -C sub config alias.x y',
    'echo `rm .env`',
    'cat notes > .git/hooks/pre-commit',
    'cd .git/hooks && cp ~/x pre-commit',
    'bash -c "rm .git/config"',
    'find . -name config -exec cp x .git/config \\;',
    'echo x > .git/config; echo "',
    'export PAGER=./x',
    'GIT_SSH_COMMAND=./x git fetch',
    'env LD_PRELOAD=./x.so npm test',
    'PATH=.:$PATH npm test',
    'read BASH_ENV < x',
  ])('%s', async (command) => {
    expect(await commandReason(command)).toHaveProperty('code');
  });

  it.each([
    'npm test',
    'git status',
    'git commit -m config',
    'cat .github/workflows/ci.yml',
    'cat .git/HEAD | head -1',
    'grep -rn foo --exclude-dir=.git .',
    'ls -la .vscode && wc -l .vscode/settings.json',
    'git clone https://example.org/a/b.git',
    'cat .git/config > copy.txt',
    'NODE_ENV=test npm test',
    'cd .git && cat config',
  ])('not %s', async (command) => {
    expect(await commandReason(command)).toBeUndefined();
  });
});
