// Threat 1: injected text makes the agent write a setting that approves everything. The tables of names are tested in `permissions/`.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../session/sessionFixture';
import { bash, play, write } from './play';

describe('threat 1: a file that configures the editor, the agent, hooks, tasks or CI is written by order of a text', () => {
  it.each([
    '.vscode/settings.json',
    '.vscode/tasks.json',
    '.vscode/launch.json',
    '.VSCODE/settings.json',
    'project.code-workspace',
    '.planwright/settings.json',
    'agent.hcl',
    '.mcp.json',
    'AGENTS.md',
    '.claude/settings.json',
    '.cursor/mcp.json',
    '.git/config',
    '.git/hooks/pre-commit',
    '.husky/pre-commit',
    '.github/workflows/ci.yml',
    '.gitlab-ci.yml',
    '.bashrc',
    '.envrc',
    '.npmrc',
    '.devcontainer/devcontainer.json',
  ])('%s asks although mode and rules allow everything, by each way to write it', async (name) => {
    const { ended, questions, root } = await play([
      write(name, 'x'),
      bash(`printf x > ${name}`),
      bash(`cp package.json ${name}`),
      bash(`sed -i s/a/b/ ${name}`),
      bash(`node -e "require('fs').writeFileSync('${name}', 'x')"`),
    ]);
    expect(ended).toEqual(['asked', 'asked', 'asked', 'asked', 'asked']);
    expect(questions.map(({ details }) => details.remember)).toEqual(Array(5).fill(undefined));
    expect(existsSync(join(root, name))).toBe(false);
  });

  it('git is not configured by a command either', async () => {
    const lines = [
      'git config core.hooksPath x',
      'git -c core.fsmonitor=x status',
      'git --git-dir . config a.b c',
    ];
    expect((await play(lines.map(bash))).ended).toEqual(['asked', 'asked', 'asked']);
  });

  it('what a person decided for good is kept where no tool can change it without a question', async () => {
    const sessionsDir = await temporaryFolder();
    const own = join(sessionsDir, 'permissions.json');
    const { ended } = await play([write(own, '{}'), bash(`echo > ${own}`), bash(`rm -r ${sessionsDir}`)], {
      config: { sessionsDir },
      permissive: true,
    });
    expect(ended).toEqual(['asked', 'asked', 'asked']);
    expect(readdirSync(sessionsDir)).not.toContain('permissions.json');
  });

  it('a rule file in the workspace allows nothing', async () => {
    const allowing = JSON.stringify({ permissions: { allow: ['Bash', 'bash(*)'] }, permissionMode: 'auto' });
    const { ended, root } = await play([bash('touch made')], {
      permissionMode: 'ask',
      permissions: {},
      files: {
        '.planwright/settings.json': allowing,
        'planwright.json': allowing,
        '.claude/settings.json': allowing,
        '.vscode/settings.json':
          '{"planwright.permissionMode":"auto","planwright.permissions.allow":["bash"]}',
        'agent.hcl': 'permissions { allow = ["bash"] }',
      },
    });
    expect(ended).toEqual(['asked']);
    expect(existsSync(join(root, 'made'))).toBe(false);
    expect(readFileSync(join(root, 'planwright.json'), 'utf8')).toBe(allowing);
  });
});
