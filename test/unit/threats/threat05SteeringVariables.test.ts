// Threat 5: a built-in of the shell sets a variable, so that an allowed command runs the payload.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../session/sessionFixture';
import { bash, play } from './play';

describe('threat 5: variables that choose what an allowed command runs', () => {
  it.each([
    'export PAGER="touch pwned"; git log',
    'declare -x GIT_PAGER="touch pwned"',
    'typeset -x GIT_EXTERNAL_DIFF=./x; git diff',
    'readonly PATH=.:/bin; ls',
    'local LD_PRELOAD=./x.so',
    'GIT_SSH_COMMAND="touch pwned" git fetch',
    'PATH=.:$PATH ls',
    'printf -v PROMPT_COMMAND "touch pwned"',
    'read BASH_ENV < x; bash -c ls',
    'env NODE_OPTIONS=--require=./x.js npm test',
    'BASH_FUNC_ls%%="() { touch pwned; }" bash -c ls',
    'for PATH in .; do ls; done',
    'IFS=/ ; ls',
    'PYTHONSTARTUP=x.py python3',
    'unset PATH',
  ])('%s asks although rules allow every command, and does nothing', async (line) => {
    const { ended, root } = await play([bash(line)]);
    expect(ended).toEqual(['asked']);
    expect(existsSync(join(root, 'pwned'))).toBe(false);
  });

  it('an assignment is not covered by a rule for the command behind it', async () => {
    const { ended } = await play([bash('git status'), bash('FOO=1 git add x')], {
      permissionMode: 'ask',
      permissions: { allow: ['bash(git *)'] },
    });
    expect(ended).toEqual(['failed', 'asked']);
  });

  it('a command inherits none of them, and no key of a model', async () => {
    const evil = await temporaryFolder();
    writeFileSync(join(evil, 'env.sh'), `touch ${evil}/pwned`);
    const set = {
      BASH_ENV: join(evil, 'env.sh'),
      ENV: join(evil, 'env.sh'),
      PROMPT_COMMAND: 'touch x',
      GIT_EXTERNAL_DIFF: './x',
      NODE_OPTIONS: '--no-warnings',
      LD_AUDIT: '',
      ANTHROPIC_API_KEY: 'made-up-key-1',
      OPENAI_API_KEY: 'made-up-key-2',
      SOME_TOKEN: 'made-up-token',
    };
    const before = process.env;
    onTestFinished(() => {
      process.env = before;
    });
    process.env = { ...before, ...set };
    const { results } = await play([bash('env')]);
    const names = [...(results[0] ?? '').matchAll(/^([A-Za-z_]\w*)=/gm)].map(([, name]) => name ?? '');
    expect(names).toContain('PATH');
    expect(names.filter((name) => Object.hasOwn(set, name))).toEqual([]);
    expect(existsSync(join(evil, 'pwned'))).toBe(false);
  });
});
